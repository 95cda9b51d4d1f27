"""How fast and how large a build is, beside the bare limits of the engines underneath."""

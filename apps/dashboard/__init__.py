"""Pages that open from disk: who is at risk, whether it works, and how model and data are."""

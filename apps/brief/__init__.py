"""One page for those who pay: what was promised, what came of it, and how sure that is."""

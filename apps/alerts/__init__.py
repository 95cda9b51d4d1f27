"""Tell people of alerts: what is open, and what was opened or closed since they were last told."""

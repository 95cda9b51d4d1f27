"""Tasks in the CRM: send those that are due, each once, and read back what came of them."""

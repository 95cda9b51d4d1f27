"""The publication as tables of a PostgreSQL schema, replaced all at once."""

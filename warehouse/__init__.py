"""Everything that only DuckDB knows: the door for raw data, the stream, the publication."""

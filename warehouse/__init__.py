"""Everything that only DuckDB knows: the door for raw data, the stream of chunks, the publication."""

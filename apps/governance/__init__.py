"""The governance pack: one page for the review meeting, from a publication and dbt's artifacts."""

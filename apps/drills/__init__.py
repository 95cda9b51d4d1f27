"""Incident drills: plant a fault into a small company, and see which alert catches it."""

"""What people run beside `dbt build`: it reads the publication, and imports nothing of ml."""

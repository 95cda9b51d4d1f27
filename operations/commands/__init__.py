"""The sub-commands of `mainstay` that need the warehouse, or the code that trains."""

"""Tests: `ml/`, `apps/`, `simulator/` mirror the code; `dbt/` is SQL, `project/` the house."""

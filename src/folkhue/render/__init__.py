"""Pictures, pages and the report of a run."""

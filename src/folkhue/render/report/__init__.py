"""The report of a run: its images, charts, tables and HTML."""

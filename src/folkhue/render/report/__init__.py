"""The report of a run: its images, charts, tables and HTML."""

from folkhue._utils.extras import require

require("train", "the report of a run")

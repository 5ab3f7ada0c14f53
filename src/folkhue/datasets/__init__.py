"""Tagged photographs: where they come from, and how they are fetched and kept."""

from folkhue._utils.extras import require

require("download", "listing or fetching photographs", "pandas")

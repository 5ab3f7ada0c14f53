"""Sources of photographs: one file per kind."""

from folkhue._utils.extras import require

require("download", "getting photographs")

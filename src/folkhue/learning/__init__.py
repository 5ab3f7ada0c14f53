"""Training: from weakly labeled photographs to a color table, and how good it is."""

from folkhue._utils.extras import require

require("train", "training")

"""Training: from weakly labeled photographs to a color table, and how good it is."""

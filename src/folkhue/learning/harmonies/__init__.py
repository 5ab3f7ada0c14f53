"""Training and evaluation of models of palettes."""

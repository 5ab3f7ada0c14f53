"""Learning the color of a whole picture: features, search, evaluation, and export."""

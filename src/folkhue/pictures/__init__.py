"""The color of a whole picture: features of its colors, and a small model that names them."""

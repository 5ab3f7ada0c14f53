"""Color tables: the name of every sRGB color, and how pixels are looked up."""

"""Color tables: the name of every sRGB color, lookup of pixels, counts and maps of names."""

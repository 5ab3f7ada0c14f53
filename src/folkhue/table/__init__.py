"""Color tables: the name of every sRGB color, lookup of pixels, counts and maps of names."""

DEFAULT_TABLE = "basic11"
"""The table that names colors wherever no other is asked for."""

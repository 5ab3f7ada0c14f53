"""Colors: spaces, notation, the gamut of sRGB, and vocabularies of names."""

"""Colors: spaces, notation, the limits of sRGB, and names."""

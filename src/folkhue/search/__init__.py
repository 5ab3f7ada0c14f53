"""Search: photographs by the names of their colors."""

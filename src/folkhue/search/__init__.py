"""Search: photographs found by their shares of color names."""

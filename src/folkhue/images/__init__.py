"""Photographs: decoding them, and counting their colors."""

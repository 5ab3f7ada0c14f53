"""Photographs: finding, decoding and converting them, and counting their colors."""

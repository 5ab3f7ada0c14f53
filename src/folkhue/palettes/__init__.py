"""Palettes of photographs: their main colors with names, and palette files."""

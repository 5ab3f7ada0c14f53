"""Palettes: few colors for a photograph, with names, and as files."""

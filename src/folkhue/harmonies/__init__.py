"""Which colors go together: suggestions for palettes, and how harmonious one is."""

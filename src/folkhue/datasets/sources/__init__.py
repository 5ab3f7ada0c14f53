"""Sources of photographs: one file per kind."""

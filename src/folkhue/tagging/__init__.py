"""Color names as keywords in photographs, where other programs search for them."""

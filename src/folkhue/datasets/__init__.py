"""Tagged photographs: where they come from, and how they are fetched and kept."""

"""What a run shows: pictures, and the page that gathers them."""

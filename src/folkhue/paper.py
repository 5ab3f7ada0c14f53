"""What pictures are drawn on, and with: the page's colours by daylight."""

PAPER = (252, 252, 250)
INK = (38, 38, 42)

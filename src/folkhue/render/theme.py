"""What pictures are drawn on, and with: the page's colors by daylight."""

PAPER = (252, 252, 250)
INK = (38, 38, 42)
QUIET = (96, 96, 104)
LINE = (206, 205, 200)

"""Colors of backgrounds, text and lines in pictures: those of the pages in their light scheme."""

BACKGROUND = (252, 252, 250)
FOREGROUND = (38, 38, 42)
MUTED = (96, 96, 104)
BORDER = (206, 205, 200)

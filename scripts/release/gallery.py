"""Make the pictures of the gallery by the commands that its page shows, and the README's."""

from __future__ import annotations

import sys
from pathlib import Path

import folkhue
from folkhue._utils.atomic import atomic_write
from folkhue.render.legend import before_and_after
from release.documents import DocumentError, examples, follow

PAGE = Path("docs/gallery.md")
OPENING, REPAINTED = Path("golden/photos/european-honey-bee.jpg"), Path("docs/repainted.jpg")


def draw_opening() -> None:
    """Draw the photograph that the README begins with, beside its recolored copy."""
    with atomic_write(REPAINTED) as temporary:
        before_and_after(folkhue.read_photo(OPENING), folkhue.load()).save(temporary, quality=80)


def main() -> None:
    """Run the commands and draw the picture; exit with status 1 if a command fails."""
    draw_opening()
    try:
        follow(examples(PAGE), Path.cwd())
    except DocumentError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

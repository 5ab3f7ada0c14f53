"""Draw the floors of the library and follow values through it.

    make architecture

The rooms and arrows are read from the imports, the floors from the contract in pyproject.toml, and
the stops of each value from a run on a few photographs, so that the document describes the code as
it is. `--check` writes nothing, and fails if the files are out of date.
"""

from __future__ import annotations

import argparse
import ast
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from xml.sax.saxutils import escape

from release.follow import Walk, walks
from release.imports import LIBRARY, ROOT, imported_by
from release.marks import fill, update

FOLDER = ROOT / "docs/explanation"
PAGE, PICTURE = FOLDER / "architecture.md", FOLDER / "architecture.svg"

WIDTH, BOX, HEIGHT, STEP = 960, 226, 64, 118
"""Of the drawing, a box, its height, and from floor to floor, in pixels."""

Floors = Sequence[Sequence[str]]


@dataclass(frozen=True)
class House:
    """The rooms of the library.

    Attributes
    ----------
    floors : sequence of sequence of str
        Names of rooms, the top floor first.
    purpose : mapping of str to str
        What each room holds, by its docstring.
    arrows : mapping of (str, str) to int
        Number of imports from one room into another.
    """

    floors: Floors
    purpose: Mapping[str, str]
    arrows: Mapping[tuple[str, str], int]

    @classmethod
    def read(cls) -> House:
        """Read the floors from pyproject.toml, and everything else from the source."""
        contract = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        (layers,) = contract["tool"]["importlinter"]["contracts"]
        floors = [[room.strip() for room in floor.split("|")] for floor in layers["layers"]]
        arrows: Counter[tuple[str, str]] = Counter()
        for path in sorted(LIBRARY.rglob("*.py")):
            for other in imported_by(path):
                if other.is_relative_to(LIBRARY) and room_of(path) != room_of(other):
                    arrows[room_of(path), room_of(other)] += 1
        rooms = [room for floor in floors for room in floor]
        known = {pair: number for pair, number in arrows.items() if pair[0] in rooms}
        return cls(floors, {room: purpose_of(room) for room in rooms}, known)

    def essential(self) -> Iterator[tuple[str, str]]:
        """Arrows that are not implied by a longer way (transitive reduction)."""
        below: dict[str, set[str]] = defaultdict(set)
        for floor in reversed(self.floors):
            for room in floor:
                for start, end in self.arrows:
                    if start == room:
                        below[room] |= {end, *below[end]}
        for start, end in self.arrows:
            between = [room for other, room in self.arrows if other == start and room != end]
            if not any(end in below[room] for room in between):
                yield start, end


def room_of(path: Path) -> str:
    """Name the room in which a file of the library lies."""
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def purpose_of(room: str) -> str:
    """Read the first line of a room's docstring."""
    path = LIBRARY / room / "__init__.py"
    path = path if path.is_file() else LIBRARY / f"{room}.py"
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return text.partition("\n")[0].rstrip(".")


def drawing(house: House) -> str:
    """Draw the floors as SVG, with the arrows that others do not imply."""
    boxes = dict(_places(house.floors))
    height = STEP * len(house.floors)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="system-ui, sans-serif">',
        "<style>rect{fill:#fcfcfa;stroke:#26262a;rx:8}path{fill:none;stroke:#60606880;"
        "stroke-width:1.5;marker-end:url(#tip)}text{fill:#26262a;text-anchor:middle}"
        ".name{font-size:15px;font-weight:600}.purpose{font-size:10.5px;fill:#606068}"
        "marker path{fill:#606068;stroke:none}</style>",
        '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z"/></marker>',
        f'<rect width="{WIDTH}" height="{height}" style="stroke:none"/>',
        *(_arrow(boxes[start], boxes[end]) for start, end in sorted(house.essential())),
        *(_box(room, house.purpose[room], place) for room, place in boxes.items()),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _places(floors: Floors) -> Iterator[tuple[str, tuple[float, float]]]:
    """Place each room by the center of its upper edge; spread the rooms of a floor evenly."""
    for number, floor in enumerate(floors):
        for place, room in enumerate(floor):
            yield room, (WIDTH * (place + 1) / (len(floor) + 1), STEP * number + 24)


def _arrow(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to_x, to_y) = start, end
    y, to_y = y + HEIGHT, to_y - 2
    bend = (to_y - y) / 2
    return f'<path d="M{x:g} {y:g}C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}"/>'


def _box(room: str, purpose: str, place: tuple[float, float]) -> str:
    x, y = place
    caption = (purpose.partition(": ")[2] or purpose).replace("`", "")
    rows = wrap(caption[:1].upper() + caption[1:], 36)
    captions = "".join(
        f'<text class="purpose" x="{x:g}" y="{y + 36 + 13 * number:g}">{escape(row)}</text>'
        for number, row in enumerate(rows[:2])
    )
    return (
        f'<rect x="{x - BOX / 2:g}" y="{y:g}" width="{BOX}" height="{HEIGHT}"/>'
        f'<text class="name" x="{x:g}" y="{y + 20:g}">{room}</text>{captions}'
    )


def table_of_rooms(house: House) -> str:
    """List the rooms, what they hold, and what they import."""
    lines = ["| room | holds | imports |", "|---|---|---|"]
    for floor in house.floors:
        for room in floor:
            below = sorted(end for start, end in house.arrows if start == room)
            place = f"`{room}/`" if (LIBRARY / room).is_dir() else f"`{room}.py`"
            lines.append(f"| {place} | {house.purpose[room]} | {', '.join(below)} |")
    return "\n".join(lines)


def table_of_stops(walk: Walk) -> str:
    """List the functions that a value passes, by file."""
    lines = ["| | file | functions |", "|---:|---|---|"]
    for number, (path, functions) in enumerate(walk.by_file(), start=1):
        lines.append(f"| {number} | `{path}` | {', '.join(f'`{name}`' for name in functions)} |")
    return "\n".join(lines)


def filled(page: str, house: House, found: Mapping[str, Walk]) -> str:
    """Put the tables between their marks in the page."""
    ways = {name: table_of_stops(walk) for name, walk in found.items()}
    return fill(page, {"rooms": table_of_rooms(house), **ways})


def main() -> None:
    """Write the page and the picture, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if out of date")
    check = parser.parse_args().check
    house = House.read()
    made = {PICTURE: drawing(house), PAGE: filled(PAGE.read_text("utf-8"), house, walks())}
    update(made, "make architecture", check=check)


if __name__ == "__main__":
    main()

"""Small files of every format, mode and metadata, all made here."""

from itertools import chain

from support.corpus import png
from support.corpus.pattern import Case

CASES: dict[str, Case] = {case.name: case for case in chain(png.cases())}
"""By name."""

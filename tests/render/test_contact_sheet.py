"""Contact sheets: their photographs and captions."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont
from support.flags import RED, make_flags

import folkhue
from folkhue.render.contact_sheet import contact_sheet, shortened
from folkhue.search.hits import Hit

RED_FLAGS = {"a/red.png": 1.0, "a/reddish.png": 0.8, "b/thirds.png": 0.4}


def test_a_contact_sheet_shows_every_photograph(tmp_path: Path) -> None:
    folder = make_flags(tmp_path)
    hits = [Hit(folder / name, 1.0, {"red": share}) for name, share in RED_FLAGS.items()]
    sheet = np.asarray(contact_sheet(hits, folkhue.load(), "red"))
    reds = (sheet == RED).all(axis=-1)
    assert [bool(reds[:, left].any()) for left in (40, 308, 576)] == [True] * 3
    again = np.asarray(contact_sheet(hits * 2, folkhue.load(), "red"))
    assert (again[len(sheet) :] == RED).all(axis=-1).any()  # in a second row


@given(st.text(min_size=1), st.integers(20, 300))
def test_captions_fit_their_width(text: str, width: int) -> None:
    font = ImageFont.load_default(14)
    short = shortened(text.replace("\n", ""), font, width)
    assert font.getlength(short) <= width or len(short) <= 3

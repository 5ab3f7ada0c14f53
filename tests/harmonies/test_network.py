"""Networks of palettes: their files, and what they answer."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from folkhue._utils.array_file import pack
from folkhue.color.spaces import to_lab
from folkhue.errors import TableError
from folkhue.harmonies import network as networks
from folkhue.harmonies.model import HarmonyModel, load_harmony_model
from folkhue.harmonies.network import PaletteNetwork, Questions

MODEL = load_harmony_model()
NETWORK = MODEL.network


def questions(rng: np.random.Generator, shape: tuple[int, ...] = (3, 4)) -> Questions:
    lab = rng.normal((60, 0, 0), (20, 30, 30), (*shape, 3))
    return Questions.next_color(lab)


def test_probabilities_sum_to_one(rng: np.random.Generator) -> None:
    found = NETWORK.log_probabilities(questions(rng), ("sea",))
    assert found.shape == (3, 1, len(NETWORK.bins))
    assert np.allclose(np.exp(found).sum(axis=-1), 1)


def test_each_color_is_asked_from_the_others(rng: np.random.Generator) -> None:
    lab = questions(rng).lab
    together = NETWORK.log_probabilities(Questions.each_color(lab))
    for place in range(4):
        others = np.delete(lab, place, axis=1)
        alone = NETWORK.log_probabilities(Questions.next_color(others))[:, 0]
        assert np.allclose(together[:, place], alone, atol=1e-9)


def test_what_is_not_seen_does_not_matter(rng: np.random.Generator) -> None:
    asked = questions(rng)
    seen = asked.seen & (np.arange(4) < 2)
    other = np.where(np.arange(4)[:, None] < 2, asked.lab, 0)
    one, two = (
        NETWORK.log_probabilities(replace(asked, seen=seen, lab=lab)) for lab in (asked.lab, other)
    )
    assert np.allclose(one, two)
    assert not np.allclose(one, NETWORK.log_probabilities(asked))


def test_a_network_that_was_saved_answers_as_before(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    NETWORK.save(tmp_path / "a.npz")
    loaded = PaletteNetwork.load(tmp_path / "a.npz")
    asked = questions(rng)
    assert np.array_equal(loaded.log_probabilities(asked), NETWORK.log_probabilities(asked))
    assert loaded.fingerprint == NETWORK.fingerprint
    loaded.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def edited(name: str, change: Callable[[Any], Any]) -> dict[str, Any]:
    parts = dict(networks._parts(NETWORK))
    parts[name] = change(parts[name])
    return parts


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("keys", lambda each: each[:-1], "the steps do not fit"),
        ("keys_steps", lambda each: each * np.float32(np.nan), "not finite"),
        ("keys", lambda each: each.astype(np.float32), "another type"),
        ("0_up_bias", lambda each: each[:-1], "expected shape"),
        ("bins", lambda each: each + np.uint8(9), "distinct ones of places 0 to 15"),
        ("bins", lambda each: each[:, :2], "three places"),
        ("description", lambda _: np.frombuffer(b"{}", np.uint8), "of another kind"),
        ("description", lambda each: each[:-9], "not JSON"),
    ],
)
def test_a_file_of_other_parts_is_refused(
    name: str, change: Callable[[Any], Any], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(pack(edited(name, change)))
    with pytest.raises(TableError, match=message) as caught:
        PaletteNetwork.load(path)
    assert str(path) in str(caught.value)


def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    NETWORK.save(path)
    whole = path.read_bytes()
    for contents in (b"", b"no archive", whole[: len(whole) // 2], whole[:-1]):
        path.write_bytes(contents)
        with pytest.raises(TableError, match="not a palette network, or a damaged one"):
            PaletteNetwork.load(path)
    with pytest.raises(TableError, match="no such file"):
        PaletteNetwork.load(tmp_path / "missing.npz")


def test_an_altered_file_is_refused_by_its_checksum(tmp_path: Path) -> None:
    path, other = tmp_path / "a.npz", tmp_path / "b.npz"
    NETWORK.save(path)
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            contents = old.read(name)
            new.writestr(name, contents[:-1] + b"\1" if name == "keys.npy" else contents)
    with pytest.raises(TableError, match="checksum"):
        PaletteNetwork.load(other)


@pytest.mark.parametrize("name", ["swatches", "palette_levels", "color_levels"])
def test_a_network_alone_is_no_model_of_harmonies(name: str, tmp_path: Path) -> None:
    extras = {each: array for each, array in NETWORK.extras.items() if each != name}
    replace(NETWORK, extras=extras).save(tmp_path / "a.npz")
    with pytest.raises(TableError, match=f"no model of harmonies: {name} are missing"):
        HarmonyModel.load(tmp_path / "a.npz")


def test_swatches_are_in_their_bins() -> None:
    places = NETWORK.places_of(to_lab(MODEL.swatches))
    assert (places == np.arange(len(NETWORK.bins))[:, None]).all()


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Autumn forest", ("autumn", "forest")),
        ("the SEA, the sea!", ("the", "sea")),
        ("qwertyuiop", ()),
        ("", ()),
    ],
)
def test_known_words_are_found_in_a_text(text: str, known: tuple[str, ...]) -> None:
    assert NETWORK.known_words(text) == known

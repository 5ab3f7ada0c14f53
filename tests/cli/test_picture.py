"""The color of whole pictures with `folkhue picture`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from support.command_line import run

import folkhue
from folkhue.pictures.wording import feature_in_words

SHIRTS = {"red": (200, 20, 30), "blue": (20, 50, 200), "green": (20, 130, 50)}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Shirts before white, as shops show them."""
    for name, rgb in SHIRTS.items():
        image = Image.new("RGB", (120, 160), (255, 255, 255))
        image.paste(rgb, (30, 30, 90, 130))
        (tmp_path / "shop").mkdir(exist_ok=True)
        image.save(tmp_path / f"shop/{name}.png")
    return tmp_path


def test_a_name_its_probability_and_what_speaks_for_it(astronaut: Path) -> None:
    done = run("picture", astronaut)
    assert (done.returncode, done.stderr) == (0, "")
    found = folkhue.picture_color(astronaut)
    heading, first, *others = done.stdout.splitlines()
    assert heading == f"{astronaut}: {found.name}"
    assert first.split()[:3] == [f"{100 * found.probabilities[found.name]:.0f}", "%", found.name]
    assert "█" in first
    reasons = [line.split(maxsplit=1) for line in others if line.lstrip().startswith("+")]
    assert reasons == [
        [f"{each.contribution:+.2f}", feature_in_words(each.feature, each.value)]
        for each in found.reasons
    ]
    bars = len(others) + 1 - len(reasons)
    likely = [each for each in found.probabilities.values() if each >= 0.01]
    assert bars == len(likely)


def test_pictures_of_a_folder_are_named_by_their_subjects(shop: Path) -> None:
    done = run("picture", "shop", "--json", folder=shop)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [each["path"] for each in found] == [f"shop/{name}.png" for name in sorted(SHIRTS)]
    assert [each["name"] for each in found] == sorted(SHIRTS)
    for each in found:
        color = folkhue.picture_color(shop / each.pop("path"))
        assert each == json.loads(json.dumps(color.as_dict()))


def test_standard_input_is_a_picture(shop: Path) -> None:
    done = run("picture", "-", stdin=(shop / "shop/red.png").read_bytes())
    assert done.stdout.startswith("standard input: red\n")


def test_a_picture_without_color_is_left_out(shop: Path) -> None:
    Image.new("RGBA", (9, 9)).save(shop / "shop/glass.png")
    (shop / "shop/page.jpg").write_text("<html>")
    done = run("picture", "shop", "--json", folder=shop)
    assert done.returncode == 1
    assert [each["name"] for each in json.loads(done.stdout)] == sorted(SHIRTS)
    glass, page = sorted(done.stderr.splitlines())
    assert "shop/glass.png: every pixel is transparent" in glass
    assert "shop/page.jpg: a web page" in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--model", "pictur"), "no such file; models that ship: picture"),
        (("--model", "shop/red.png"), "not a picture model"),
        (("--table", "basic8"), "the model was trained with a table of"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_once(
    options: tuple[str, ...], said: str, shop: Path
) -> None:
    done = run("picture", "shop", *options, folder=shop)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert said in line


def test_a_model_of_ones_own(shop: Path) -> None:
    from folkhue.pictures.model import load_picture_model

    load_picture_model().save(shop / "mine.npz")
    mine, shipped = (
        run("picture", "shop", *options, folder=shop) for options in (("--model", "mine.npz"), ())
    )
    assert mine == shipped

"""``folkhue palette`` and ``folkhue import``."""

import json
import shutil
from pathlib import Path

import pytest
from support.command_line import run

import folkhue
from folkhue.palettes.roles import ROLES


def test_palettes_are_printed_with_shares_and_names(astronaut: Path) -> None:
    done = run("palette", astronaut, "-k", 5, "--sort", "lightness", "-l")
    assert done.returncode == 0, done.stderr
    heading, *rows = done.stdout.splitlines()
    expected = folkhue.palette(astronaut, 5, sort="lightness")
    assert heading == str(astronaut)
    for row, spaces, color in zip(rows[::2], rows[1::2], expected.colors, strict=True):
        assert color.hex in row
        assert f"  {color.description}  " in row
        assert row.endswith("% sure")
        assert all(f"{space}(" in spaces for space in ("rgb", "hsl", "lab", "oklch"))


def test_palettes_as_json_and_together(astronaut: Path, bee: Path) -> None:
    each = json.loads(run("palette", astronaut, bee, "-k", "auto", "--json").stdout)
    expected = [
        {"path": str(path), **folkhue.palette(path, "auto").as_dict()} for path in (astronaut, bee)
    ]
    assert each == expected
    one = run("palette", astronaut, "-k", "auto", "--json")
    assert json.loads(one.stdout) == expected[:1]
    both = run("palette", astronaut, bee, "--together", "--weigh", "size", "--json")
    paths = [str(astronaut), str(bee)]
    assert json.loads(both.stdout) == [
        {"paths": paths, **folkhue.palette([astronaut, bee], weigh="size").as_dict()}
    ]


def test_roles_contrast_and_warnings_are_printed(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('["#ff7f0e", "#2ca02c", "#d62728", "#f7f7f7"]', "utf-8")
    done = run("import", "a.json", "--roles", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()[5:]]
    assert [row[0] for row in rows[:7]] == [*ROLES, "Aa"]
    accent, dark, other = rows[2], rows[5], rows[6]
    assert accent[1:3] == ["Aa", "#2ca02c"]
    assert (dark[-1], dark[-2]) == ("derived", "15.1:1")
    assert other[1] == "#d62728"
    assert other[-3:] == ["text", "#f7f7f7", "4.6:1"]
    assert [line.split(" look")[0].strip() for line in done.stdout.splitlines()[12:]] == [
        "#ff7f0e vivid orange and #2ca02c green",
        "#2ca02c green and #d62728 vivid red",
    ]
    assert done.stdout.endswith("look alike with deutan vision\n")


def test_after_a_bad_image_the_others_get_palettes(astronaut: Path, tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("<html>", "utf-8")
    done = run("palette", tmp_path / "page.jpg", astronaut)
    assert done.returncode == 1
    assert "page.jpg: a web page" in done.stderr
    assert "astronaut.jpg" in done.stdout


@pytest.mark.parametrize("k", ["0", "257", "six", "-3", "1.5"])
def test_a_wrong_number_of_colors_is_an_error(k: str, astronaut: Path) -> None:
    done = run("palette", astronaut, f"-k{k}")
    assert done.returncode == 2
    assert f"-k {k}: expected a number from 1 to 256, or auto" in done.stderr


@pytest.mark.slow
def test_palettes_are_written_as_files_pictures_and_pages(astronaut: Path, tmp_path: Path) -> None:
    kinds = ("json", "tailwind.css", "ase", "png", "svg", "html")
    outs = [part for kind in kinds for part in ("--out", f"sub/a.{kind}")]
    done = run("palette", astronaut, "-k", 4, *outs, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "sub").iterdir()} == {f"a.{kind}" for kind in kinds}
    expected = [color.hex for color in folkhue.palette(astronaut, 4).colors]
    for kind in ("json", "ase", "png"):  # the picture stores its palette, too
        read = run("import", f"sub/a.{kind}", folder=tmp_path)
        assert [line.split()[3] for line in read.stdout.splitlines()[1:]] == expected


def test_a_palette_file_is_converted(astronaut: Path, tmp_path: Path) -> None:
    run("palette", astronaut, "--out", "a.json", folder=tmp_path)
    done = run("import", "a.json", "--to", "b.gpl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.gpl").read_text("utf-8").startswith("GIMP Palette\n")
    refused = run("import", "a.json", "b.gpl", "--to", "c.ase", folder=tmp_path)
    assert (refused.returncode, "expected one file" in refused.stderr) == (2, True)


def test_palettes_are_written_as_scales_of_shades(astronaut: Path, tmp_path: Path) -> None:
    options = ("-k", 3, "--scales", "--prefix", "nasa", "--out", "a.tokens.json")
    done = run("palette", astronaut, *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    tokens = json.loads((tmp_path / "a.tokens.json").read_text("utf-8"))["nasa"]
    assert [list(scale)[::5] for scale in tokens.values()] == [["50", "500", "950"]] * 3


def test_each_image_has_a_file_of_its_name(astronaut: Path, bee: Path, tmp_path: Path) -> None:
    done = run("palette", astronaut, bee, "--out", "{name}.gpl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"astronaut.gpl", "european-honey-bee.gpl"}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("a.jpg", "b.jpg", "--out", "x.png"), "write {name} for the name of the image"),
        (("a.jpg", "--out", "x.pdf"), "x.pdf: "),
        (("a.jpg", "--out", "{name}.jpg"), "is one of the photographs"),
        (("a.png", "--out", "a.png"), "a.png is one of the photographs"),
        (("b.png", "--out", "./{name}.png"), "is one of the photographs"),
        (("a.jpg", "b.jpg", "--together", "--by", "region"), "--by one of each part"),
        (("a.jpg", "--scales"), "are for files: name one with --out"),
        (("a.jpg", "--scales", "--out", "x.gpl"), "x.gpl: expected a format with scales"),
        (("a.jpg", "--prefix", "x", "--out", "x.png"), "for palette files, such as .tokens.json"),
        (("a.jpg", "--prefix", "My X", "--out", "x.css"), "such as 'my-x'"),
    ],
)
def test_no_photograph_is_overwritten_and_no_unknown_format_written(
    arguments: tuple[str, ...], reason: str, astronaut: Path, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg", "a.png", "b.png"):
        shutil.copyfile(astronaut, tmp_path / name)
    done = run("palette", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert reason in done.stderr
    assert len(list(tmp_path.iterdir())) == 4
    assert done.stdout == ""


@pytest.mark.parametrize("method", ["kmeans", "guided"])
@pytest.mark.parametrize(
    ("by", "first"), [("region", " region, "), ("ground", "foreground"), ("contrast", "foreground")]
)
def test_parts_of_a_photograph_have_palettes(
    by: str, first: str, method: str, astronaut: Path, tmp_path: Path
) -> None:
    parrot = astronaut.with_name("parrot.jpg")
    options = ("--by", by, "--method", method, "-k", 2, "--out", "p.svg")
    done = run("palette", parrot, *options, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    headings = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert len(headings) >= 2
    assert first in headings[0]
    assert (tmp_path / "p.svg").read_text("utf-8").startswith("<svg")
    refused = run("palette", parrot, "--by", by, "--out", "p.ase", folder=tmp_path)
    assert refused.returncode == 2
    assert "use .png or .svg" in refused.stderr

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image
from support.command_line import run

import folkhue

ASTRONAUT = ROOT / "golden/photos/astronaut.jpg"


def test_help_teaches() -> None:
    for command in ("classify", "encode", "palette"):
        done = run(command, "--help")
        assert done.returncode == 0
        assert f"folkhue {command} beach.jpg" in done.stdout
    assert "decode" in run("--help").stdout
    assert run("--version").stdout == f"folkhue {version('folkhue')}\n"


def test_shares_are_printed_and_written_and_the_photo_repainted(tmp_path: Path) -> None:
    done = run("classify", ASTRONAUT, "--out", tmp_path / "named")
    assert done.returncode == 0, done.stderr
    summary = json.loads((tmp_path / "named/astronaut.json").read_text())
    table, photo = folkhue.load(), folkhue.read_photo(ASTRONAUT)
    assert summary["shares"] == table.shares(photo.rgb)
    assert (summary["width"], summary["height"]) == (512, 512)
    assert all(name in done.stdout for name in summary["shares"])
    painted = np.asarray(Image.open(tmp_path / "named/astronaut.png"))
    assert np.array_equal(painted, table.recolor(photo.rgb))


def test_without_out_nothing_is_written(tmp_path: Path) -> None:
    shutil.copyfile(ASTRONAUT, tmp_path / "a.jpg")
    assert run("classify", "a.jpg", folder=tmp_path).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_transparent_pixels_are_not_counted_and_stay_transparent(
    tmp_path: Path, encode: Callable[..., bytes]
) -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    pixels[0] = (220, 20, 30, 255)
    (tmp_path / "cut.png").write_bytes(encode(pixels))
    (tmp_path / "glass.png").write_bytes(encode(pixels * 0))
    done = run("classify", "cut.png", "glass.png", "--out", "out", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "out/cut.json").read_text())["shares"] == {"red": 1.0}
    assert json.loads((tmp_path / "out/glass.json").read_text())["shares"] == {}
    assert "every pixel is transparent" in done.stdout
    alpha = np.asarray(Image.open(tmp_path / "out/cut.png").getchannel("A"))
    assert (alpha > 0).sum() == 4


def test_a_bad_image_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("<html>404</html>")
    out = tmp_path / "out"
    done = run("classify", tmp_path / "page.jpg", "no[b]where.jpg", ASTRONAUT, "--out", out)
    assert done.returncode == 1
    assert "page.jpg: a web page" in done.stderr
    assert "no[b]where.jpg: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
    assert (out / "astronaut.json").exists()
    assert not (out / "page.json").exists()


def test_images_of_the_same_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        shutil.copyfile(ASTRONAUT, tmp_path / folder / "a.jpg")
    done = run("classify", "one/a.jpg", "two/a.jpg", "--out", "out", folder=tmp_path)
    assert done.returncode == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        *("a.png", "a.json", "a-2.png", "a-2.json"),
    }


def test_photographs_are_never_overwritten(tmp_path: Path) -> None:
    shutil.copyfile(ASTRONAUT, tmp_path / "a.jpg")
    before = (tmp_path / "a.jpg").read_bytes()
    done = run("classify", "a.jpg", "--out", ".", folder=tmp_path)
    assert done.returncode == 2
    assert "name another --out" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]
    assert (tmp_path / "a.jpg").read_bytes() == before


def test_a_terminal_without_unicode_is_no_obstacle() -> None:
    executable = Path(sys.executable).parent / "folkhue"
    done = subprocess.run(
        [str(executable), "classify", str(ASTRONAUT)],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"white" in done.stdout


def test_an_unusable_table_is_named(tmp_path: Path) -> None:
    done = run("classify", ASTRONAUT, "--table", tmp_path / "mine.npz")
    assert done.returncode == 2
    assert "mine.npz: no such file" in done.stderr


def test_a_folder_that_cannot_be_written_is_an_error_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    done = run("classify", ASTRONAUT, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "File exists" in done.stderr
    assert "Traceback" not in done.stderr


def two_photographs(folder: Path) -> None:
    (folder / "photos/inner").mkdir(parents=True)
    shutil.copyfile(ASTRONAUT, folder / "photos/inner/a.jpg")
    (folder / "photos/page.jpg").write_text("<html>404</html>")


def test_a_folder_gives_a_table_of_results_or_the_totals(tmp_path: Path) -> None:
    two_photographs(tmp_path)
    for out in ((), ("--out", "tables/r.CSV")):
        done = run("classify", "photos", *out, "--jobs", 1, folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "2 photographs, 1 left out: 1 × a web page, not an image" in done.stdout
        assert "white" in done.stdout
    table = (tmp_path / "tables/r.CSV").read_text().splitlines()
    assert table[1].startswith("photos/inner/a.jpg,512,512,")
    assert table[1].endswith(",white,ok")
    assert table[2].startswith("photos/page.jpg,,")


EXTRAS = ("joblib", "pandas", "pyarrow", "scipy", "sklearn", "threadpoolctl")


@pytest.mark.parametrize(
    "arguments", [["classify", "photos", "--out", "r.csv"], ["encode", str(ASTRONAUT), "--smooth"]]
)
def test_the_package_alone_suffices(arguments: list[str], tmp_path: Path) -> None:
    two_photographs(tmp_path)
    program = (
        "import sys\n"
        f"sys.modules |= dict.fromkeys({EXTRAS})\n"
        f"sys.argv[1:] = {arguments}\n"
        "from folkhue.cli import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_folder_may_be_repainted_too_but_not_into_itself(tmp_path: Path) -> None:
    two_photographs(tmp_path)
    done = run("classify", "photos", "--out", "photos/named", folder=tmp_path)
    assert (done.returncode, "name another --out" in done.stderr) == (2, True)
    done = run("classify", "photos", "--out", "named", folder=tmp_path)
    assert done.returncode == 1
    assert sorted(p.name for p in (tmp_path / "named").iterdir()) == ["a.json", "a.png"]


def test_what_cannot_be_meant_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, reason in (
        (["empty"], "empty: no photographs in it"),
        ([ASTRONAUT, "--out", "r.json"], "expected a folder, or a table .csv, .parquet or .jsonl"),
    ):
        done = run("classify", *arguments, folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert reason in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


def test_names_are_encoded_and_decoded(tmp_path: Path) -> None:
    shutil.copyfile(ASTRONAUT, tmp_path / "a.jpg")
    done = run("encode", "a.jpg", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    size = (tmp_path / "names/a.webp").stat().st_size
    ratio = round(3 * 512 * 512 / size)
    assert done.stdout == f"names/a.webp: {size:,} bytes, 1/{ratio} of raw RGB\n"
    done = run("decode", "names/a.webp", "--as", "npy", "--out", "out", folder=tmp_path)
    assert done.stdout.splitlines()[1:] == run("classify", ASTRONAUT).stdout.splitlines()[1:]
    table, photo = folkhue.load(), folkhue.read_photo(ASTRONAUT)
    assert np.array_equal(np.load(tmp_path / "out/a.npy"), table.predict(photo.rgb))
    run("decode", "names/a.webp", "--out", "out", folder=tmp_path)
    painted = np.asarray(Image.open(tmp_path / "out/a.png"))
    assert np.array_equal(painted, table.recolor(photo.rgb))


def test_smoothed_names_say_how_much_was_changed(tmp_path: Path) -> None:
    done = run("encode", ASTRONAUT, "--smooth", "--to", "png", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "% of pixels changed" in done.stdout
    assert (tmp_path / "astronaut.png").exists()


def test_what_is_no_name_map_is_refused_and_nothing_overwritten(tmp_path: Path) -> None:
    shutil.copyfile(ASTRONAUT, tmp_path / "a.jpg")
    done = run("decode", "a.jpg", folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "a.jpg: not a name map" in done.stderr
    assert run("encode", "a.jpg", "--out", ".", folder=tmp_path).returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.jpg"]


def test_palettes_are_printed_with_shares_and_names() -> None:
    done = run("palette", ASTRONAUT, "-k", 5, "--sort", "lightness", "-l")
    assert done.returncode == 0, done.stderr
    heading, *rows = done.stdout.splitlines()
    expected = folkhue.palette(ASTRONAUT, 5, sort="lightness")
    assert heading == str(ASTRONAUT)
    for row, spaces, color in zip(rows[::2], rows[1::2], expected.colors, strict=True):
        assert color.hex in row
        assert f"  {color.description}  " in row
        assert row.endswith("% sure")
        assert all(f"{space}(" in spaces for space in ("rgb", "hsl", "lab", "oklch"))


def test_palettes_as_json_and_together() -> None:
    bee = ASTRONAUT.with_name("european-honey-bee.jpg")
    each = json.loads(run("palette", ASTRONAUT, bee, "-k", "auto", "--json").stdout)
    assert each == [folkhue.palette(path, "auto").as_dict() for path in (ASTRONAUT, bee)]
    both = run("palette", ASTRONAUT, bee, "--together", "--weigh", "size", "--json")
    assert json.loads(both.stdout) == folkhue.palette([ASTRONAUT, bee], weigh="size").as_dict()


def test_a_bad_image_does_not_keep_the_others_from_their_palettes(tmp_path: Path) -> None:
    (tmp_path / "page.jpg").write_text("<html>", "utf-8")
    done = run("palette", tmp_path / "page.jpg", ASTRONAUT)
    assert done.returncode == 1
    assert "page.jpg: a web page" in done.stderr
    assert "astronaut.jpg" in done.stdout
    for k in ("0", "257", "six", "-3", "1.5"):
        done = run("palette", ASTRONAUT, f"-k{k}")
        assert done.returncode == 2
        assert f"-k {k}: expected a number from 1 to 256, or auto" in done.stderr


def test_palettes_are_written_as_files_pictures_and_pages(tmp_path: Path) -> None:
    kinds = ("json", "tailwind.css", "ase", "png", "svg", "html")
    outs = [part for kind in kinds for part in ("--out", f"sub/a.{kind}")]
    done = run("palette", ASTRONAUT, "-k", 4, *outs, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "sub").iterdir()} == {f"a.{kind}" for kind in kinds}
    expected = [color.hex for color in folkhue.palette(ASTRONAUT, 4).colors]
    for kind in ("json", "ase", "png"):  # the picture holds its palette, too
        read = run("import", f"sub/a.{kind}", folder=tmp_path)
        assert [line.split()[3] for line in read.stdout.splitlines()[1:]] == expected


def test_each_image_has_a_file_of_its_name(tmp_path: Path) -> None:
    bee = ASTRONAUT.with_name("european-honey-bee.jpg")
    done = run("palette", ASTRONAUT, bee, "--out", "{name}.gpl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {
        "astronaut.gpl",
        "european-honey-bee.gpl",
    }


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("a.jpg", "b.jpg", "--out", "x.png"), "write {name} for that of the image"),
        (("a.jpg", "--out", "x.pdf"), "x.pdf: not the name of a palette's file"),
        (("a.jpg", "--out", "{name}.jpg"), "is one of the photographs"),
        (("a.png", "--out", "a.png"), "a.png is one of the photographs"),
        (("b.png", "--out", "./{name}.png"), "is one of the photographs"),
        (("a.jpg", "b.jpg", "--together", "--by", "region"), "--by of parts of each"),
    ],
)
def test_nothing_is_written_over_or_of_no_kind(
    arguments: tuple[str, ...], complaint: str, tmp_path: Path
) -> None:
    for name in ("a.jpg", "b.jpg", "a.png", "b.png"):
        shutil.copyfile(ASTRONAUT, tmp_path / name)
    done = run("palette", *arguments, folder=tmp_path)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert len(list(tmp_path.iterdir())) == 4
    assert done.stdout == ""


@pytest.mark.parametrize(("by", "first"), [("region", " region, "), ("ground", "foreground")])
def test_parts_of_a_photograph_have_palettes(by: str, first: str, tmp_path: Path) -> None:
    parrot = ASTRONAUT.with_name("parrot.jpg")
    done = run("palette", parrot, "--by", by, "-k", 2, "--out", "p.svg", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    headings = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert len(headings) >= 2
    assert first in headings[0]
    assert (tmp_path / "p.svg").read_text("utf-8").startswith("<svg")
    refused = run("palette", parrot, "--by", by, "--out", "p.ase", folder=tmp_path)
    assert refused.returncode == 2
    assert "drawn, as .png or .svg" in refused.stderr

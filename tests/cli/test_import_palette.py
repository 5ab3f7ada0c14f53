"""Reading palettes of other programs with `folkhue import`."""

from pathlib import Path

from support.command_line import run
from support.palettes import some_palette

from folkhue.palettes.formats import FORMATS, write_palette


def test_import_prints_and_converts(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "brand.ase")
    done = run("import", "brand.ase", "--to", "new/brand.tailwind.css", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    for text in ("brand.ase", "#1e3c5a", "dark blue 2", "vivid red", "Größe", "33 %"):
        assert text in done.stdout
    assert "--color-photo-grosse: #fa0102;" in (tmp_path / "new/brand.tailwind.css").read_text()


def test_import_continues_after_an_invalid_file(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "good.kpl")
    (tmp_path / "bad.ase").write_bytes(b"ASEF")
    done = run("import", "bad.ase", "good.kpl", folder=tmp_path)
    assert done.returncode == 1
    assert "error: bad.ase: truncated" in done.stderr
    assert "#fa0102" in done.stdout


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    mixed = "".join(f"--c{n}: color-mix(in lab, red {n}%, blue);" for n in range(30))
    (tmp_path / "a.css").write_text(f":root {{ --a: rgb(1 2 3 / 50%); {mixed} --w: 16px }}")
    done = run("import", "a.css", folder=tmp_path)
    assert done.returncode == 0
    assert "#010203" in done.stdout
    told = done.stderr.splitlines()
    assert "note: a.css: left out: --c0: color-mix(in lab, red 0%, blue), a color that" in told[0]
    assert told[-1] == "note: a.css: left out: 11 more of this kind"
    assert len(told) == 21
    assert "16px" not in done.stderr


def test_import_rejects_invalid_arguments(tmp_path: Path) -> None:
    write_palette(some_palette(), tmp_path / "a.gpl")
    for arguments, reason in (
        (("a.gpl", "--to", "a.bmp"), "which ends in .json"),
        (("a.gpl", "a.gpl", "--to", "b.ase"), "expected one file to convert, got 2"),
        (("a.gpl", "--scales", "--to", "b.ase"), "b.ase: expected a format with scales of shades"),
        (("a.gpl", "--scales"), "are for files: name one with --to"),
    ):
        done = run("import", *arguments, folder=tmp_path)
        assert (done.returncode, reason in done.stderr) == (2, True)
    assert len(list(tmp_path.iterdir())) == 1


def test_help_lists_every_format() -> None:
    printed = " ".join(run("import", "--help").stdout.split())  # undo the wrapping
    listed = [f"{suffix} ({each.description})" for suffix, each in FORMATS.items()]
    assert [text for text in listed if text not in printed] == []

"""What folkhue did not write is not replaced without a word."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from support.command_line import EXECUTABLE, run

from folkhue.cli.outputs import folkhue_wrote

FOREIGN = b"mine, all mine\n"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, thumbnail: Path) -> Path:
    """Two photographs, a name map and a palette; to be copied."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "photos").mkdir()
    shutil.copyfile(thumbnail, folder / "photos/a.jpg")
    shutil.copyfile(thumbnail, folder / "b.jpg")
    run("encode", "photos/a.jpg", "--out", "maps", folder=folder)
    run("palette", "b.jpg", "--out", "b.gpl", folder=folder)
    return folder


@pytest.fixture
def here(tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(files, tmp_path, dirs_exist_ok=True)
    return tmp_path


COMMANDS = [
    ("classify b.jpg --jobs 1 --out r.csv", "r.csv"),
    ("classify b.jpg --jobs 1 --out r.jsonl", "r.jsonl"),
    ("classify b.jpg --jobs 1 --out r.parquet", "r.parquet"),
    ("classify photos --out named", "named/a.png"),
    ("classify photos --out named", "named/a.json"),
    ("compare b.jpg photos/a.jpg --out c.json", "c.json"),
    ("encode b.jpg", "names/b.webp"),
    ("encode b.jpg --to png", "names/b.png"),
    ("decode maps/a.webp --out out", "out/a.png"),
    ("decode maps/a.webp --out out --as npy", "out/a.npy"),
    ("find white photos --jobs 1 --sheet s.png", "s.png"),
    ("find white photos --jobs 1 --sheet s.jpg", "s.jpg"),
    ("find white photos --jobs 1 --sheet s.webp", "s.webp"),
    ("page --out site", "site/index.html"),
    ("page --out site", "site/page.css"),
    ("import b.gpl --to b.css", "b.css"),
    ("palette b.jpg --by region --out p.png", "p.png"),
    *(
        (f"palette b.jpg -k 3 --out p{suffix}", f"p{suffix}")
        for suffix in (
            *(".json", ".css", ".scss", ".tailwind.css", ".tailwind.js", ".gpl", ".ase", ".aco"),
            *(".kpl", ".png", ".svg", ".jpg", ".webp", ".html", ".tokens.json", ".xml", ".swift"),
            *(".txt", ".hex", ".pal"),
        )
    ),
]


UNSIGNED = ("out/a.npy", "p.hex", "p.pal")
"""Files in which nothing can say that folkhue wrote them."""


@pytest.mark.slow
@pytest.mark.parametrize(("command", "file"), COMMANDS)
def test_a_foreign_file_is_replaced_only_by_force(command: str, file: str, here: Path) -> None:
    path = here / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(FOREIGN)
    refused = run(*command.split(), folder=here)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"{file} exists, and nothing there says that folkhue wrote it" in refused.stderr
    assert path.read_bytes() == FOREIGN
    forced = run(*command.split(), "--force", folder=here)
    assert forced.returncode == 0, forced.stderr
    assert path.read_bytes() != FOREIGN
    assert folkhue_wrote(path) or file in ("site/page.css", *UNSIGNED)
    again = run(*command.split(), folder=here)
    assert again.returncode == (2 if file in UNSIGNED else 0), again.stderr


def test_photographs_of_others_are_foreign(astronaut: Path, here: Path) -> None:
    assert not folkhue_wrote(astronaut)
    shutil.copyfile(astronaut, here / "p.jpg")
    done = run("palette", "b.jpg", "--out", "p.jpg", folder=here)
    assert done.returncode == 2
    assert (here / "p.jpg").read_bytes() == astronaut.read_bytes()


def test_a_palette_that_somebody_edited_is_foreign(here: Path) -> None:
    run("palette", "b.jpg", "--out", "p.ase", folder=here)
    assert folkhue_wrote(here / "p.ase")
    run("import", "p.ase", "--to", "p.aco", folder=here)
    contents = bytearray((here / "p.ase").read_bytes())
    contents[-3] ^= 0x40  # in a color
    (here / "p.ase").write_bytes(contents)
    assert not folkhue_wrote(here / "p.ase")


@pytest.mark.parametrize("target", ["link.json", "pipe.json", "gone.json", "folder.json"])
def test_what_is_no_file_is_never_replaced(target: str, here: Path) -> None:
    (here / "link.json").symlink_to("/dev/full")
    (here / "gone.json").symlink_to("nowhere/x.json")
    (here / "folder.json").mkdir()
    os.mkfifo(here / "pipe.json")
    for force in ((), ("--force",)):
        done = run("palette", "b.jpg", "--out", target, *force, folder=here)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{target}: expected a file to write to" in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        *("classify b.jpg --out", "encode b.jpg --out", "decode maps/a.webp --out", "page --out"),
        *("compare b.jpg b.jpg --out", "palette b.jpg --out", "import b.gpl --to"),
    ],
)
def test_an_output_is_a_path(command: str, here: Path) -> None:
    before = sorted(here.rglob("*"))
    for target in ("-", "https://example.org/a.json"):
        done = run(*command.split(), target, folder=here)
        assert (done.returncode, done.stdout) == (2, "")
        assert target in done.stderr
    assert sorted(here.rglob("*")) == before


@pytest.mark.parametrize("target", ["a\0b.gpl", "\ud800.gpl"])
def test_an_output_is_a_possible_name(target: str, here: Path) -> None:
    done = run("palette", "b.jpg", "--out", target, folder=here)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no file can have this name" in done.stderr


def test_a_terminal_is_asked(here: Path) -> None:
    (here / "r.csv").write_bytes(FOREIGN)
    for answer, replaced in (("n", False), ("y", True)):
        command = f"{EXECUTABLE} classify b.jpg --jobs 1 --out r.csv"
        done = subprocess.run(
            ["script", "-qec", command, "/dev/null"],
            input=f"{answer}\n",
            capture_output=True,
            text=True,
            check=False,
            cwd=here,
        )
        assert "folkhue did not write r.csv. Replace? [y/N]" in done.stdout
        assert ((here / "r.csv").read_bytes() != FOREIGN) is replaced


def test_a_table_is_resumed_without_a_question(here: Path) -> None:
    for _ in range(2):
        done = run("classify", "b.jpg", "--out", "r.csv", "--jobs", 1, folder=here)
        assert done.returncode == 0, done.stderr

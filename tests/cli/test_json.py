"""``--json`` of every command, compared with docs/reference/json.md."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from support.command_line import EXECUTABLE, run

PAGE = (ROOT / "docs/reference/json.md").read_text("utf-8")
TYPES = {"string": str, "number": (int, float), "array": list, "object": dict}


def documented(heading: str, table: int = 0) -> dict[str, Any]:
    """Read a table of the page: field → types."""
    section = re.split(rf"^#+ {re.escape(heading)}$", PAGE, flags=re.M)[1].split("\n#")[0]
    rows = section.split("| field | |")[table + 1].split("\n\n")[0].splitlines()[2:]
    fields = {}
    for row in rows:
        names, _, text = row.strip("|").partition("|")
        for name in re.findall("`([a-z0-9]+)`", names):
            fields[name] = TYPES[text.strip().split(":")[0]]
    return fields


def check(objects: Any, fields: dict[str, Any], number: int) -> None:
    assert isinstance(objects, list)
    assert len(objects) == number
    for each in objects:
        assert list(each) == [name for name in fields if name in each]
        assert fields.keys() - each.keys() <= {"label", "p3"}
        assert all(isinstance(each[name], kind) for name, kind in fields.items() if name in each)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, astronaut: Path, bee: Path) -> Path:
    """Two photographs in a folder of their own, and what is made of them; to be copied."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "photos/inner").mkdir(parents=True)
    shutil.copyfile(astronaut, folder / "photos/a.jpg")
    shutil.copyfile(bee, folder / "photos/inner/b.jpg")
    run("encode", "photos", "--out", "maps", folder=folder)
    run("palette", "photos/a.jpg", "--out", "a.json", "--out", "a.ase", folder=folder)
    return folder


@pytest.fixture
def here(tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(files, tmp_path, dirs_exist_ok=True)
    return tmp_path


COMMANDS = [
    ("classify photos/a.jpg", "`classify`, `decode`", 0, ["photos/a.jpg"]),
    ("classify photos/a.jpg photos/inner/b.jpg", "`classify`, `decode`", 0, None),
    ("classify photos --jobs 1", "`classify`, `decode`", 0, ["photos/a.jpg", "photos/inner/b.jpg"]),
    ("classify photos --out r.csv --jobs 1", "`classify`, `decode`", 0, None),
    ("classify ./photos/a.jpg --out named", "`classify`, `decode`", 0, ["./photos/a.jpg"]),
    ("decode maps", "`classify`, `decode`", 0, ["maps/a.webp", "maps/b.webp"]),
    ("palette photos/inner", "`palette`, `import`", 0, ["photos/inner/b.jpg"]),
    ("palette photos -k 2", "`palette`, `import`", 0, ["photos/a.jpg", "photos/inner/b.jpg"]),
    ("palette photos/a.jpg --gamut p3", "`palette`, `import`", 0, ["photos/a.jpg"]),
    ("palette photos/a.jpg --roles", "`palette`, `import`", 0, ["photos/a.jpg"]),
    ("import a.json --roles", "`palette`, `import`", 0, ["a.json"]),
    ("import a.json a.ase", "`palette`, `import`", 0, ["a.json", "a.ase"]),
    ("palette photos --together", "`palette`, `import`", 1, None),
    ("palette photos/a.jpg --by region -k 2", "`palette`, `import`", 2, ["photos/a.jpg"]),
    ("picture photos", "`picture`", 0, ["photos/a.jpg", "photos/inner/b.jpg"]),
    ("encode photos", "`encode`", 0, ["photos/a.jpg", "photos/inner/b.jpg"]),
    ("find white photos --jobs 1", "`find`", 0, None),
    ("compare photos/a.jpg photos/inner/b.jpg --out c.json", "`compare`", 0, None),
    ("name teal #123", "`name`", 0, None),
    ("page --out site", "`page`", 0, None),
]


@pytest.mark.slow
@pytest.mark.parametrize(("command", "heading", "table", "paths"), COMMANDS)
def test_the_output_has_the_fields_of_the_page(
    command: str, heading: str, table: int, paths: list[str] | None, here: Path
) -> None:
    done = run(*command.split(), "--json", folder=here)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    roles = documented("Roles") if "--roles" in command else {}
    check(found, documented(heading, table) | roles, len(found))
    if paths is not None:
        assert [each["path"] for each in found] == paths
    colors = [color for each in found for color in each.get("colors", ())]
    check(colors, documented("Colors"), len(colors))
    assert all(("p3" in color) == ("--gamut p3" in command) for color in colors)
    if "--together" in command:
        assert found[0]["paths"] == ["photos/a.jpg", "photos/inner/b.jpg"]
    if "--out c.json" in command:
        assert json.loads((here / "c.json").read_text()) == found[0]
        assert [found[0][side]["path"] for side in ("one", "other")] == command.split()[1:3]
    if "--out named" in command:
        assert json.loads((here / "named/a.json").read_text()) == found[0]


def test_workers_and_a_single_process_print_the_same(here: Path) -> None:
    done = [run("classify", *which, "--json", folder=here) for which in (["photos"], FILES)]
    assert done[0] == done[1]


FILES = ["photos/a.jpg", "photos/inner/b.jpg"]


def test_nothing_is_an_empty_array(here: Path) -> None:
    done = run("palette", "nowhere.jpg", "--json", folder=here)
    assert (done.returncode, done.stdout) == (1, "[]\n")
    assert "nowhere.jpg: cannot be read" in done.stderr


def test_where_nothing_matches_the_nearest_are_listed(here: Path) -> None:
    done = run("find", "only purple", "photos", "--json", folder=here)
    assert done.returncode == 0
    assert done.stderr
    assert all(hit["score"] <= 0.1 for hit in json.loads(done.stdout))


def test_what_is_transparent_was_read(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "photos").mkdir()
    Image.new("RGBA", (3, 2)).save(tmp_path / "photos/glass.png")
    expected = [{"path": "photos/glass.png", "width": 3, "height": 2, "shares": {}}]
    for what in ("photos", "photos/glass.png"):
        done = run("classify", what, "--json", "--jobs", 1, folder=tmp_path)
        assert (done.returncode, json.loads(done.stdout)) == (0, expected)
    done = run("palette", "photos", "--json", folder=tmp_path)
    assert (done.returncode, json.loads(done.stdout)[0]["colors"]) == (0, [])


@pytest.mark.slow
@pytest.mark.parametrize("command", ["classify photos --json", "palette photos --json"])
def test_a_progress_bar_on_the_terminal_leaves_the_file_alone(command: str, here: Path) -> None:
    """A bar may take over what is printed meanwhile, and send it to the terminal."""
    (here / "photos/page.jpg").write_text("<html>")
    done = subprocess.run(
        ["script", "-qec", f"{EXECUTABLE} {command} > out.json", "/dev/null"],
        capture_output=True,
        text=True,
        check=False,
        cwd=here,
    )
    assert [each["path"] for each in json.loads((here / "out.json").read_text())] == FILES
    assert "photos/page.jpg: a web page" in done.stdout
    assert '"path"' not in done.stdout

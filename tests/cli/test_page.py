"""``folkhue page``."""

import base64
from pathlib import Path

from conftest import ROOT
from support.command_line import run
from support.picture_models import own_table, swapped_model

from folkhue.server.site import site_files


def test_the_page_is_written(tmp_path: Path) -> None:
    own = tmp_path / "mine.npz"
    own.write_bytes((ROOT / "src/folkhue/data/sampler8.npz").read_bytes())
    done = run("page", "--out", tmp_path / "a/b", "--table", own)
    assert done.returncode == 0, done.stderr
    written = {
        path.relative_to(tmp_path / "a/b").as_posix(): path.read_bytes()
        for path in (tmp_path / "a/b").rglob("*")
        if path.is_file()
    }
    plain = site_files(served=False)
    assert set(written) - set(plain) == {"table/mine.npz"}
    assert {name for name in plain if written[name] != plain[name]} == {"tables.js"}


def test_a_model_of_your_own_is_in_the_page(tmp_path: Path) -> None:
    table = own_table(tmp_path / "mine.npz")
    model = swapped_model(tmp_path / "own.npz", table=table)
    done = run("page", "--out", tmp_path / "a", "--table", table, "--model", model)
    assert done.returncode == 0, done.stderr
    script = (tmp_path / "a/picture-model.js").read_text()
    assert '"table": "mine"' in script
    assert base64.b64encode(model.read_bytes()).decode() in script
    done = run("page", "--out", tmp_path / "b", "--model", table)
    assert done.returncode == 2
    assert f"{table}: " in done.stderr
    assert not (tmp_path / "b").exists()


def test_an_unusable_table_is_an_error(tmp_path: Path) -> None:
    own = tmp_path / "mine.npz"
    own.write_bytes(b"no table")
    done = run("page", "--out", tmp_path / "a", "--table", own)
    assert done.returncode == 2
    assert "mine.npz: not a color table" in done.stderr
    assert not (tmp_path / "a").exists()

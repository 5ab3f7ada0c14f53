"""``folkhue page``."""

from pathlib import Path

from conftest import ROOT
from support.command_line import run

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


def test_an_unusable_table_is_an_error(tmp_path: Path) -> None:
    own = tmp_path / "mine.npz"
    own.write_bytes(b"no table")
    done = run("page", "--out", tmp_path / "a", "--table", own)
    assert done.returncode == 2
    assert "mine.npz: not a color table" in done.stderr
    assert not (tmp_path / "a").exists()

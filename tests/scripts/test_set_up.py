"""`make .venv`: packages are installed in halves, and counted."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import ROOT

import set_up


def test_requirements_are_divided_with_their_hashes() -> None:
    text = "a==1 \\\n    --hash=x\npip==2\nb==1\nc==1 \\\n    --hash=y \\\n    --hash=z\n"
    pip, first, second = set_up.parts(text)
    assert pip == ["pip==2\n"]
    assert first == ["a==1 \\\n    --hash=x\n", "c==1 \\\n    --hash=y \\\n    --hash=z\n"]
    assert second == ["b==1\n"]


def test_no_requirement_is_lost() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pip, *halves = set_up.parts(text)
    assert len(pip) == 1
    found = "".join([*pip, *halves[0], *halves[1]])
    assert sorted(found.splitlines()) == sorted(text.splitlines())
    assert abs(len(halves[0]) - len(halves[1])) <= 1


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("", 0),
        ("Collecting a==1 (from -r 0.txt (line 1))\n", 0),
        ("  Downloading a-1-py3-none-any.whl.metadata (9 kB)\n", 0),
        ("  Downloading a-1-py3-none-any.whl (9 kB)\n", 1),
        ("Downloading a-1-py3-none-any.whl (9 kB)\nUsing cached b-1.whl (1 MB)\n", 2),
        ("  Using cached a-1.tar.gz (1 MB)\n", 1),
        ("  Downloading a-1.whl (9 kB)\nDownloading a-1.whl (9 kB)\n", 1),
        ("Installing collected packages: a, b\n", 0),
    ],
)
def test_packages_are_counted_once_they_are_fetched(said: str, number: int) -> None:
    assert set_up.fetched(said) == number


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_what_pip_says_is_told_while_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_up, "SECONDS", 0.01)
    told: list[str] = []
    set_up.run([python("print('one')"), python("print('two')")], told.append)
    assert told
    assert {*"".join(told).split()} <= {"one", "two"}


def test_if_pip_fails_all_that_it_said_is_shown() -> None:
    failing = python("import sys; print('Collecting a'); sys.exit('ERROR: no such hash')")
    with pytest.raises(SystemExit, match=r"(?s)Collecting a.*ERROR: no such hash"):
        set_up.run([python("print('well')"), failing])


def test_files_are_compiled_but_for_tests_and_what_is_no_python_3(tmp_path: Path) -> None:
    sources = {"a.py": "x = 1\n", "old.py": "print 'a'\n", "tests/test_a.py": "x = 1\n"}
    for name, source in sources.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, "utf-8")
    told: list[tuple[int, int]] = []
    set_up.compile_files([*tmp_path.rglob("*.py")], lambda *numbers: told.append(numbers))
    assert [path.name.split(".")[0] for path in tmp_path.rglob("*.pyc")] == ["a"]
    assert told == [(1, 2), (2, 2)]


def test_without_a_terminal_only_the_end_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    line = set_up.Line()
    line.show("1 of 2 packages fetched")
    line.end("2 packages installed in 9 s.")
    assert capsys.readouterr().out == "2 packages installed in 9 s.\n"

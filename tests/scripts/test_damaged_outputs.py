"""What a stage made and something changed: the next one names the file, and how to heal it."""

import json
import os
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from support.project import Project

from folkhue.errors import FolkhueError, TableError
from repro.damage import damages
from stages import outputs
from stages.outputs import StageError, forget_hashes, note_hashes, read_output

READERS = {
    "data/photos.csv": ["held_out", "denoise", "baseline", "report"],
    "data/denoised.parquet": ["sample", "report"],
    "data/every.parquet": ["fit"],
    "data/split.parquet": ["sample"],
    "data/examples.npz": ["report"],
    "data/train.parquet": ["train@tree"],
    "data/test.parquet": ["evaluate@tree", "baseline"],
    "data/golden.parquet": ["evaluate@tree", "baseline"],
    "data/survey.parquet": ["evaluate@tree", "evaluate_final", "baseline"],
    "models/tree.skops": ["evaluate@tree"],
    "models/final.skops": ["compile", "evaluate_final"],
    "models/colortable.npz": ["recolor", "agreement", "report"],
    "reports/evaluate/tree/scores.json": ["fit", "report"],
    "reports/evaluate/tree/golden.csv": ["report"],
    "reports/evaluate/tree/confusion_test.csv": ["report"],
    "reports/evaluate/logistic/calibration.csv": ["report"],
    "reports/evaluate/logistic/coverage.csv": ["report"],
    "reports/evaluate/logistic/areas.csv": ["report"],
    "reports/baseline.json": ["report"],
    "reports/folds.json": ["report"],
    "reports/best.json": ["compile", "report"],
    "reports/final.json": ["report"],
    "reports/denoise.json": ["report"],
    "reports/agreement/terms.json": ["report"],
    "reports/agreement/islands.json": ["report"],
    "reports/agreement/xkcd.csv": ["report"],
    "reports/agreement/chart.png": ["report"],
}
"""What stages make for others → the stages that read it."""

MAKERS = {
    "data/photos.csv": "download",
    "data/train.parquet": "sample",
    "data/test.parquet": "held_out",
    "models/tree.skops": "train@tree",
    "models/final.skops": "fit",
    "models/colortable.npz": "compile",
    "reports/evaluate/tree/scores.json": "evaluate@tree",
    "reports/agreement/chart.png": "agreement",
}

DVC_YAML = """
stages:
  one:
    outs: [a.txt, b.txt: {persist: true}]
  train:
    foreach: ${train.classifiers}
    do:
      outs: ['models/${key}.txt']
      metrics: ['reports/${key}/c.json']
"""


PICTURES_YAML = """
stages:
  search:
    foreach: ${search.models}
    do:
      outs: ['reports/pictures/${key}.csv']
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the stage `one` has written a.txt."""
    monkeypatch.chdir(tmp_path)
    Path("dvc.yaml").write_text(DVC_YAML)
    Path("pictures").mkdir()
    Path("pictures/dvc.yaml").write_text(PICTURES_YAML)
    Path("a.txt").write_text("a")
    note_hashes("one")
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_what_a_stage_wrote_is_read_and_nothing_else() -> None:
    assert read_output(Path("a.txt"), Path.read_text) == "a"
    Path("a.txt").write_text("b")
    with pytest.raises(StageError, match=r"a.txt is damaged: .* anew: dvc repro -f -s one$"):
        read_output(Path("a.txt"), Path.read_text)
    Path("a.txt").unlink()
    with pytest.raises(StageError, match=r"a.txt is missing; make it anew: dvc repro -f -s one$"):
        read_output(Path("a.txt"), Path.read_text)


@pytest.mark.usefixtures("folder")
def test_what_dvc_recorded_is_read_too() -> None:
    Path("a.txt").write_text("b")
    Path("dvc.lock").write_text(f"  - path: a.txt\n    md5: {outputs.md5(Path('a.txt'))}\n")
    assert read_output(Path("a.txt"), Path.read_text) == "b"
    forget_hashes("one")
    Path("a.txt").write_text("c")
    with pytest.raises(StageError, match=r"a.txt is damaged"):
        read_output(Path("a.txt"), Path.read_text)


@pytest.mark.usefixtures("folder")
def test_what_the_other_pipeline_recorded_is_read_too() -> None:
    path = Path("reports/pictures/svm.csv")
    path.parent.mkdir(parents=True)
    path.write_text("a")
    note_hashes("pictures/search@svm")
    assert read_output(path, Path.read_text) == "a"
    path.write_text("b")
    with pytest.raises(StageError, match=r"svm.csv is damaged"):
        read_output(path, Path.read_text)
    Path("pictures/dvc.lock").write_text(f"  - path: {path}\n    md5: {outputs.md5(path)}\n")
    assert read_output(path, Path.read_text) == "b"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("notes", [b"", b"[]", b'{"a.txt"', b"\xff", b"[" * 100_000])
def test_damaged_notes_are_none(notes: bytes) -> None:
    (outputs.NOTES / "one.json").write_bytes(notes)
    Path("a.txt").write_text("b")
    assert read_output(Path("a.txt"), Path.read_text) == "b"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("b.txt", "dvc repro -f -s one"),
        ("models/tree.txt", "dvc repro -f -s train@tree"),
        ("reports/tree/c.json", "dvc repro -f -s train@tree"),
        ("reports/pictures/svm.csv", "dvc repro -f -s pictures/dvc.yaml:search@svm"),
        ("c.txt", "dvc repro"),
    ],
)
def test_a_reader_that_fails_tells_that_an_unknown_file_is_damaged(path: str, command: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("{")
    with pytest.raises(StageError, match=rf"^{path} is damaged \(Expecting .*: {command}$"):
        read_output(Path(path), lambda each: json.loads(each.read_text()))


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("of another version", "of another version; make it anew: dvc repro -f -s one"),
        ("made by 1; dvc repro -s x", "made by 1; dvc repro -s x"),
    ],
)
def test_what_a_reader_says_of_folkhue_is_told_with_the_cure(message: str, told: str) -> None:
    def refuse(path: Path) -> None:
        raise TableError(message)

    with pytest.raises(FolkhueError, match=f"^{told}$"):
        read_output(Path("a.txt"), refuse)


@pytest.mark.usefixtures("folder")
def test_a_reader_that_fails_on_what_was_written_fails_as_it_does() -> None:
    with pytest.raises(json.JSONDecodeError):
        read_output(Path("a.txt"), lambda each: json.loads(each.read_text()))


# The whole pipeline.


@pytest.fixture(scope="module")
def project(reproduced: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A copy of the reproduced project, to be changed, with little for the report to show."""
    project = reproduced.copy(tmp_path_factory.mktemp("damaged") / "project")
    project.keep_golden(2)
    return project


@pytest.fixture
def whole(project: Project, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A file of the project, which is restored afterwards."""
    path = project.folder / request.param
    contents = path.read_bytes()
    yield path
    path.write_bytes(contents)


@pytest.mark.parametrize(
    ("whole", "stage"),
    [(path, stage) for path, stages in READERS.items() for stage in stages],
    indirect=["whole"],
)
def test_a_changed_byte_is_noticed_by_the_stage_that_reads_it(
    project: Project, whole: Path, stage: str
) -> None:
    place = np.random.default_rng(0).integers(whole.stat().st_size)
    damaged, times = bytearray(whole.read_bytes()), whole.stat()
    damaged[place] ^= 1
    whole.write_bytes(damaged)
    os.utime(whole, ns=(times.st_atime_ns, times.st_mtime_ns))
    path = str(whole.relative_to(project.folder))
    maker = MAKERS.get(path, "")
    with (
        pytest.raises(SystemExit, match=rf"error: {path} is damaged: .*dvc repro -f -s {maker}"),
        redirect_stdout(StringIO()),
    ):
        project.stage(stage)


def test_a_changed_byte_of_a_photograph_is_noticed(project: Project) -> None:
    path = next((project.folder / "data/photos").iterdir())
    contents = path.read_bytes()
    path.write_bytes(contents[:-1] + b"!")
    with pytest.raises(SystemExit, match=f"{path} is damaged: .*remove .*: dvc repro download"):
        project.stage("denoise")
    path.unlink()
    with redirect_stdout(StringIO()):
        project.stage("download")
    assert path.read_bytes() == contents


# Files of DVC itself.

LOCK = "schema: '2.0'\nstages:\n  one:\n    cmd: x\n    outs:\n    - path: a.txt\n      md5: 0\n"


@pytest.mark.parametrize(
    ("name", "contents", "cure"),
    [
        ("dvc.lock", b"", "git checkout dvc.lock"),
        ("dvc.lock", b"\0" * 100, "git checkout dvc.lock"),
        ("dvc.lock", b"\xff", "git checkout dvc.lock"),
        ("dvc.lock", LOCK[:-30].encode(), "git checkout dvc.lock"),
        ("dvc.lock", LOCK.replace("stages", "stagez").encode(), "git checkout dvc.lock"),
        ("dvc.lock", LOCK.replace("path", "pith").encode(), "git checkout dvc.lock"),
        ("dvc.lock", b"<<<<<<< HEAD\n" + LOCK.encode(), "git checkout dvc.lock"),
        (".dvc/tmp/rwlock", b"", "rm .dvc/tmp/rwlock"),
        (".dvc/tmp/rwlock", b'{"a', "rm .dvc/tmp/rwlock"),
        (".dvc/cache/runs/0b/0b35/2627", b"cmd: x\ndeps:\n- pa", "rm -r .dvc/cache/runs"),
    ],
)
def test_a_damaged_file_of_dvc_is_told_with_its_cure(
    name: str, contents: bytes, cure: str, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    assert list(damages(tmp_path)) == []
    whole = {
        "dvc.lock": LOCK.encode(),
        ".dvc/tmp/rwlock": b"{}",
        ".dvc/cache/runs/0b/0b35/2627": b"cmd: x\nouts:\n- path: a.txt\n",
    }
    for each, written in whole.items():
        (tmp_path / each).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / each).write_bytes(written)
    assert list(damages(tmp_path)) == []
    (tmp_path / name).write_bytes(contents)
    (told,) = damages(tmp_path)
    assert cure in told


def test_a_folder_without_git_is_told(tmp_path: Path) -> None:
    (told,) = damages(tmp_path)
    assert "no git repository" in told
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc/config.local").write_text("[core]\n    no_scm = true\n")
    assert list(damages(tmp_path)) == []


def test_make_repro_tells_that_dvc_lock_is_empty(
    project: Project, shared_server: dict[str, str]
) -> None:
    lock = project.folder / "dvc.lock"
    contents = lock.read_bytes()
    lock.write_bytes(b"")
    done = project.run("python", "scripts/repro", settings=shared_server)
    lock.write_bytes(contents)
    assert done.returncode
    assert "error: dvc.lock is empty or damaged" in done.stderr
    assert "git checkout dvc.lock" in done.stderr
    assert "Traceback" not in done.stderr

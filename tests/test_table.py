import csv
import hashlib
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from ruamel.yaml import YAML
from test_classifiers import VOCABULARY, trained

import folkhue
from folkhue.counts import pack
from folkhue.errors import TableError, TrainingError
from folkhue.evaluation import TESTS
from folkhue.table import SHIPPED, ColorTable, all_colors
from folkhue.vocabulary import UNNAMED_SWATCH, Vocabulary

TABLE = folkhue.load()


def small_table(unnamed: bool = False) -> ColorTable:
    """Name colours by their red: dark, light and, if asked, nothing in between."""
    reds = np.repeat(np.arange(256), 1 << 16)
    names = (reds > 127).astype(np.uint8)
    if unnamed:
        names[(reds > 100) & (reds < 150)] = 255
    return ColorTable(("dark", "light"), ((0, 0, 0), (255, 250, 240)), names, {"by": "a test"})


@pytest.mark.parametrize("kind", ["logistic", "naive_bayes", "sgd", "tree", "forest", "mlp"])
def test_a_compiled_table_equals_the_classifier_on_every_color(kind: str) -> None:
    classifier = trained(kind, space="oklab")
    table = ColorTable.compile(classifier, VOCABULARY.swatches)
    for red in range(256):
        colors = all_colors(red)
        assert np.array_equal(table.predict(colors), classifier.predict(colors))


@pytest.mark.parametrize("limit", [0.0, 0.6])
def test_names_less_probable_than_the_limit_are_left_out(limit: float) -> None:
    classifier = trained("logistic", space="oklab")
    table = ColorTable.compile(classifier, VOCABULARY.swatches, unnamed_below=limit)
    unnamed = 0
    for red in range(0, 256, 15):
        colors = all_colors(red)
        named = table.predict(colors)
        sure = classifier.predict_proba(colors).max(axis=1) >= limit
        assert np.array_equal(named[sure], classifier.predict(colors)[sure])
        assert (named[~sure] == 255).all()
        unnamed += (~sure).sum()
    assert bool(unnamed) == bool(limit)


def test_a_limit_needs_a_classifier_with_probabilities() -> None:
    classifier = trained("sgd")
    with pytest.raises(TrainingError, match="gives no probabilities"):
        ColorTable.compile(classifier, VOCABULARY.swatches, unnamed_below=0.5)


def test_all_colors_are_all_colors() -> None:
    codes = np.concatenate([pack(all_colors(red)) for red in range(256)])
    assert np.array_equal(codes, np.arange(1 << 24))


@given(arrays(np.uint8, array_shapes(max_dims=4, max_side=5).map(lambda s: (*s, 3))))
def test_shapes_and_swatches(image: np.ndarray) -> None:
    named = TABLE.predict(image)
    assert named.dtype == np.uint8
    assert named.shape == image.shape[:-1]
    painted = TABLE.recolor(image)
    assert painted.shape == image.shape
    assert painted.dtype == np.uint8
    assert np.array_equal(painted, np.array(TABLE.swatches, np.uint8)[named])


@given(arrays(np.uint8, (7, 9, 3)), st.booleans())
def test_shares_sum_to_one(image: np.ndarray, some: bool) -> None:
    opaque = np.ones((7, 9), bool)
    opaque[:3] = not some
    shares = TABLE.shares(image, opaque)
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_layouts_in_memory_do_not_matter(rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (20, 30, 4), np.uint8)
    for view in (image[..., :3], image[::2, ::3, :3], image[..., 2::-1], image.T[:3].T):
        assert np.array_equal(TABLE.predict(view), TABLE.predict(view.copy()))


def test_unnamed_colors() -> None:
    table = small_table(unnamed=True)
    image = np.array([[[10, 0, 0], [120, 0, 0], [200, 0, 0], [201, 0, 0]]], np.uint8)
    assert table.predict(image).tolist() == [[0, 255, 1, 1]]
    assert table.recolor(image)[0, 1].tolist() == list(UNNAMED_SWATCH)
    assert table.shares(image) == {"light": 0.5, "dark": 0.25, "unnamed": 0.25}


def test_an_image_without_pixels_has_no_shares() -> None:
    image = np.zeros((2, 2, 3), np.uint8)
    assert small_table().shares(image, np.zeros((2, 2), bool)) == {}


@pytest.mark.parametrize(
    ("image", "error"),
    [
        (np.zeros((2, 2, 3)), TypeError),
        (np.zeros((2, 2, 3), np.int64), TypeError),
        (np.zeros((2, 2, 4), np.uint8), ValueError),
        (np.zeros((2, 2), np.uint8), ValueError),
    ],
)
def test_other_arrays_are_refused(image: np.ndarray, error: type[Exception]) -> None:
    with pytest.raises(error, match="expected"):
        TABLE.predict(image)


def test_saving_keeps_everything_and_gives_the_same_bytes(tmp_path: Path) -> None:
    table = small_table(unnamed=True)
    table.save(tmp_path / "one.npz")
    table.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    again = folkhue.load(tmp_path / "one.npz")
    assert (again.terms, again.swatches, again.metadata) == (
        table.terms,
        table.swatches,
        table.metadata,
    )
    for red in range(0, 256, 5):
        assert np.array_equal(again.predict(all_colors(red)), table.predict(all_colors(red)))


def _rewrite(path: Path, **changes: np.ndarray) -> None:
    with np.load(path) as archive:
        contents = {**archive, **changes}
    np.savez_compressed(path, **contents)


def _write_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def damages() -> dict[str, Callable[[Path], None]]:
    def edit_description(path: Path, **changes: object) -> None:
        with np.load(path) as archive:
            description = json.loads(archive["description"].tobytes()) | changes
        _rewrite(path, description=np.frombuffer(json.dumps(description).encode(), np.uint8))

    return {
        "truncated": lambda path: path.write_bytes(path.read_bytes()[:-200]),
        "cut to its head": lambda path: path.write_bytes(path.read_bytes()[:40]),
        "empty": lambda path: path.write_bytes(b""),
        "foreign": lambda path: path.write_bytes(b"PNG something else"),
        "an array": _write_array,
        "pickled": lambda path: _rewrite(path, blocks=np.array([{"a": 1}], object)),
        "of another version": lambda path: _rewrite(path, version=np.array(99)),
        "with other names": lambda path: _rewrite(path, blocks=np.ones((2, 512), np.uint8)),
        "with names beyond the terms": lambda path: _rewrite(
            path, blocks=np.full((2, 512), 7, np.uint8)
        ),
        "of the wrong size": lambda path: _rewrite(path, index=np.zeros(9, np.uint16)),
        "pointing outside": lambda path: _rewrite(path, index=np.full(32768, 9, np.uint16)),
        "with a term too few": lambda path: edit_description(path, terms=["dark"]),
        "with terms exchanged": lambda path: edit_description(path, terms=["light", "dark"]),
        "without terms": lambda path: edit_description(path, terms=None),
        "gone": lambda path: path.unlink(),
    }


@pytest.mark.parametrize("damage", damages())
def test_a_damaged_table_gives_one_clear_error(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "table.npz"
    small_table().save(path)
    damages()[damage](path)
    with pytest.raises(TableError, match=r"table\.npz: "):
        folkhue.load(path)


# The tables inside the package.


@pytest.mark.parametrize(
    ("name", "vocabulary"),
    [
        ("basic8", "basic8"),
        ("basic11", "basic11"),
        ("sampler8", "basic8"),
        ("sampler11", "basic11"),
    ],
)
def test_every_shipped_table_is_loaded_by_its_name(name: str, vocabulary: str) -> None:
    table = folkhue.load(name)
    assert name in SHIPPED
    assert table.terms == Vocabulary.of(vocabulary).names
    assert table.swatches == Vocabulary.of(vocabulary).swatches
    file = ROOT / f"src/folkhue/data/{name}.npz"
    assert file.stat().st_size <= 256 * 1024
    assert same_names(table, folkhue.load(file))


def test_without_a_name_basic8_is_loaded() -> None:
    assert same_names(folkhue.load(), folkhue.load("basic8"))
    assert folkhue.load().metadata == folkhue.load("basic8").metadata


def same_names(one: ColorTable, other: ColorTable) -> bool:
    return all(
        np.array_equal(one.predict(all_colors(red)), other.predict(all_colors(red)))
        for red in range(0, 256, 5)
    )


@pytest.mark.parametrize("name", ["basic9", "Basic8", "basic8.npz", "sampler"])
def test_a_name_that_is_none_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TableError, match=f"^{name}: no such file"):
        folkhue.load(name)


def test_a_path_is_loaded_whether_text_or_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_table().save(tmp_path / "mine.npz")
    monkeypatch.chdir(tmp_path)
    for path in ("mine.npz", Path("mine.npz"), str(tmp_path / "mine.npz")):
        assert folkhue.load(path).terms == ("dark", "light")


def test_a_file_named_like_a_shipped_table_is_loaded_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_table().save(tmp_path / "basic8")
    monkeypatch.chdir(tmp_path)
    assert folkhue.load("./basic8").terms == ("dark", "light")
    assert len(folkhue.load("basic8").terms) == 8


def test_sampler8_is_what_the_pipeline_makes_of_the_sampler() -> None:
    """`make ship` made it; dvc.lock says what `make repro` makes."""
    committed = ["git", "show", "HEAD:dvc.lock"]
    locks = [
        (ROOT / "dvc.lock").read_text(),
        # A run since then, with other parameters, changes the file but not what we ship.
        subprocess.run(committed, cwd=ROOT, capture_output=True, text=True, check=False).stdout,
    ]
    made = [
        out["md5"]
        for lock in map(YAML(typ="safe").load, filter(None, locks))
        for out in lock["stages"]["compile"]["outs"]
    ]
    shipped = ROOT / "src/folkhue/data/sampler8.npz"
    assert hashlib.md5(shipped.read_bytes()).hexdigest() in made


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_table_has_a_card(name: str) -> None:
    card = (ROOT / f"src/folkhue/data/{name}.md").read_text("utf-8")
    assert card.startswith(f"# {name}\n")
    assert ", ".join(folkhue.load(name).terms) in card
    photographs = int(re.findall(r"from\*\* ([\d,]+) photographs", card)[0].replace(",", ""))
    assert photographs >= 400
    assert re.search(r"Seed \d+, commit [0-9a-f]{12}\.", card)
    table = folkhue.load(name).metadata
    assert f"Classifier: {table['classifier']}," in card
    scores = [line for line in card.splitlines() if re.search(r"\| \d+\.\d \(\d+–\d+\) \|", line)]
    assert len(scores) == len(TESTS)
    assert f"{100 * table['test_balanced_accuracy']:.1f}" in scores[0]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_card_names_people(name: str) -> None:
    card = (ROOT / f"src/folkhue/data/{name}.md").read_text("utf-8")
    assert "@" not in card
    assert "owner" not in card.lower()
    assert "author" not in card.lower()
    with (ROOT / "data/sampler/photos.csv").open(encoding="utf-8", newline="") as file:
        authors = {row["author"] for row in csv.DictReader(file)}
    assert not [author for author in authors if re.search(rf"\b{re.escape(author)}\b", card)]


PLAIN = {
    "red": (220, 20, 30),
    "orange": (255, 140, 0),
    "yellow": (255, 230, 30),
    "green": (30, 150, 50),
    "blue": (30, 80, 200),
    "purple": (120, 30, 150),
    "black": (8, 8, 8),
    "white": (252, 252, 252),
    "brown": (110, 60, 25),
    "pink": (255, 150, 190),
    "gray": (128, 128, 128),
}


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (table, name)
        for table in SHIPPED
        for name in (PLAIN if table.endswith("11") else Vocabulary.of("basic8").names)
    ],
)
def test_the_shipped_tables_know_plain_colors(table: str, name: str) -> None:
    loaded = folkhue.load(table)
    assert loaded.terms[loaded.predict(np.array(PLAIN[name], np.uint8))] == name


@pytest.mark.parametrize("table", ["basic8", "basic11"])
@pytest.mark.parametrize(
    ("color", "names"),
    [
        ((255, 0, 0), {"red"}),
        ((255, 255, 0), {"yellow"}),
        ((0, 255, 0), {"green"}),
        ((0, 255, 255), {"green", "blue"}),
        ((0, 0, 255), {"blue"}),
        ((255, 0, 255), {"purple", "pink"}),
        ((0, 0, 0), {"black"}),
        ((255, 255, 255), {"white"}),
    ],
)
def test_names_do_not_flip_in_the_corners_of_the_cube(
    table: str, color: tuple[int, int, int], names: set[str]
) -> None:
    """No photograph goes there; people do, on their screens."""
    loaded = folkhue.load(table)
    assert loaded.terms[loaded.predict(np.array(color, np.uint8))] in names


def test_importing_folkhue_loads_nothing_heavy() -> None:
    code = "import folkhue, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not {"numpy", "sklearn", "cv2", "pandas", "PIL"} & set(loaded.stdout.split())


def test_the_table_needs_none_of_the_training_libraries() -> None:
    """A designer installs folkhue alone, without the extra [train]."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extra = {line.split()[0] for line in project["optional-dependencies"]["train"]}
    modules = {"scikit-learn": "sklearn", "ruamel.yaml": "ruamel"}
    code = (
        "import sys, folkhue, numpy;"
        f"blocked = {sorted(modules.get(name, name) for name in extra)!r};"
        "sys.modules.update(dict.fromkeys(blocked));"
        "from folkhue import cli, images, recolor;"
        "folkhue.load().shares(numpy.zeros((2, 2, 3), 'u1'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

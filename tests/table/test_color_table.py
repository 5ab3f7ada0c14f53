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
from support.tables import small_table
from support.training import VOCABULARY, trained

import folkhue
from folkhue.color.vocabulary import UNNAMED_SWATCH, Vocabulary
from folkhue.errors import TableError, TrainingError
from folkhue.images.histogram import pack
from folkhue.learning.classifiers import ColorClassifier
from folkhue.learning.compile import compile_table
from folkhue.learning.evaluation.scores import TESTS
from folkhue.table import kernels
from folkhue.table.color_table import SHIPPED, ColorTable, _checksum, all_colors
from folkhue.table.lut import BLOCKS

TABLE = folkhue.load()


@pytest.mark.parametrize("kind", ["logistic", "naive_bayes", "sgd", "tree", "forest", "mlp"])
def test_a_compiled_table_equals_the_classifier_on_every_color(kind: str) -> None:
    classifier = trained(kind, space="oklab")
    table = compile_table(classifier, VOCABULARY.swatches)
    for red in range(256):
        colors = all_colors(red)
        assert np.array_equal(table.predict(colors), classifier.predict(colors))


@pytest.mark.parametrize("limit", [0.0, 0.6])
def test_names_less_probable_than_the_limit_are_left_out(limit: float) -> None:
    classifier = trained("logistic", space="oklab")
    table = compile_table(classifier, VOCABULARY.swatches, unnamed_below=limit)
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
        compile_table(classifier, VOCABULARY.swatches, unnamed_below=0.5)


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


QUESTIONS = {
    "predict": (TABLE.predict, np.uint8, ()),
    "recolor": (TABLE.recolor, np.uint8, (3,)),
    "confidence": (TABLE.confidence, np.float32, ()),
    "bins": (TABLE.bins, np.uint16, ()),
}


def layouts(image: np.ndarray) -> dict[str, np.ndarray]:
    """Lay RGBA of shape (batch, height, width, 4) out in other ways, as RGB or RGBA."""
    rgb = image[..., :3]
    return {
        "whole": image,
        "without alpha": rgb,
        "one image": rgb[0].copy(),
        "one pixel": rgb[0, 0, 0],
        "no pixel": rgb[:, :0],
        "every other": rgb[:, ::2, ::3],
        "upside down": image[:, ::-1],
        "blue first": rgb[..., ::-1],
        "column by column": np.asfortranarray(rgb),
        "channel by channel": np.moveaxis(np.moveaxis(rgb, -1, 0).copy(), 0, -1),
        "the same again and again": np.broadcast_to(rgb[0, 0, 0], (7, 9, 3)),
    }


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", layouts(np.zeros((2, 20, 30, 4), np.uint8)))
def test_layouts_in_memory_do_not_matter(
    name: str, question: str, rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = layouts(rng.integers(0, 2, (2, 20, 30, 4), np.uint8) * 99)[name]
    ask, dtype, _ = QUESTIONS[question]
    pixels = image.reshape(-1, image.shape[-1]).copy()
    each = [ask(pixel) for pixel in pixels]
    expected = np.array(each, dtype).reshape(ask(image).shape)
    for part in (1 << 16, 64, 7):
        monkeypatch.setattr(kernels, "_PART", part)
        assert np.array_equal(ask(image), expected)
        out = np.zeros((*expected.shape, 2), dtype)[..., 0]
        assert ask(image, out=out) is out
        assert np.array_equal(out, expected)


def test_pixels_may_lie_on_disk(tmp_path: Path, rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (50, 60, 3), np.uint8)
    np.save(tmp_path / "image.npy", image)
    mapped = np.load(tmp_path / "image.npy", mmap_mode="r")
    named = np.lib.format.open_memmap(tmp_path / "names.npy", "w+", np.uint8, (50, 60))
    TABLE.predict(mapped, out=named)
    named.flush()
    assert np.array_equal(np.load(tmp_path / "names.npy"), TABLE.predict(image))


def test_large_images_are_shared_out_among_threads(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = rng.integers(0, 256, (70, 90, 4), np.uint8)
    opaque = rng.integers(0, 2, (70, 90)).astype(bool)
    once = [ask(image) for ask, *_ in QUESTIONS.values()], TABLE.shares(image, opaque)
    monkeypatch.setattr(kernels, "_THREADED", 1000)
    again = [ask(image) for ask, *_ in QUESTIONS.values()], TABLE.shares(image, opaque)
    assert all(map(np.array_equal, once[0], again[0]))
    assert once[1] == again[1]


@pytest.mark.parametrize(
    ("out", "error"),
    [
        (np.zeros((2, 3), np.int64), TypeError),
        (np.zeros((3, 2), np.uint8), ValueError),
        (np.broadcast_to(np.uint8(0), (2, 3)), ValueError),
    ],
)
def test_a_result_that_does_not_fit_is_refused(out: np.ndarray, error: type[Exception]) -> None:
    with pytest.raises(error, match="expected out to be"):
        TABLE.predict(np.zeros((2, 3, 3), np.uint8), out=out)


def test_what_is_transparent_has_no_name() -> None:
    image = np.array([[255, 0, 0, 0], [255, 0, 0, 1], [255, 0, 0, 255]], np.uint8)
    red = TABLE.terms.index("red")
    assert TABLE.predict(image).tolist() == [255, red, red]
    assert TABLE.recolor(image)[:, 3].tolist() == [0, 1, 255]
    assert TABLE.recolor(image)[1, :3].tolist() == list(TABLE.swatches[red])
    assert TABLE.confidence(image)[0] == 0
    assert TABLE.shares(image) == {"red": 1.0}
    assert TABLE.shares(image, np.array([True, True, False])) == {"red": 1.0}
    assert TABLE.shares(image[:1]) == {}


# Probabilities.


@pytest.fixture(scope="module")
def probable() -> tuple[ColorTable, ColorClassifier]:
    classifier = trained("logistic", space="oklab")
    return compile_table(classifier, VOCABULARY.swatches), classifier


def test_bins_are_numbered_as_in_the_table_of_van_de_weijer() -> None:
    """Their code: ``1 + floor(r/8) + 32·floor(g/8) + 32²·floor(b/8)``, one-based."""
    image = np.array([[8, 0, 0], [0, 8, 0], [0, 0, 8], [255, 255, 255], [7, 7, 7]], np.uint8)
    assert TABLE.bins(image).tolist() == [1, 32, 1024, 32767, 0]


def test_probabilities_are_near_the_classifier_s(
    probable: tuple[ColorTable, ColorClassifier], rng: np.random.Generator
) -> None:
    table, classifier = probable
    colors = rng.integers(0, 256, (20_000, 3), np.uint8)
    features = table.probabilities()[table.bins(colors)]
    assert features.shape == (20_000, len(table.terms))
    assert features.dtype == np.float32
    assert features.sum(axis=1) == pytest.approx(1, abs=1e-5)
    truth = classifier.predict_proba(colors)
    assert np.abs(features - truth).mean() < 0.02
    assert np.corrcoef(table.confidence(colors), truth.max(axis=1))[0, 1] > 0.95


def test_confidence_is_the_probability_of_the_name(
    probable: tuple[ColorTable, ColorClassifier], rng: np.random.Generator
) -> None:
    table, _ = probable
    colors = rng.integers(0, 256, (5000, 3), np.uint8)
    rows = table.probabilities()[table.bins(colors)]
    expected = np.take_along_axis(rows, table.predict(colors)[:, None].astype(int), 1)[:, 0]
    assert np.array_equal(table.confidence(colors), expected)


def test_probabilities_are_saved_with_the_table(
    probable: tuple[ColorTable, ColorClassifier], tmp_path: Path
) -> None:
    table, _ = probable
    table.save(tmp_path / "table.npz")
    assert (tmp_path / "table.npz").stat().st_size <= 64 * 1024
    assert np.array_equal(
        folkhue.load(tmp_path / "table.npz").probabilities(), table.probabilities()
    )


def test_without_probabilities_the_shares_of_names_stand_for_them() -> None:
    table = small_table(unnamed=True)
    rows = table.probabilities()[table.bins(np.array([[0, 9, 99], [100, 0, 0]], np.uint8))]
    assert rows.tolist() == [[1, 0], [5 / 8, 0]]
    assert table.confidence(np.array([[99, 0, 0], [102, 0, 0]], np.uint8)).tolist() == [5 / 8, 0]


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
        (np.zeros((2, 2, 5), np.uint8), ValueError),
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


def _sign(path: Path, **changes: np.ndarray) -> None:
    with np.load(path) as archive:
        parts = {**archive, **changes}
    _rewrite(path, **changes, sha256=_checksum(parts))


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
        "of the version before": lambda path: _rewrite(path, version=np.array(1)),
        "with other names": lambda path: _rewrite(path, blocks=np.ones(BLOCKS, np.uint8)),
        "without a part": lambda path: _rewrite(path, bits=np.zeros(0, np.uint8)),
        "with a term too few": lambda path: edit_description(path, terms=["dark"]),
        "with terms exchanged": lambda path: edit_description(path, terms=["light", "dark"]),
        "without terms": lambda path: edit_description(path, terms=None),
        # Made by somebody who knows the checksum.
        "signed, of a wrong size": lambda path: _sign(path, blocks=np.zeros(9, np.uint8)),
        "signed, of a wrong type": lambda path: _sign(path, blocks=np.zeros(BLOCKS)),
        "signed, with names beyond the terms": lambda path: _sign(
            path, blocks=np.full(BLOCKS, 7, np.uint8)
        ),
        "signed, with a name too few": lambda path: _sign(path, names=np.zeros(1, np.uint8)),
        "signed, with a bit too many": lambda path: _sign(path, bits=np.zeros((9, 8), np.uint8)),
        "signed, with probabilities of others": lambda path: _sign(
            path, rises=np.zeros((3, 17, 17, 17), np.uint8)
        ),
        "signed, with probabilities of no shape": lambda path: _sign(
            path, rises=np.zeros(3, np.uint8)
        ),
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
    assert file.stat().st_size <= (64 if vocabulary == "basic8" else 96) * 1024
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
    assert re.search(r"Seed \d+, commit [0-9a-f]{12} of 20\d\d-\d\d-\d\d\.", card)
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
        "import folkhue.cli, folkhue.images.photo, folkhue.render.legend;"
        "folkhue.load().shares(numpy.zeros((2, 2, 3), 'u1'))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

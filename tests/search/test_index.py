import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support.batches import watched
from support.flags import make_flags
from support.picture_models import swapped_model

import folkhue
from folkhue.batch.cells import cell_colors, pack_cells, sum_cells
from folkhue.batch.runner import classify_to, find_photos
from folkhue.errors import BatchError, QueryError
from folkhue.images.photo import Photo
from folkhue.search.folder_search import find, find_similar
from folkhue.search.hits import Hit
from folkhue.search.index import Index, index_file


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of flags whose index is in the cache; tests do not change it."""
    folder = make_flags(tmp_path_factory.mktemp("photos"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        Index.from_folder(folder, jobs=1)
        yield folder


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches/folkhue"


@pytest.fixture
def folder(tmp_path: Path, caches: Path) -> Path:
    """A folder of flags without an index, which a test may change."""
    return make_flags(tmp_path / "photos")


def names(hits: list[Hit], folder: Path) -> list[str]:
    return [hit.path.relative_to(folder).as_posix() for hit in hits]


def test_the_best_matches_come_first_and_others_are_left_out(indexed: Path) -> None:
    hits = find("mostly red", indexed, jobs=1)
    assert names(hits, indexed) == ["a/red.png", "a/reddish.png", "b/thirds.png"]
    assert [hit.score for hit in hits] == [1, 1, pytest.approx(0.3)]
    assert hits[1].shares == {"red": 0.8, "white": 0.2}
    best = find("much red, some white", indexed, count=1, jobs=1)
    assert names(best, indexed) == ["a/reddish.png"]


def test_similar_photographs_are_found_without_the_photograph_itself(indexed: Path) -> None:
    found = find_similar(indexed / "a/red.png", indexed, jobs=1)
    assert names(found, indexed) == ["a/reddish.png", "b/thirds.png"]
    assert [hit.score for hit in found] == [0.8, 0.4]
    outside = find_similar((indexed / "a/red.png").read_bytes(), indexed, jobs=1)
    assert names(outside, indexed) == ["a/red.png", *names(found, indexed)]
    with pytest.raises(QueryError, match=r"glass\.png: every pixel is transparent"):
        find_similar(indexed / "glass.png", indexed, jobs=1)


@pytest.mark.slow
def test_an_update_reads_only_new_and_changed_photographs(
    folder: Path, caches: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = watched(monkeypatch)
    before = Index.from_folder(folder, jobs=2)
    assert len(seen) == 7
    assert before.left_out == {"web_page": 1}
    seen.clear()
    shutil.copyfile(folder / "blue.png", folder / "b/white.png")
    shutil.copyfile(folder / "blue.png", folder / "new.png")
    (folder / "a/red.png").unlink()
    monkeypatch.chdir(folder)
    after = Index.from_folder(".", jobs=1)
    assert sorted(seen) == ["new.png", "white.png"]
    assert names(after.search("only blue"), Path()) == ["b/white.png", "blue.png", "new.png"]
    assert [file.name for file in caches.iterdir()] == [
        index_file(folder, folkhue.load("basic11")).name
    ]


@pytest.mark.slow
def test_every_table_has_its_own_index(folder: Path, caches: Path) -> None:
    find("red", folder, jobs=1)
    find("red", folder, table="basic8", jobs=1)
    find("no grey", folder, jobs=1)
    assert len([*caches.iterdir()]) == 2


def test_the_folder_may_be_read_only(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    find("red", folder, jobs=1)
    assert sorted(folder.rglob("*")) == before


def test_an_index_is_shared_with_a_table_of_results(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classify_to(tmp_path / "shares.csv", find_photos([folder]), "basic11", jobs=1)
    seen = watched(monkeypatch)
    assert find("mostly red", folder, index=tmp_path / "shares.csv.journal", jobs=1)
    assert seen == []


def test_a_wrong_folder_or_index_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="no such folder"):
        find("red", folder / "nowhere")
    with pytest.raises(BatchError, match="expected a journal"):
        find("red", folder, index=folder / "blue.png")
    with pytest.raises(BatchError, match=r"cannot write the index there .* --index FILE"):
        find("red", folder, index=folder)
    with pytest.raises(QueryError, match="did you mean"):
        find("mostly rad", folder)


def test_any_color_can_be_found(tmp_path: Path, caches: Path) -> None:
    colors = {
        "navy": (0, 0, 128),
        "blue": (40, 96, 214),
        "sky": (135, 206, 235),
        "teal": (0, 128, 128),
        "red": (255, 0, 0),
        "rose": (190, 60, 90),
    }
    for name, color in colors.items():
        Image.new("RGB", (40, 30), color).save(tmp_path / f"{name}.png")
    both = Image.new("RGB", (40, 30), colors["navy"])
    both.paste(colors["sky"], (10, 0, 40, 30))
    both.save(tmp_path / "both.png")
    found = Index.from_folder(tmp_path, jobs=1)
    for query, best in (
        ("dark blue", ["navy", "both"]),
        ("light blue", ["sky", "both"]),  # more than half in both
        ("teal", ["teal"]),
        ("mostly #ff0000", ["red"]),
        ("over half sky blue, some navy", ["both"]),
        ("navy > 20 %, light blue > 50 %", ["both"]),
    ):
        assert [hit.path.stem for hit in found.search(query)] == best, query
    assert found.search("dark blue")[0].score == 1
    with pytest.raises(QueryError, match='no white is dark; write "white" alone, or with'):
        found.search("dark white")


PICTURES = {  # name → background, and what lies on it: color and share of the width
    "gray-bike": ((140, 140, 140), [((215, 30, 30), 0.04)]),
    "gray-dull": ((140, 140, 140), [((120, 60, 55), 0.04)]),
    "gray": ((140, 140, 140), []),
    "sunset": ((200, 110, 60), [((215, 60, 30), 0.06), ((170, 60, 40), 0.3), ((230, 90, 60), 0.3)]),
    "red": ((215, 30, 30), [((140, 140, 140), 0.1)]),
    "night": ((18, 18, 30), [((240, 215, 40), 0.01)]),
    "sea": ((30, 80, 200), [((0, 128, 128), 0.2)]),
}

FIRST = {
    "red accent": ["gray-bike"],
    "small flourishes of red": ["gray-bike"],
    "gray with a touch of red": ["gray-bike"],
    "a hint of yellow": ["night"],
    "mostly red": ["red"],
    "gray, no red": ["gray"],
    "red but not dominant": ["gray-bike", "sunset"],
    "dark": ["night"],
    "black-and-white": ["gray"],
    "blue and teal": ["sea"],
    "a third teal": ["sea"],
    "teal or #008080 ~ 20 %": ["sea"],
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("pictures")
    for name, (background, parts) in PICTURES.items():
        drawn, left = Image.new("RGB", (200, 20), background), 0
        for color, share in parts:
            drawn.paste(color, (left, 0, left + round(200 * share), 20))
            left += round(200 * share)
        drawn.save(folder / f"{name}.png")
    return Index.from_folder(folder, jobs=1, file=folder.parent / "pictures.journal")


@pytest.mark.parametrize(("query", "first"), FIRST.items())
def test_the_first_photographs_are_those_meant(
    pictures: Index, query: str, first: list[str]
) -> None:
    assert [hit.path.stem for hit in pictures.search(query, len(first))] == first


def test_an_accent_stands_out(pictures: Index) -> None:
    scores = {hit.path.stem: hit.score for hit in pictures.search("a little red")}
    assert scores["gray-bike"] > 0.95
    assert max(scores.get(name, 0) for name in ("gray-dull", "sunset", "red")) < 0.3


def test_a_hit_says_how_it_meets_each_part(pictures: Index) -> None:
    hit, *_ = pictures.search("gray > 80 %, red accent, no blue")
    assert [part.text for part in hit.parts] == ["gray ≥ 80 %", "red accent 0.3–8 %", "blue ≤ 2 %"]
    assert [part.share for part in hit.parts] == pytest.approx([0.96, 0.04, 0])
    assert hit.score == pytest.approx(
        np.prod([part.fit for part in hit.parts]) ** (1 / 3), abs=1e-6
    )
    assert hit.as_dict()["parts"][0] == {"part": "gray ≥ 80 %", "share": 0.96, "fit": 1.0}
    assert not hit.is_near


def test_if_nothing_matches_the_nearest_are_found(pictures: Index) -> None:
    hits = pictures.search("60 % blue, no teal")
    assert [hit.path.stem for hit in hits] == ["sea"]
    assert 0 < hits[0].score < 0.1
    assert hits[0].is_near
    assert pictures.search("mostly purple") == []


def test_cells_hold_the_colors_of_a_photograph() -> None:
    rgb = np.zeros((10, 20, 3), np.uint8)
    rgb[:, 5:] = (255, 128, 0)
    photo = Photo(rgb, np.ones((10, 20), bool))
    weights = (cell_colors() == (248, 136, 8)).all(axis=1).astype(float)
    assert sum_cells([pack_cells(photo)], weights) == pytest.approx([0.75], abs=1e-4)
    with pytest.raises(ValueError, match="not the cells"):
        sum_cells(["/////w=="], weights)


def test_an_index_without_cells_is_completed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = find_photos([folder])
    classify_to(tmp_path / "shares.csv", photos, "basic11", jobs=1)
    index = tmp_path / "shares.csv.journal"
    names = Index.from_folder(folder, file=index, jobs=1, any_color=False)
    with pytest.raises(QueryError, match="only the shares of names"):
        names.search("teal")
    with pytest.raises(QueryError, match=r"red accent .*only the shares of names"):
        names.search("a little red")
    completed = Index.from_folder(folder, file=index, jobs=1)
    assert completed.renewed == len(completed)
    assert find("red accent", folder, index=index, jobs=1) is not None
    seen = watched(monkeypatch)
    assert find("#d62728", folder, index=index, jobs=1)
    assert seen == []


def test_photographs_are_found_by_the_color_of_the_picture(indexed: Path) -> None:
    index = Index.from_folder(indexed, jobs=1, pictures=True)
    assert index.renewed == 0, "a new index has it"
    colors = {path: folkhue.picture_color(folkhue.read_photo(path)) for path in index.paths}
    hits = 0
    for name in folkhue.load("basic11").terms:
        found = index.search(f"picture:{name}", count=99)
        likely = {path: color.probabilities[name] for path, color in colors.items()}
        scores = {path: (p - 0.1) / 0.9 for path, p in likely.items() if p > 0.1001}
        assert {hit.path: hit.score for hit in found} == pytest.approx(scores, abs=1e-4)
        hits += len(found)
    assert hits >= len(colors)
    mixed = index.search("picture:red, some white")
    assert {hit.path for hit in mixed} <= {hit.path for hit in index.search("picture:red", 99)}


def test_an_index_without_pictures_is_completed(folder: Path, tmp_path: Path) -> None:
    photos = find_photos([folder])
    classify_to(tmp_path / "shares.csv", photos, "basic11", jobs=1)
    index = tmp_path / "shares.csv.journal"
    lines = index.read_bytes().count(b"\n")
    older = Index.from_folder(folder, file=index, jobs=1, any_color=False)
    assert older.search("mostly red"), "it is read as it is"
    assert index.read_bytes().count(b"\n") == lines
    with pytest.raises(QueryError, match="only the colors of pixels; make it with pictures=True"):
        older.search("picture:red")
    completed = Index.from_folder(folder, file=index, jobs=1, any_color=False, pictures=True)
    assert completed.renewed == len(completed)
    assert completed.search("picture:red")
    again = Index.from_folder(folder, file=index, jobs=1, any_color=False, pictures=True)
    assert again.renewed == 0
    assert again.pictures == completed.pictures


def test_pictures_named_by_another_model_are_named_again(folder: Path, tmp_path: Path) -> None:
    first = Index.from_folder(folder, jobs=1)
    model = swapped_model(tmp_path / "own.npz")
    found = Index.from_folder(folder, jobs=1, pictures=True, model=model)
    assert found.renewed == len(first)
    named = {hit.path for hit in found.search("picture:red > 50 %", 99) if hit.score == 1}
    colors = {path: folkhue.picture_color(path, model).probabilities for path in found.paths}
    assert named == {path for path, likely in colors.items() if likely["red"] >= 0.5}
    assert {path.name for path in named} == {"blue.png"}
    with pytest.raises(QueryError, match="blue, green, red"):
        found.search("picture:black")
    swapped_model(model, groups=("subject",))
    assert Index.from_folder(folder, jobs=1, pictures=True, model=model).renewed == len(first)

"""scripts/golden as its users run it."""

import base64
import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT
from PIL import Image

from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.evaluation.golden import read_golden
from golden import __main__ as golden
from golden import labelings, validate

LEFT = [[1, 1], [18, 1], [18, 38], [1, 38]]
RIGHT = [[22, 1], [38, 1], [38, 38], [22, 38]]
Tool = Callable[..., str]


@pytest.fixture
def tool(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Tool:
    """Run scripts/golden on the golden set in ``tmp_path / "mine"``; return what it prints."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str | Path) -> str:
        words = ["scripts/golden", "--golden", str(tmp_path / "mine"), *map(str, arguments)]
        monkeypatch.setattr("sys.argv", words)
        golden.main()
        return capsys.readouterr().out

    return run


def photo(path: Path) -> Path:
    """Half red, half blue, 40 × 40 pixels, some of them darker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.zeros((40, 40, 3), np.uint8)
    shade = np.random.default_rng(1).integers(150, 220, (40, 40), np.uint8)
    pixels[:, :20, 0], pixels[:, 20:, 2] = shade[:, :20], shade[:, 20:]
    Image.fromarray(pixels).save(path)
    return path


def size(path: Path) -> tuple[int, int]:
    with Image.open(path) as picture:
        return picture.size


def labelme(folder: Path, *shapes: dict[str, Any], name: str = "a.png", **changes: Any) -> Path:
    """A folder as LabelMe leaves it: photograph and labels side by side."""
    photo(folder / name)
    content = {
        "version": "6.3.1",
        "flags": {},
        "shapes": [{"shape_type": "polygon", "flags": {}, **shape} for shape in shapes],
        "imagePath": name,
        "imageData": None,
        "imageHeight": 40,
        "imageWidth": 40,
    }
    (folder / name).with_suffix(".json").write_text(json.dumps(content | changes))
    return folder


def label_studio(
    path: Path, *labels: list[str], image: str = "/data/upload/1/0a1b2c3d-a.png"
) -> Path:
    """An export as Label Studio writes it: corners in percent."""
    results = [
        {
            "id": f"r{number}",
            "type": "polygonlabels",
            "from_name": "label",
            "to_name": "image",
            "original_width": 40,
            "original_height": 40,
            "image_rotation": 0,
            "value": {
                "points": [[x * 2.5, y * 2.5] for x, y in points],
                "closed": True,
                "polygonlabels": names,
            },
        }
        for number, (names, points) in enumerate(zip(labels, (LEFT, RIGHT), strict=False))
    ]
    canceled = {"id": 1, "was_canceled": True, "result": []}
    task = {
        "id": 7,
        "data": {"image": image},
        "annotations": [canceled, {"id": 2, "result": results}],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([task, {"id": 8, "data": {"image": image}, "annotations": []}]))
    return path


def changed(folder: Path, key: str, value: Any) -> Path:
    export = label_studio(folder / "e.json", ["red"], image="a.png")
    tasks = json.loads(export.read_text())
    tasks[0]["annotations"][1]["result"][0][key] = value
    export.write_text(json.dumps(tasks))
    return export


def twice(folder: Path) -> Path:
    export = label_studio(folder / "e.json", ["red"], image="a.png")
    tasks = json.loads(export.read_text())
    tasks[0]["annotations"].append(tasks[0]["annotations"][1])
    export.write_text(json.dumps(tasks))
    return export


def broken(folder: Path) -> Path:
    (folder / "a.png").write_bytes(b"no picture")
    return folder


BOTH = ({"label": "red", "points": LEFT}, {"label": "Blue", "points": RIGHT})


def test_labels_of_labelme_become_a_golden_set(tool: Tool, tmp_path: Path) -> None:
    flags = {"between": True, "dark": True, "odd": True}
    shapes = ({**BOTH[0], "flags": flags, "description": "wall"}, BOTH[1])
    source = labelme(tmp_path / "drawn", *shapes)
    assert "1 photograph, 2 regions" in tool("import", source, "--into", tmp_path / "mine")
    (found,) = read_golden(tmp_path / "mine")
    assert [region.names for region in found.regions] == [("red",), ("blue",)]
    assert found.regions[0].qualities == ("dark", "between")
    assert found.regions[0].description == "wall"
    assert found.path.read_bytes() == (source / "a.png").read_bytes()
    listed = (tmp_path / "mine/golden.csv").read_text().splitlines()
    assert listed == ["id,path,title,license,author,source", "a,photos/a.png,a,,,"]


def test_a_photograph_may_be_inside_the_labels(tool: Tool, tmp_path: Path) -> None:
    inside = base64.b64encode(photo(tmp_path / "b.png").read_bytes()).decode()
    source = labelme(tmp_path / "drawn", *BOTH, imagePath="..\\far\\b.png", imageData=inside)
    tool("import", source, "--into", tmp_path / "mine")
    assert (tmp_path / "mine/photos/b.png").read_bytes() == (tmp_path / "b.png").read_bytes()


@pytest.mark.parametrize(
    "image", ["/data/upload/1/0a1b2c3d-a.png", "/data/local-files/?d=pets/a.png", "a.png"]
)
def test_labels_of_label_studio_become_a_golden_set(image: str, tool: Tool, tmp_path: Path) -> None:
    photo(tmp_path / "photos/a.png")
    export = label_studio(tmp_path / "out/export.json", ["Red"], ["blue", "purple"], image=image)
    tool("import", export, "--photos", tmp_path / "photos", "--into", tmp_path / "mine")
    (found,) = read_golden(tmp_path / "mine")
    assert [region.names for region in found.regions] == [("red",), ("blue", "purple")]
    assert found.regions[0].points == tuple((x, y) for x, y in LEFT)


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda at: at / "empty", "no polygon in it"),
        (lambda at: at / "nowhere", "no such file or folder"),
        (
            lambda at: labelme(at / "d", {"label": "taupe", "points": LEFT}),
            "a.json, shape 0: 'taupe'",
        ),
        (lambda at: labelme(at / "d", BOTH[0], {"label": "blue", "points": LEFT}), "overlaps"),
        (lambda at: labelme(at / "d", *BOTH, imageWidth=80), "drawn on 80 × 40 pixels, but a.png"),
        (lambda at: labelme(at / "d", *BOTH, imagePath="b.png"), "photograph b.png does not exist"),
        (lambda at: labelme(at / "d", *BOTH, shapes=7), "a.json: not a file of LabelMe's"),
        (lambda at: labelme(at / "d", *BOTH, imageWidth=None), "a.json: not a file of LabelMe's"),
        (lambda at: labelme(at / "d", {"label": "red", "points": None}), "shape 0: not as LabelMe"),
        (lambda at: labelme(at / "d", {"label": "red"}), "shape 0: not as LabelMe"),
        (lambda at: labelme(at / "d", {"label": 7, "points": LEFT, "flags": []}), "'7' is none of"),
        (lambda at: broken(labelme(at / "d", *BOTH)), "its photograph a.png"),
        (lambda at: label_studio(at / "e.json", ["red"], image="b.png"), "task 7: none of b.png"),
        (lambda at: label_studio(at / "e.json", ["taupe"], image="a.png"), "'taupe' is none of"),
        (lambda at: at / "photo.png", "not what Label Studio exports"),
        (lambda at: changed(at, "type", "rectanglelabels"), "only polygons are read"),
        (lambda at: changed(at, "image_rotation", 90), "was rotated in Label Studio"),
        (lambda at: twice(at), "annotated 2 times"),
    ],
)
def test_nothing_is_written_if_anything_is_wrong(
    make: Callable[[Path], Path], complaint: str, tool: Tool, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    photo(tmp_path / "photo.png")
    photo(tmp_path / "a.png")
    with pytest.raises(SystemExit, match="error") as stopped:
        tool("import", make(tmp_path), "--into", tmp_path / "mine")
    assert complaint in str(stopped.value)
    assert not (tmp_path / "mine").exists()


def test_other_answers_than_regions_do_not_matter(tool: Tool, tmp_path: Path) -> None:
    photo(tmp_path / "a.png")
    export = label_studio(tmp_path / "e.json", ["red"], image="a.png")
    tasks = json.loads(export.read_text())
    tasks[0]["annotations"][1]["result"].append({"type": "choices", "value": {"choices": ["ok"]}})
    export.write_text(json.dumps(tasks))
    assert "1 photograph, 1 region" in tool("import", export, "--into", tmp_path / "mine")


def test_what_is_there_is_replaced_only_if_told(tool: Tool, tmp_path: Path) -> None:
    tool("import", labelme(tmp_path / "one", *BOTH), "--into", tmp_path / "mine")
    csv_path = tmp_path / "mine/golden.csv"
    csv_path.write_text(csv_path.read_text().replace("a,,,", "Wall,CC0-1.0,Me,", 1))
    again = labelme(tmp_path / "two", BOTH[0], name="a.webp")
    with pytest.raises(SystemExit, match="has a already; replace them with --replace"):
        tool("import", again, "--into", tmp_path / "mine")
    assert len(read_golden(tmp_path / "mine")[0].regions) == 2
    tool("import", again, "--into", tmp_path / "mine", "--replace")
    assert len(read_golden(tmp_path / "mine")[0].regions) == 1
    assert "a,photos/a.webp,Wall,CC0-1.0,Me" in csv_path.read_text()
    assert [path.name for path in (tmp_path / "mine/photos").iterdir()] == ["a.webp"]


def fill_in(folder: Path, names: dict[str, tuple[str, str]], of: Path) -> None:
    """Name the bare regions: by what they were called before, or by `names`."""
    with (folder / "key.csv").open() as file:
        key = list(csv.DictReader(file))
    first = {photo.name: photo.regions for photo in read_golden(of)}
    lines = ["number,name,or"]
    for row in key:
        (name, *_) = first[row["photo"]][int(row["region"])].names
        name, other = names.get(name, (name, ""))
        lines.append(f"{row['number']},{name},{other}")
    (folder / "names.csv").write_text("\n".join(lines) + "\n")


def test_a_second_labeling_makes_disputed_regions_ambiguous(tool: Tool, tmp_path: Path) -> None:
    mine, blind = tmp_path / "mine", tmp_path / "blind"
    tool("import", labelme(tmp_path / "drawn", *BOTH), "--into", mine)
    with pytest.raises(SystemExit, match="no region of one name was labeled twice"):
        tool("agree")
    assert "2 regions on 1 sheet" in tool("blind", "--out", blind)
    assert size(blind / "sheet_00.png")[0] > 1000
    with pytest.raises(SystemExit, match="no name for 0, 1"):
        tool("second", blind)
    fill_in(blind, {"red": ("rouge", "")}, mine)
    with pytest.raises(SystemExit, match=r"number \d: 'rouge': expected names among"):
        tool("second", blind)
    fill_in(blind, {"red": ("orange", "red")}, mine)
    assert "2 regions named a second time; 1 became ambiguous" in tool("second", blind)
    red, blue = read_golden(mine)[0].regions
    assert (red.label, blue.label) == ("ambiguous red/orange", "blue")
    assert red.labelings == (("red",), ("orange", "red"))
    printed = tool("agree", "--list")
    assert "2 regions to which the first labeling gave one name: the second gave 1" in printed
    assert "a 0: red, then orange/red" in printed
    assert "0 regions on 0 sheets" in tool("blind", "--out", tmp_path / "rest", "--once")
    assert "1 regions of one name (1 of them plain" in tool("stats")


def test_names_are_not_lost_nor_given_to_another_region(tool: Tool, tmp_path: Path) -> None:
    mine, blind = tmp_path / "mine", tmp_path / "blind"
    tool("import", labelme(tmp_path / "drawn", *BOTH), "--into", mine)
    tool("blind", "--out", blind)
    fill_in(blind, {}, mine)
    with pytest.raises(SystemExit, match="has names in it"):
        tool("blind", "--out", blind)
    names = (blind / "names.csv").read_text().splitlines()
    sheet = [names[0], *reversed(names[1:]), ",,"]  # as a spreadsheet may leave it
    (blind / "names.csv").write_text("\ufeff" + "\n".join(sheet).replace(",", ";"), "utf-8")
    labels = mine / "labels/a.json"
    before = labels.read_text()
    content = json.loads(before)
    content["shapes"].reverse()
    labels.write_text(json.dumps(content))
    with pytest.raises(SystemExit, match="not the region that was drawn"):
        tool("second", blind)
    content["shapes"].pop()
    labels.write_text(json.dumps(content))
    with pytest.raises(SystemExit, match=r"not the region that was drawn|has no shape 1"):
        tool("second", blind)
    labels.write_text(before)
    assert "2 regions named a second time; 0 became ambiguous" in tool("second", blind)
    assert "Cohen's kappa 1.000" in tool("agree")


def test_check_finds_what_is_wrong(tool: Tool, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    tool("import", labelme(tmp_path / "drawn", *BOTH), "--into", mine)
    photo(mine / "photos/x.png")
    (tmp_path / "training").mkdir()
    (tmp_path / "training/photos.csv").write_text("id,path\nx,../drawn/a.png\ny,gone.png\n")
    labels = json.loads((mine / "labels/a.json").read_text())
    labels["shapes"][0]["labelings"] = ["orange", "orange"]
    labels["shapes"].append({"label": "green", "points": LEFT})
    (mine / "labels/a.json").write_text(json.dumps(labels))
    training = tmp_path / "training/photos.csv"
    findings = validate.find_all(read_golden(mine), mine, training, min_photos=1, min_regions=2)
    for finding, expected in zip(
        findings,
        [
            "a, shape 2 (green) overlaps a region named red",
            *(f"{name}: 1 region on 1 photograph;" for name in ("red", "blue", "green")),
            "a, shape 0: 'red', but its labelings give 'orange'",
            "a has no license, author",
            "x.png is not a labeled photograph",
            "a looks like",
        ],
        strict=True,
    ):
        assert expected in finding
    with pytest.raises(SystemExit, match="findings on 1 photograph,"):
        tool("check")


def test_finer_names_are_kept_counted_and_checked(
    tool: Tool, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    mine, blind = tmp_path / "mine", tmp_path / "blind"
    shapes = ({**BOTH[0], "fine": "maroon"}, {**BOTH[1], "fine": "navy/blue"})
    tool("import", labelme(tmp_path / "drawn", *shapes), "--into", mine)
    tool("blind", "--out", blind)
    fill_in(blind, {"red": ("brown", "")}, mine)
    nineteen = Vocabulary.of("fine")
    assert labelings.read_second(read_golden(mine, nineteen), blind, nineteen) == (2, 1)
    regions = read_golden(mine, nineteen)[0].regions
    assert [region.basic for region in regions] == [("red", "brown"), ("blue",)]
    assert [region.names for region in regions] == [("maroon",), ("navy", "blue")]
    assert validate.inconsistent_labels(read_golden(mine, nineteen)) == []
    assert "1 became ambiguous" in tool("agree")
    printed = tool("stats")
    rows = [row.replace(" ", "") for row in printed.splitlines() if row.startswith("|")]
    assert "|maroon|1|1|1|0|0|0|0|0|0|0|" in rows
    assert "|navy|0|0|0|0|0|0|0|0|0|1|" in rows
    assert "2 regions with finer names: 1 with one, 1 that could be" in printed
    content = json.loads((mine / "labels/a.json").read_text())
    content["shapes"].append({"label": "blue", "points": RIGHT, "fine": "navy"})
    (mine / "labels/a.json").write_text(json.dumps(content))
    with pytest.raises(SystemExit):
        tool("check")
    assert (
        "a, shape 2 (navy) overlaps a region named ambiguous navy/blue" in capsys.readouterr().out
    )


def test_show_draws_every_region(tool: Tool, tmp_path: Path) -> None:
    tool("import", labelme(tmp_path / "drawn", *BOTH), "--into", tmp_path / "mine")
    tool("show", "--out", tmp_path / "shown", "--zoom", "4")
    assert size(tmp_path / "shown/a.png") == (160, 160)
    with pytest.raises(SystemExit, match="no golden photograph is named b"):
        tool("show", "b")

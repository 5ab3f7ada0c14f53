"""The reference lists every name, key, command and route, as the code has them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from pydantic import BaseModel
from ruamel.yaml import YAML
from typer.testing import CliRunner

import folkhue
from folkhue.batch.results import columns
from folkhue.cli import app
from folkhue.datasets.record import COLUMNS
from folkhue.learning.denoising.pixel_weights import SCHEMA
from folkhue.server.app import create_app
from folkhue.server.settings import Settings
from release.marks import fill, update
from release.reference.__main__ import pages
from release.reference.parameters import allowed, entries
from stages.harmonies.params import Params as HarmonyParams
from stages.networks.params import Params as NetworkParams
from stages.outputs import PIPELINES
from stages.params import Params
from stages.pictures.params import Params as PictureParams

REFERENCE = ROOT / "docs/reference"
LIBRARY = ROOT / "src/folkhue"
FOR_RESEARCH = ("learning", "palettes", "search", "batch", "datasets/sources")
"""Rooms all of whose modules are documented."""


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


@pytest.mark.parametrize("path", [*pages()], ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path: Path) -> None:
    text = path.read_text("utf-8")
    assert fill(text, pages()[path]) == text, "run make reference"


def keys(model: type[BaseModel], above: str = "") -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        section = isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        found += (
            keys(field.annotation, f"{above}{name}.")  # type: ignore[arg-type]
            if section
            else [above + name]
        )
    return found


@pytest.mark.parametrize(
    ("file", "name", "model", "at_least"),
    [
        ("params.yaml", "parameters.md", Params, 60),
        ("pictures/params.yaml", "picture-parameters.md", PictureParams, 40),
        ("networks/params.yaml", "network-parameters.md", NetworkParams, 20),
        ("harmonies/params.yaml", "harmony-parameters.md", HarmonyParams, 20),
    ],
)
def test_every_parameter_has_values_a_default_and_a_description(
    file: str, name: str, model: type[BaseModel], at_least: int
) -> None:
    params = YAML(typ="safe", pure=True).load((ROOT / file).read_text("utf-8"))
    sections = re.split(r"^#{2,3} `", page(name).partition("<!-- end keys")[0], flags=re.M)
    described = dict(section.split("`\n\n", 1) for section in sections[1:])
    assert len(keys(model)) > at_least
    for key in keys(model):
        facts, description = described[key].strip().rsplit("\n\n", 1)
        assert len(description) > 15, key
        default = params
        for part in key.split("."):
            default = default[part]
        written = re.search(r"default `([^`]*)`$|```yaml\n(.*)\n```$", facts, re.S)
        assert written, key
        assert YAML(typ="safe", pure=True).load(written[1] or written[2]) == default, key


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer", "minimum": 1}, "whole number ≥ 1"),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}, "number > 0 and < 1"),
        ({"enum": ["a", "b", "c"]}, "`a`, `b` or `c`"),
        ({"type": "array", "items": {"enum": ["a"]}}, "list of `a`"),
        ({"type": "array", "items": {}}, "list"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "text or `null`"),
        ({"type": "string", "format": "date"}, "day, in quotes"),
        (
            {"type": "object", "additionalProperties": {"type": "boolean"}},
            "mapping of names to `true` or `false`",
        ),
    ],
)
def test_values_are_described(schema: dict[str, object], text: str) -> None:
    assert allowed(schema) == text


def test_keys_are_read_with_their_comments() -> None:
    text = (
        "# Of the file.\n\n# One,\n# two.\na: 1\nb:\n  # Three.\n  c: [x]\n  d:\n    e: 2\nf: 3\n"
    )
    found = {key: (entry.value, entry.comment) for key, entry in entries(text)}
    assert found["a"] == ("1", "One, two.")
    assert found["b.c"] == ("[x]", "Three.")
    assert found["b.d"] == ("    e: 2", "")
    assert found["f"] == ("3", "")


def test_every_command_and_option_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text = page("commands.md")
    assert len(app.registered_commands) >= 9
    for command in app.registered_commands:
        name = command.name or command.callback.__name__  # type: ignore[union-attr]
        section = text.partition(f"### `folkhue {name}`\n")[2].partition("\n### ")[0]
        shown = CliRunner().invoke(app, [name, "--help"]).stdout
        options = re.findall(r"^│ +\*? *(--[a-z-]+|-[a-z])", shown, re.M)
        assert "--help" in options
        for option in options:
            assert re.search(rf"^\| `([^`]*, )?{option}\b", section, re.M), f"{name}: {option}"


def test_every_target_of_make_is_listed() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^([a-z-]+):.* ## ", makefile, re.M)
    assert {"repro", "test", "lint", "docs"} < set(targets)
    assert [each for each in targets if f"| `make {each}` |" not in page("commands.md")] == []


def test_every_command_of_the_golden_sets_tool_is_listed() -> None:
    tool = (ROOT / "scripts/golden/__main__.py").read_text("utf-8")
    commands = re.findall(r'add\("(\w+)"', tool)
    options = re.findall(r'add_argument\(\s*"([\w-]+)"', tool)
    assert "import" in commands
    assert "--into" in options
    for name in commands:
        assert f"### `scripts/golden {name}`" in page("commands.md")
    for name in options:
        assert f"| `{name}` |" in page("commands.md")


def test_every_route_and_object_is_listed() -> None:
    document = create_app(Settings()).openapi()
    text = page("http.md")
    for path, methods in document["paths"].items():
        for method in methods:
            assert f"### `{method.upper()} {path}`" in text
    for name in document["components"]["schemas"]:
        assert f"### {name}\n" in text


def test_every_public_name_is_documented() -> None:
    documented = re.findall(r"^\.\. auto\w+:: folkhue\.(\w+)$", page("api.md"), re.M)
    assert sorted([*documented, "__version__"]) == folkhue.__all__


@pytest.mark.parametrize("room", FOR_RESEARCH)
def test_every_module_for_research_is_documented(room: str) -> None:
    text = "".join(path.read_text("utf-8") for path in sorted(REFERENCE.glob("api/*.md")))
    documented = re.findall(r"^\.\. automodule:: (\S+)$", text, re.M)
    assert len(documented) == len(set(documented))
    modules = [
        ".".join(("folkhue", *path.relative_to(LIBRARY).with_suffix("").parts))
        for path in (LIBRARY / room).rglob("*.py")
        if path.name != "__init__.py" and path.parent.name != "formats"
    ]
    assert modules
    assert sorted(set(modules) - set(documented)) == []


def test_parts_go_between_their_marks(tmp_path: Path) -> None:
    text = "a\n<!-- begin x -->\nold\n<!-- end x -->\nb\n"
    new = fill(text, {"x": "new"})
    assert new == text.replace("old", "new")
    with pytest.raises(ValueError, match="begin y"):
        fill(text, {"y": "new"})
    path = tmp_path / "page.md"
    path.write_text(text, "utf-8")
    with pytest.raises(SystemExit, match=r"page\.md .* run make x"):
        update({path: new}, "make x", check=True)
    assert path.read_text("utf-8") == text
    update({path: new}, "make x")
    assert path.read_text("utf-8") == new


def paths_in_pipelines() -> list[str]:
    """List what the stages of each dvc.yaml make."""
    yaml, made = YAML(typ="safe", pure=True), []
    files = (ROOT / folder / "dvc.yaml" for folder in PIPELINES)
    for stage in (stage for file in files for stage in yaml.load(file)["stages"].values()):
        stage = stage.get("do", stage)
        for kind in ("outs", "metrics", "plots"):
            made += [next(iter(p)) if isinstance(p, dict) else p for p in stage.get(kind, [])]
    return made


def test_every_file_that_a_run_makes_is_listed() -> None:
    text = page("files.md")
    made = [re.sub(r"\$\{\w+\}", "NAME", path) for path in paths_in_pipelines()]
    assert len(made) > 20
    assert [path for path in made if not re.search(rf"`{re.escape(path)}/?`", text)] == []


def test_every_column_and_array_is_listed() -> None:
    text = page("files.md")
    arrays = np.load(ROOT / "src/folkhue/data/basic8.npz").files
    words = set(re.findall(r"`(\w+)`", text))
    assert {*COLUMNS, *columns(()), *arrays, *SCHEMA.names} - words == set()

"""Params files as sections of typed keys; what is wrong is named, with the nearest right key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from folkhue._utils.text import did_you_mean, short_repr
from folkhue.errors import ParamsError
from stages.yaml_file import read_yaml, short

MAX_PROBLEMS = 11
"""Problems that a message names."""

_TYPES = ("str", "list[str]", "list[any]", "dict[str,any]")
"""What pydantic names in the place of a problem besides keys."""


class Section(BaseModel):
    """A section of a params file; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)


Sections = TypeVar("Sections", bound=Section)


def read_sections(path: Path, model: type[Sections]) -> Sections:
    """Read a params file.

    Parameters
    ----------
    path : path
    model : type
        The section that has all others.

    Raises
    ------
    ParamsError
        If a key is unknown or missing, or a value is not allowed; the message names each.
    """
    content = read_yaml(path) or {}
    if not isinstance(content, dict):
        raise ParamsError(f"{path}: expected keys, such as `seed: 0`, got {short_repr(content)}")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=True)
        lines = [_explain(problem, model) for problem in problems[:MAX_PROBLEMS]]
        if more := len(problems) - len(lines):
            lines.append(f"{more} more problems")
        raise ParamsError("\n".join(f"{path}: {line}" for line in lines)) from error


def _explain(problem: Any, model: type[Section]) -> str:
    """Describe a problem that pydantic found, with the nearest right key or value."""
    location = [str(part) for part in problem["loc"] if part not in _TYPES]
    key, got = short(".".join(location)), short_repr(problem["input"])
    if problem["type"] == "extra_forbidden":
        return f"unknown key {key}; {did_you_mean(location[-1], _sibling_keys(location, model))}"
    if problem["type"] == "missing":
        return f"the key {key} is missing"
    if problem["type"] == "model_type":
        return f"{key}: expected keys and values, got {got}"
    if problem["type"] == "literal_error":
        expected = problem["ctx"]["expected"]
        allowed = re.findall("'(.*?)'", expected)
        nearest = did_you_mean(got.strip("'"), allowed)
        return f"{key}: expected {expected}, got {got}; {nearest}"
    message = problem["msg"].removeprefix("Value error, ")
    return f"{key}: {message[0].lower()}{message[1:]}, got {got}"


def _sibling_keys(location: list[str], model: Any) -> list[str]:
    for part in location[:-1]:
        model = model.model_fields[part].annotation
    return list(model.model_fields)

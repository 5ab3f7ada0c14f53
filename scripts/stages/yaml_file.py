"""Reading params.yaml in bounded time, whatever is in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

from folkhue._utils.regular_file import read_file
from folkhue._utils.text import short_repr
from folkhue.errors import ParamsError

MAX_BYTES = 50_000
"""Size of the file; ours has 10,000 bytes, and 50,000 brackets take a second."""

MAX_VALUES = 5_000
"""Keys, values and items of lists, those that aliases repeat included."""

MAX_DEPTH = 12
"""Of lists and mappings in each other."""

MAX_TEXT = 1_000
"""Characters of a key or a value."""

_TRIPPED = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError)
"""What the parser raises for some files, apart from its own errors."""


_NESTED = f"lists and mappings are nested more than {MAX_DEPTH} times"


def read_yaml(path: Path) -> Any:
    """Read a YAML file as DVC reads it: version 1.2, in which 1e-4 is a number.

    Raises
    ------
    ParamsError
        If it is not YAML, too large, or holds other values than texts, numbers, days, truth
        values, null, lists and mappings.
    """
    try:
        text = _text(path)
        _check_nesting(text)
        content = _parser().load(text)
        _check_values(content)
    except ParamsError as error:
        raise ParamsError(f"{path}: {error}") from error
    except MarkedYAMLError as error:
        raise ParamsError(f"{path}: not YAML: {_problem(error)}") from error
    except (YAMLError, *_TRIPPED) as error:
        raise ParamsError(f"{path}: not YAML: {_first_line(str(error))}") from error
    return content


def _parser() -> YAML:
    return YAML(typ="safe", pure=True)


def _check_nesting(text: str) -> None:
    """Check the depth while parsing, which takes quadratic time in it."""
    depth = 0
    for event in _parser().parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1
            raise ParamsError(f"line {line}: {_NESTED}")


def _text(path: Path) -> str:
    try:
        return read_file(path, max_bytes=MAX_BYTES).decode("utf-8-sig")
    except OSError as error:
        raise ParamsError(str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise ParamsError(f"not UTF-8: {error.reason} at byte {error.start:,}") from error


def _problem(error: MarkedYAMLError) -> str:
    """Say what is wrong in which line, without the text around it."""
    mark = error.problem_mark or error.context_mark
    place = f"line {mark.line + 1}: " if mark else ""
    return place + _first_line(str(error.problem or error.context))


def _first_line(text: str) -> str:
    first = text.partition("\n")[0]
    return first if len(first) <= 200 else f"{first[:200]}…"


def _check_values(content: Any) -> None:
    """Check the number, depth, kind and length of values; what an alias repeats counts anew."""
    ahead, number = [("", content, 0)], 0
    while ahead:
        key, value, depth = ahead.pop()
        number += 1
        if number > MAX_VALUES:
            raise ParamsError(f"more than {MAX_VALUES:,} keys and values, aliases included")
        if depth > MAX_DEPTH:
            raise ParamsError(f"{short(key)}: {_NESTED}")
        _check_value(key, value)
        ahead += [(f"{key}.{part}".lstrip("."), each, depth + 1) for part, each in _parts(value)]


def _parts(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _check_value(key: str, value: Any) -> None:
    if not isinstance(value, str | int | float | date | list | dict | None):
        raise ParamsError(
            f"{short(key)}: expected text, a number, true, false, null, a list or a mapping, got "
            f"{short_repr(value)}"
        )
    for text in [value] if isinstance(value, str) else [*value] if isinstance(value, dict) else []:
        if not isinstance(text, str):
            raise ParamsError(f"{short(key)}: the key {short_repr(text)} is not text: quote it")
        if len(text) > MAX_TEXT:
            raise ParamsError(
                f"{short(key)}: longer than {MAX_TEXT:,} characters: {short_repr(text)}"
            )


def short(key: str) -> str:
    """Shorten the name of a key, with dots, that may be long."""
    return key if len(key) <= 100 else f"{key[:100]}…"

"""JSON from anywhere: text to Python values, and values to fields of the types expected.

Whatever comes in, nothing but a `JsonError` comes out.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from folkhue._utils.text import printable

Result = TypeVar("Result")

MAX_BYTES = 16_000_000
"""Values take up to 25 times the memory of their text: ``{},{},{}`` is the worst."""

MAX_DEPTH = 50
"""Brackets in brackets; far fewer than the parser's recursion can take."""

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKET = re.compile(r"[^][{}]+")
_HIGH, _LOW = r"\\u[dD][89abAB][\da-fA-F]{2}", r"\\u[dD][c-fC-F][\da-fA-F]{2}"
_SURROGATES = re.compile(rf"(?<!\\)((?:\\\\)*+)(?:({_HIGH}{_LOW})|{_HIGH}|{_LOW})")
_INTEGER = re.compile(r"\s*([+-]?\d{1,19})(?:\.0*)?\s*", re.ASCII)
_MAX_INTEGER = 2**63 - 1
_SHOWN = 40
_REQUIRED: Any = object()


class JsonError(ValueError):
    """A text is not JSON, or not of the kind expected; the message says what is wrong."""


def parse_json(
    contents: bytes | str,
    *,
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    lenient: bool = False,
    unique: bool = False,
) -> Any:
    r"""Parse JSON.

    Half a surrogate pair (``"\ud800"``), which no file and no terminal takes, becomes U+FFFD.
    Of equal names in an object the last counts, as in JavaScript. All numbers fit into a float.

    Parameters
    ----------
    contents : bytes or str
        UTF-8, with or without a byte order mark.
    max_bytes : int
        Length of the contents, in characters if they are a text.
    max_depth : int
        Levels of nested arrays and objects.
    lenient : bool
        Replace what is wrong with a single value, so that only this value is lost: bytes that
        are not UTF-8 by U+FFFD; numbers that fit into no float, NaN and Infinity by NaN.
    unique : bool
        Refuse equal names in an object.

    Raises
    ------
    JsonError
        If the contents are not such JSON, or exceed a limit.

    Examples
    --------
    >>> parse_json(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    """
    if len(contents) > max_bytes:
        raise JsonError(f"longer than {max_bytes / 1e6:g} MB")
    text = _decoded(contents, lenient=lenient).removeprefix("\ufeff")
    _check_depth(text, max_depth)
    number = _any_float if lenient else _float
    try:
        return json.loads(
            _SURROGATES.sub(_paired, text) if "\\u" in text else text,
            object_pairs_hook=_unique if unique else None,
            parse_float=number,
            parse_int=lambda digits: _integer(digits, lenient=lenient),
            parse_constant=number,
        )
    except json.JSONDecodeError as error:
        raise JsonError(
            f"not JSON: {error.msg[0].lower()}{error.msg[1:]} ({_place(error)})"
        ) from error


def _decoded(contents: bytes | str, *, lenient: bool) -> str:
    """Decode UTF-8, and replace halves of surrogate pairs that stand in a text as they are."""
    if isinstance(contents, str):
        return contents.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        return contents.decode("utf-8", "replace" if lenient else "strict")
    except UnicodeDecodeError as error:
        raise JsonError(f"not UTF-8 (byte {error.start})") from error


def _check_depth(text: str, limit: int) -> None:
    if text.count("[") + text.count("{") <= limit:
        return
    depth = 0
    for bracket in _brackets(text):
        depth += 1 if bracket in "[{" else -1
        if depth > limit:
            raise JsonError(f"nested more than {limit} levels deep")


def _brackets(text: str) -> Iterator[str]:
    """Yield the brackets outside strings."""
    return iter(_NOT_BRACKET.sub("", _STRING.sub("", text)))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise JsonError(f"{shown(name)} is there twice")
        values[name] = value
    return values


def _paired(found: re.Match[str]) -> str:
    return found[0] if found[2] else f"{found[1]}\\ufffd"


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JsonError(f"a number is out of range: {_beginning(text)}")
    return number


def _any_float(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else math.nan


def _integer(digits: str, *, lenient: bool) -> float:
    number = _any_float(digits) if lenient else _float(digits)
    return number if math.isnan(number) else int(digits)


def _place(error: json.JSONDecodeError) -> str:
    return f"line {error.lineno}, column {error.colno}"


def shown(value: object) -> str:
    """Write a value for a message: its kind, if it holds others, or at most its beginning.

    Examples
    --------
    >>> shown(None), shown("abc"), shown([1, 2]), shown(10**50)
    ('null', '"abc"', 'an array', '1000000000000000000000000000000000000000…')
    """
    if isinstance(value, list | dict):
        return "an array" if isinstance(value, list) else "an object"
    return printable(_beginning(json.dumps(value, ensure_ascii=False)))


def _beginning(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class Fields:
    """The fields of a JSON object, read as the types that are expected of them.

    Services send identifiers as numbers, and numbers as texts; both are read. A field without a
    default is required. For one with a default, the default stands for everything else that
    may come: null, a list, a word where a number is expected.

    Parameters
    ----------
    value : object
        What `parse_json` returned, or a part of it.
    name : str
        What it is, for messages.

    Raises
    ------
    JsonError
        If it is not an object.

    Examples
    --------
    >>> photo = Fields({"id": 7, "title": None, "width": "128.0"})
    >>> photo.text("id"), photo.text("title", ""), photo.integer("width", 0)
    ('7', '', 128)
    """

    def __init__(self, value: object, name: str = "the value") -> None:
        if not isinstance(value, dict):
            raise JsonError(f"{name}: expected an object, got {shown(value)}")
        self._values: dict[str, Any] = value

    def text(self, key: str, default: str = _REQUIRED) -> str:
        r"""Read a text that files and terminals can take; if required, it is not blank.

        Without NUL, and with ``\n`` for all ends of lines.
        """
        value = self._values.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        found = plain(value) if isinstance(value, str) else None
        if found is None or (default is _REQUIRED and not found.strip()):
            return str(self._or_default(key, default, "a text"))
        return found

    def integer(self, key: str, default: int = _REQUIRED) -> int:
        """Read an integer of 64 bits: a number, or a text of digits."""
        value = self._values.get(key)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, str) and (found := _INTEGER.fullmatch(value)):
            value = int(found[1])
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _MAX_INTEGER:
            return int(self._or_default(key, default, "an integer"))
        return value

    def items(self, key: str, default: list[Any] = _REQUIRED) -> list[Any]:
        """Read an array."""
        value = self._values.get(key)
        if not isinstance(value, list):
            return list(self._or_default(key, default, "an array"))
        return value

    def fields(self, key: str, default: dict[str, Any] = _REQUIRED) -> Fields:
        """Read an object."""
        value = self._values.get(key)
        if not isinstance(value, dict):
            value = self._or_default(key, default, "an object")
        return Fields(value, key)

    def mapping(self, key: str) -> dict[str, Any]:
        """Read a required object as it was parsed, with fields of any type."""
        return self.fields(key)._values

    def is_null(self, key: str) -> bool:
        """Return whether a field is null, or not there."""
        return self._values.get(key) is None

    def is_set(self, key: str) -> bool:
        """Return whether a field is there, and neither null, false, 0 nor empty."""
        return bool(self._values.get(key))

    def is_true(self, key: str) -> bool:
        """Return whether a field is true, and no word or number that stands for it."""
        return self._values.get(key) is True

    def _or_default(self, key: str, default: Any, kind: str) -> Any:
        if default is _REQUIRED:
            raise JsonError(f"{key}: expected {kind}, got {shown(self._values.get(key))}")
        return default


def read_each(
    values: Iterable[object], read: Callable[[Fields], Result], name: str = "a result"
) -> tuple[list[Result], Counter[str]]:
    """Read each of several objects; one that is not of the kind expected costs only itself.

    Parameters
    ----------
    values : iterable of object
    read : callable
        Given the `Fields` of an object; raises a `JsonError` if one of them is wrong.
    name : str
        What each of them is, for messages.

    Returns
    -------
    list
        What was read.
    Counter of str
        What was wrong with the others, and how often.

    Examples
    --------
    >>> read_each([{"id": 1}, {"id": None}, 3], lambda fields: fields.text("id"))[0]
    ['1']
    """
    found: list[Result] = []
    wrong: Counter[str] = Counter()
    for value in values:
        try:
            found.append(read(Fields(value, name)))
        except JsonError as error:
            wrong[str(error)] += 1
    return found, wrong


def plain(text: str) -> str:
    r"""Leave out what no table of texts can hold: NUL, and other ends of lines than ``\n``.

    Examples
    --------
    >>> plain("a\0b\r\nc")
    'ab\nc'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")

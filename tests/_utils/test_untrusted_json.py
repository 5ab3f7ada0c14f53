"""JSON that is wrong, hostile or unusual: its values, or one kind of error."""

from __future__ import annotations

import json
import math
import random
import tracemalloc
from typing import Any

import pytest

from folkhue._utils.untrusted_json import Fields, JsonError, parse_json

EMOJI = '"\\ud83d\\ude00"'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, -2.5, true, null]}', {"a": [1, -2.5, True, None]}),
        ("\ufeff[1]", [1]),
        ('"\\ud800"', "�"),
        ('"\\uDFFF!"', "�!"),
        ('"\\ud800\\ud800"', "��"),
        ('"\\udc00\\ud800"', "��"),
        (EMOJI, "😀"),
        ('"\\ud800\\ud83d\\ude00"', "�😀"),
        ('"\\\\ud800"', "\\ud800"),
        ('"\\\\\\ud800"', "\\�"),
        ('"\\n\\ud800"', "\n�"),
        ('{"\\ud800": 1}', {"�": 1}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"__proto__": 1}', {"__proto__": 1}),
        ("1" * 300, int("1" * 300)),
        ("1e-400", 0.0),
        ('"' + "[" * 1000 + '"', "[" * 1000),
        ('"\\"' + "[" * 1000 + '"', '"' + "[" * 1000),
        ("[" * 50 + "]" * 50, None),
        ("[" + "[],{}," * 1000 + "0]", None),
    ],
)
def test_values(text: str, value: Any) -> None:
    for found in (parse_json(text), parse_json(text.encode()), parse_json(text, lenient=True)):
        assert found == (json.loads(text) if value is None else value)
        json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ['{"a": 1, "a": 1}', '[{"b": {"a": 1, "b": 2, "a": 3}}]'])
def test_equal_names_are_refused_if_wished(text: str) -> None:
    assert parse_json(text) in ({"a": 1}, [{"b": {"a": 3, "b": 2}}])
    with pytest.raises(JsonError, match='"a" is there twice'):
        parse_json(text, unique=True)


def test_half_a_surrogate_pair_in_a_text_is_replaced() -> None:
    assert parse_json('"\ud800a"') == "�a"
    assert parse_json('"\ud83d\ude00"') == "😀"


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        (b"", r"not JSON: expecting value \(line 1, column 1\)"),
        (b"<html>", "not JSON"),
        (b'{"a": 1', "not JSON"),
        (b'{"a": 1}x', r"not JSON: extra data \(line 1, column 9\)"),
        (b"{'a': 1}", "not JSON"),
        (b'"\\ud8"', "not JSON"),
        (b'"\\', "not JSON"),
        (b'"a\nb"', "not JSON: invalid control character"),
        (b"[" * 51 + b"]" * 51, "nested more than 50 levels deep"),
        (b"[" * 1_000_000, "nested more than 50 levels deep"),
        (b'{"a":' * 1_000_000, "nested more than 50 levels deep"),
        (b'"\xff"', r"not UTF-8 \(byte 1\)"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        ('"a"'.encode("utf-16"), "not UTF-8"),
        ('"a"'.encode("utf-32-le"), "not JSON"),
        (b"1e400", "a number is out of range: 1e400"),
        (b"[-1e400]", "a number is out of range: -1e400"),
        (b"NaN", "a number is out of range: NaN"),
        (b"[-Infinity]", "a number is out of range: -Infinity"),
        (b"9" * 1_000_000, "a number is out of range: 9{40}…$"),
        (b"9" * 400 + b".5", "a number is out of range: 9{40}…$"),
        (b'"' + b"a" * 16_000_000 + b'"', "longer than 16 MB"),
    ],
)
def test_errors(contents: bytes, message: str) -> None:
    with pytest.raises(JsonError, match=message):
        parse_json(contents)


@pytest.mark.parametrize("wrong", ["1e400", "-1e400", "NaN", "Infinity", "-Infinity", "9" * 5000])
def test_a_number_out_of_range_costs_only_itself_if_wished(wrong: str) -> None:
    found, other = parse_json(f"[{wrong}, 1]", lenient=True)
    assert math.isnan(found)
    assert other == 1
    assert Fields({"a": found}).integer("a", -1) == -1


def test_bytes_that_are_not_utf_8_cost_only_themselves_if_wished() -> None:
    assert parse_json(b'["a\xffb", "\xed\xa0\x80", 1]', lenient=True) == ["a�b", "���", 1]


@pytest.mark.parametrize(
    "text",
    [
        b'"' + b'\\"' * 1_000_000,
        b'["' + b"\\\\" * 1_000_000 + b'"]',
        b"\\" * 2_000_000,
        b'"\\ud800' * 300_000,
        b"[" + b'"a",' * 500_000 + b"0]",
        b"1." + b"1" * 2_000_000,
        b"-" * 2_000_000,
    ],
)
def test_hostile_texts_take_little_memory(text: bytes) -> None:
    tracemalloc.start()
    try:
        parse_json(text)
    except JsonError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 30 * len(text)


def test_nothing_but_our_error_comes_out_of_damaged_json() -> None:
    """A document with every kind of value, cut, changed and doubled at random."""
    whole = b'{"a": ["\\ud83d\\ude00", 1e5, -1, true, null, {"b": "\\u00e9\xc3\xa9"}], "c": 1.5}'
    chooser = random.Random(0)
    read = 0
    for _ in range(3000):
        damaged = bytearray(whole)
        for _ in range(chooser.randint(1, 2)):
            place = chooser.randrange(len(damaged))
            byte = chooser.choice((chooser.randrange(256), *b'"\\[]{}u,:dDeE9'))
            match chooser.randrange(3):
                case 0:
                    damaged[place] = byte
                case 1:
                    damaged[place:place] = damaged[: chooser.randint(1, 8)]
                case 2 if len(damaged) > 8:
                    del damaged[place]
        for lenient in (False, True):
            try:
                found = parse_json(bytes(damaged), lenient=lenient)
            except JsonError as error:
                str(error).encode()
            else:
                json.dumps(found, ensure_ascii=False).encode()
                read += 1
    assert 300 < read < 5000


# Fields


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (7, "7"),
        ("a\0\r\nb\rc", "a\nb\nc"),
        (" ", None),
        ("", None),
        ("\0", None),
        (None, None),
        (True, None),
        (1.5, None),
        (["a"], None),
        ({"_content": "a"}, None),
    ],
)
def test_texts(value: Any, text: str | None) -> None:
    fields = Fields({"a": value})
    if text is None:
        with pytest.raises(JsonError, match="a: expected a text, got "):
            fields.text("a")
        assert fields.text("a", "x").strip() in ("", "x")
    else:
        assert fields.text("a") == fields.text("a", "x") == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        (-7, -7),
        (128.0, 128),
        ("128", 128),
        ("128.0", 128),
        (" 7 ", 7),
        (2**63 - 1, 2**63 - 1),
        (2**63, None),
        ("9" * 19, None),
        ("9" * 5000, None),
        (1e300, None),
        (1.5, None),
        (math.nan, None),
        (math.inf, None),
        ("abc", None),
        ("1e5", None),
        ("٣", None),
        ("", None),
        (True, None),
        (None, None),
        ([7], None),
    ],
)
def test_integers(value: Any, number: int | None) -> None:
    fields = Fields({"a": value})
    if number is None:
        with pytest.raises(JsonError, match="a: expected an integer, got "):
            fields.integer("a")
        assert fields.integer("a", -1) == -1
    else:
        assert fields.integer("a") == fields.integer("a", -1) == number


@pytest.mark.parametrize("value", [None, "a", 1, True, {"b": 1}])
def test_arrays(value: Any) -> None:
    fields = Fields({"a": value, "good": [1]})
    assert fields.items("good") == [1]
    with pytest.raises(JsonError, match="a: expected an array, got "):
        fields.items("a")
    assert fields.items("a", []) == []


@pytest.mark.parametrize("value", [None, "a", 1, True, [1], math.nan])
def test_objects(value: Any) -> None:
    fields = Fields({"a": value, "good": {"b": 1}})
    assert fields.fields("good").integer("b") == 1
    assert fields.mapping("good") == {"b": 1}
    for read in (fields.fields, fields.mapping):
        with pytest.raises(JsonError, match="a: expected an object, got "):
            read("a")
    assert fields.fields("a", {}).text("b", "x") == "x"
    with pytest.raises(JsonError, match="the answer: expected an object, got "):
        Fields(value, "the answer")


def test_an_absent_field_is_like_null() -> None:
    fields = Fields({"null": None, "word": "no"})
    with pytest.raises(JsonError, match="a: expected a text, got null"):
        fields.text("a")
    assert [fields.is_set(key) for key in ("a", "null", "word")] == [False, False, True]

"""Suggested colors: /v1/suggest."""

from typing import Any, get_args

import httpx
import pytest
from support.server import problem

from folkhue.harmonies.suggestions import METHODS, suggestions
from folkhue.server.schemas import SuggestRequest


@pytest.mark.parametrize(
    "asked",
    [
        {"colors": ["#1e3cc8", "F4B942"]},
        {"colors": [], "words": "autumn forest", "alternatives": 2},
        {"colors": ["teal", [30, 60, 200]], "add": 3, "alternatives": 2, "seed": 7},
        {"colors": ["teal"], "add": 2, "method": "triad"},
    ],
)
def test_colors_are_suggested_as_by_python(asked: dict[str, Any], client: httpx.Client) -> None:
    answer = client.post("/v1/suggest", json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.json() == [each.as_dict() for each in suggestions(**asked)]


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        ({"colors": ["blueish"]}, "colors.0"),
        ({"colors": ["teal"] * 33}, "colors"),
        ({}, "colors"),
        ({"colors": [], "method": "triad"}, "colors"),
        ({"colors": [], "add": 0}, "add"),
        ({"colors": [], "add": 9}, "add"),
        ({"colors": [], "add": True}, "add"),
        ({"colors": [], "alternatives": 51}, "alternatives"),
        ({"colors": [], "seed": -1}, "seed"),
        ({"colors": [], "words": "a" * 101}, "words"),
        ({"colors": [], "method": "random"}, "method"),
        ({"colors": [], "k": 3}, "k"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(
    wrong: dict[str, Any], at: str, client: httpx.Client
) -> None:
    refused = problem(client.post("/v1/suggest", json=wrong), "parameter")
    assert [error["at"] for error in refused["errors"]] == [at]


def test_the_methods_are_those_of_the_library() -> None:
    assert get_args(SuggestRequest.model_fields["method"].annotation) == METHODS

"""Palettes in all formats: /v1/palette."""

import httpx
import pytest
from support.server import JPEG, PHOTO

import folkhue
from folkhue.palettes.design import describe_design
from folkhue.server.schemas import Palette


@pytest.mark.slow
def test_palettes_are_those_of_the_library_in_every_format(client: httpx.Client) -> None:
    query: dict[str, str] = {"k": "4", "sort": "hue", "emphasis": "accent"}
    answer = client.post("/v1/palette", params=query, content=PHOTO, headers=JPEG)
    expected = folkhue.palette(PHOTO, 4, sort="hue", emphasis="accent")
    assert answer.json() == expected.as_dict()
    from folkhue.palettes.formats import FORMATS, decode_palette

    for suffix in FORMATS.keys() - {".json"}:
        file = client.post(
            "/v1/palette", params=query | {"format": suffix[1:]}, content=PHOTO, headers=JPEG
        )
        assert f"palette{suffix}" in file.headers["content-disposition"]
        read = decode_palette(file.content, f"a{suffix}", folkhue.load("basic11"))
        assert read.rgb.tolist() == expected.rgb.tolist(), suffix


def test_roles_are_those_of_the_library_and_of_the_schema(client: httpx.Client) -> None:
    answer = client.post("/v1/palette?roles=true&k=4", content=PHOTO, headers=JPEG).json()
    expected = folkhue.palette(PHOTO, 4)
    assert answer == expected.as_dict() | describe_design(expected)
    assert Palette.model_validate(answer).model_dump(exclude_none=True, exclude_defaults=True)

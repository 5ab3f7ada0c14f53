"""Palettes in all formats: /v1/palette."""

import json

import httpx
import pytest
from support.server import JPEG, PHOTO

import folkhue
from folkhue.palettes.design import describe_design
from folkhue.palettes.formats import Style, encode_palette
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


def test_roles_and_scales_are_those_of_the_library_and_of_the_schema(client: httpx.Client) -> None:
    query = "roles=true&scales=true&k=4"
    answer = client.post(f"/v1/palette?{query}", content=PHOTO, headers=JPEG).json()
    expected = folkhue.palette(PHOTO, 4)
    written = json.loads(encode_palette(expected, "a.json", Style(scales=True)))
    assert written["colors"][0]["hex"] in written["colors"][0]["scale"].values()
    assert answer == written | describe_design(expected)
    assert Palette.model_validate(answer).model_dump(exclude_none=True, exclude_defaults=True)

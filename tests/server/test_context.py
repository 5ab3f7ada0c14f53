"""Names in context over HTTP: the same as `folkhue.name_pixels`."""

from __future__ import annotations

import httpx
import numpy as np
import pytest
from support.project import ROOT

import folkhue
from folkhue.table.name_counts import NameCounts
from folkhue.table.name_map import NameMap

PHOTO = ROOT / "golden/photos/astronaut.jpg"


def test_the_server_names_an_image_in_context(client: httpx.Client) -> None:
    table, photo = folkhue.load("basic11"), folkhue.read_photo(PHOTO)
    names = folkhue.name_pixels(photo, table)
    expected = NameCounts.from_names(names, table.terms, photo.opaque).shares()
    body = {"content": PHOTO.read_bytes(), "headers": {"Content-Type": "image/jpeg"}}
    answer = client.post("/v1/classify?context=true&palette=false", **body)
    assert answer.status_code == 200, answer.text
    found = {each["name"]: each["share"] for each in answer.json()["shares"]}
    assert found == pytest.approx(expected, abs=1e-6)
    picture = client.post("/v1/classify?context=true&picture=names&format=png", **body)
    named = NameMap.from_bytes(picture.content)
    assert np.array_equal(named.names, names)
    wrong = client.post("/v1/classify?context=maybe", **body)
    assert wrong.status_code == 422
    assert "expected true or false" in wrong.text

"""Names of single colors: /v1/name."""

import httpx
import numpy as np

import folkhue


def test_colors_are_named_as_by_the_table(client: httpx.Client) -> None:
    asked = ["#1e3cc8", "FADA2C", "#f00", [130, 132, 136]]
    answer = client.post("/v1/name", json={"colors": asked})
    assert answer.status_code == 200, answer.text
    found, table = answer.json(), folkhue.load("basic11")
    rgb = np.array([[30, 60, 200], [250, 218, 44], [255, 0, 0], [130, 132, 136]], np.uint8)
    assert [each["rgb"] for each in found] == rgb.tolist()
    assert [each["name"] for each in found] == [table.terms[n] for n in table.predict(rgb)]
    assert np.allclose([each["confidence"] for each in found], table.confidence(rgb), atol=1e-4)
    for each in found:
        others = [other["probability"] for other in each["neighbors"]]
        assert each["name"] not in {other["name"] for other in each["neighbors"]}
        assert others == sorted(others, reverse=True)
        assert each["description"].endswith(each["name"])

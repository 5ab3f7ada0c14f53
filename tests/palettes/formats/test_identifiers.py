"""Names of colors as identifiers, and on one line."""

from xml.etree import ElementTree

import pytest
import tinycss2
from hypothesis import given
from hypothesis import strategies as st

from folkhue.palettes.formats.identifiers import ascii_identifiers, identifiers
from folkhue.palettes.formats.swatches import one_line


@pytest.mark.parametrize(
    ("names", "as_letters", "as_ascii"),
    [
        (["dark blue", "dark blue"], ["dark-blue", "dark-blue-2"], ["dark-blue", "dark-blue-2"]),
        (["a", "a", "a-2", "A"], ["a", "a-2", "a-2-2", "a-3"], ["a", "a-2", "a-2-2", "a-3"]),
        (["Foncé", "fonce"], ["foncé", "fonce"], ["fonce", "fonce-2"]),
        (["濃い青", "नीला"], ["濃い青", "नीला"], ["u6fc3u3044u9752", "u928u940u932u93e"]),
        (["500", "", "*/;}", "µ²"], ["color-500", "color", "color-2", "μ2"],
         ["color-500", "color", "color-2", "u3bc2"]),
        (["snake_case", "-x-", "weiß"], ["snake-case", "x", "weiß"], ["snake-case", "x", "weiss"]),
    ],
)  # fmt: skip
def test_identifiers(names: list[str], as_letters: list[str], as_ascii: list[str]) -> None:
    assert identifiers(names) == as_letters
    assert ascii_identifiers(names) == as_ascii


@given(st.lists(st.text(), max_size=8))
def test_identifiers_are_valid_and_unique(names: list[str]) -> None:
    for found in (identifiers(names), ascii_identifiers(names)):
        assert len(set(found)) == len(names)
        for name in found:
            [token] = tinycss2.parse_component_value_list(name)
            assert (token.type, token.value) == ("ident", name)
    assert all(map(str.isascii, ascii_identifiers(names)))


@given(st.text(st.characters()))
def test_names_fit_on_a_line(name: str) -> None:
    line = one_line(name + "\r\n\t\0\u2028\ud800\uffff" + name)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 200
    ElementTree.fromstring(ElementTree.tostring(ElementTree.Element("a", name=line), "utf-8"))

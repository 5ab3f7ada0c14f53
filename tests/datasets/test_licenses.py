import re

import pytest

from folkhue.datasets.licenses import License, chosen, license_url

CC = "https://creativecommons.org/"


@pytest.mark.parametrize(
    ("alias", "url", "name"),
    [
        ("Attribution License", CC + "licenses/by/2.0/", "CC BY 2.0"),
        ("by-nc-nd 4.0", CC + "licenses/by-nc-nd/4.0/deed.de", "CC BY-NC-ND 4.0"),
        ("old link", "http://www.creativecommons.org/licenses/by-sa/3.0", "CC BY-SA 3.0"),
        ("Public Domain Dedication (CC0)", CC + "publicdomain/zero/1.0/", "CC0 1.0"),
        ("pdm 1.0", CC + "publicdomain/mark/1.0/", "Public Domain Mark 1.0"),
        ("United States Government Work", "http://www.usa.gov/copyright.shtml", None),
        ("sampling+ 1.0", CC + "licenses/sampling+/1.0/", None),
        ("All Rights Reserved", "", None),
    ],
)
def test_a_license_is_named_by_its_address_or_as_its_source_does(
    alias: str, url: str, name: str | None
) -> None:
    assert License.from_url(alias, url) == License(name or alias, url, alias)


BY_SA = License("CC BY-SA 2.0", CC + "licenses/by-sa/2.0/", "Attribution-ShareAlike License")


@pytest.mark.parametrize(
    ("name", "means_it"),
    [
        ("CC BY-SA 2.0", True),
        ("CC BY-SA", True),
        (" cc by-sa ", True),
        ("attribution-sharealike LICENSE", True),
        ("CC BY", False),
        ("CC BY-SA 4.0", False),
        ("BY-SA", False),
        ("", False),
    ],
)
def test_a_name_means_a_license_with_or_without_version_in_any_case(
    name: str, means_it: bool
) -> None:
    assert BY_SA.is_called(name) == means_it


OFFERED = {
    "0": License("All Rights Reserved", "", "All Rights Reserved"),
    "4": License("CC BY 2.0", "", "Attribution License"),
    "5": BY_SA,
    "9": License("CC0 1.0", "", "Public Domain Dedication (CC0)"),
    "11": License("CC BY 4.0", "", "CC BY 4.0"),
}


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        ([], []),
        (["CC BY"], ["4", "11"]),
        (["cc by 4.0"], ["11"]),
        (["CC0", "CC BY-SA"], ["9", "5"]),
        (["CC BY 2.0", "CC BY", "attribution license"], ["4", "11"]),
        (["all rights reserved"], ["0"]),
    ],
)
def test_licenses_are_chosen_by_name_each_once(names: list[str], keys: list[str]) -> None:
    assert chosen(names, OFFERED) == keys


@pytest.mark.parametrize("name", ["CC BY-NC", "CC BY 3.0", "gpl", ""])
def test_the_error_for_an_unknown_name_lists_the_known_ones(name: str) -> None:
    known = "All Rights Reserved, CC BY 2.0, CC BY 4.0, CC BY-SA 2.0, CC0 1.0"
    with pytest.raises(ValueError, match=re.escape(f"unknown license {name!r}; there are {known}")):
        chosen(["CC BY", name], OFFERED)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("CC BY 2.0", "licenses/by/2.0/"),
        ("cc-by-nc-sa-3.0", "licenses/by-nc-sa/3.0/"),
        (" CC BY-NC-ND 4.0 ", "licenses/by-nc-nd/4.0/"),
        ("CC0", "publicdomain/zero/1.0/"),
        ("CC0 1.0", "publicdomain/zero/1.0/"),
        ("cc0-1.0", "publicdomain/zero/1.0/"),
        ("CC BY", None),
        ("CC BY-ND-SA 4.0", None),
        ("CC BY 4.0 or later", None),
        ("CC0 2.0", None),
        ("MIT", None),
        ("", None),
    ],
)
def test_a_short_name_of_creative_commons_has_an_address(name: str, path: str | None) -> None:
    assert license_url(name) == (CC + path if path else "")

"""Licenses: what sources call them, and their usual short names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_DEED = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/"
    r"(?:licenses|publicdomain)/(by[a-z-]*|zero|mark)/(\d\.\d)"
)
_PUBLIC_DOMAIN = {"zero": "CC0", "mark": "Public Domain Mark"}


@dataclass(frozen=True)
class License:
    """A license, named as in a credit.

    Attributes
    ----------
    name : str
        "CC BY-SA 2.0", "CC0 1.0", or what the source calls it.
    url : str
        Address of its text; empty if there is none.
    alias : str
        The source's name for it.
    """

    name: str
    url: str = ""
    alias: str = ""

    @classmethod
    def from_url(cls, alias: str, url: str) -> License:
        """Name a license after its address if it is Creative Commons', else as its source does.

        Examples
        --------
        >>> url = "https://creativecommons.org/licenses/by/2.0/"
        >>> License.from_url("Attribution License", url).name
        'CC BY 2.0'
        """
        found = _DEED.match(url)
        if not found:
            return cls(alias, url, alias)
        kind, version = found.groups()
        return cls(f"{_PUBLIC_DOMAIN.get(kind, f'CC {kind.upper()}')} {version}", url, alias)

    def is_called(self, name: str) -> bool:
        """Return whether a name, in any case and with or without version, means this license."""
        plain = name.strip().casefold().replace("cc-", "cc ", 1)
        names = {self.name.casefold(), self.alias.casefold()}
        return plain in names | {re.sub(r" \d\.\d$", "", name) for name in names}


def chosen(names: Iterable[str], offered: Mapping[str, License]) -> list[str]:
    """Find the keys of licenses given by name.

    Raises
    ------
    ValueError
        If a name fits none of the licenses offered; the message lists these.
    """
    keys = []
    for name in names:
        fitting = [key for key, license in offered.items() if license.is_called(name)]
        if not fitting:
            known = ", ".join(sorted({license.name for license in offered.values()}))
            raise ValueError(f"unknown license {name!r}; there are {known}")
        keys += fitting
    return list(dict.fromkeys(keys))


def license_url(name: str) -> str:
    """Return the address of a Creative Commons license by its short name, or an empty text.

    Examples
    --------
    >>> license_url("CC-BY-SA-4.0")
    'https://creativecommons.org/licenses/by-sa/4.0/'
    """
    words = re.fullmatch(r"CC[ -](BY(?:-NC)?(?:-ND|-SA)?)[ -](\d\.\d)", name.strip(), re.IGNORECASE)
    if words:
        return f"https://creativecommons.org/licenses/{words[1].lower()}/{words[2]}/"
    if re.fullmatch(r"CC0([ -]1\.0)?", name.strip(), re.IGNORECASE):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return ""

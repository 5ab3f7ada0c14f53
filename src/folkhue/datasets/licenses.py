"""Licences by name: what sources call them, and the short names people know."""

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
class Licence:
    """A licence, as a credit names it.

    Attributes
    ----------
    name : str
        "CC BY-SA 2.0", "CC0 1.0", or what the source calls it.
    url : str
        Its text; empty if there is none.
    alias : str
        What the source calls it.
    """

    name: str
    url: str = ""
    alias: str = ""

    @classmethod
    def of(cls, alias: str, url: str) -> Licence:
        """Name a licence by its address, if that is one of Creative Commons.

        Examples
        --------
        >>> Licence.of("Attribution License", "https://creativecommons.org/licenses/by/2.0/").name
        'CC BY 2.0'
        """
        found = _DEED.match(url)
        if not found:
            return cls(alias, url, alias)
        kind, version = found.groups()
        return cls(f"{_PUBLIC_DOMAIN.get(kind, f'CC {kind.upper()}')} {version}", url, alias)

    def is_called(self, name: str) -> bool:
        """Tell whether a name, with or without version, in any case, means this licence."""
        asked = name.strip().casefold().replace("cc-", "cc ", 1)
        names = {self.name.casefold(), self.alias.casefold()}
        return asked in names | {re.sub(r" \d\.\d$", "", name) for name in names}


def chosen(names: Iterable[str], offered: Mapping[str, Licence]) -> list[str]:
    """Find the keys of the licences that are asked for by name.

    Raises
    ------
    ValueError
        Naming a licence that is not among those offered, and those that are.
    """
    keys = []
    for name in names:
        fitting = [key for key, licence in offered.items() if licence.is_called(name)]
        if not fitting:
            known = ", ".join(sorted({licence.name for licence in offered.values()}))
            raise ValueError(f"no licence is called {name!r}; there are {known}")
        keys += fitting
    return list(dict.fromkeys(keys))


def licence_url(name: str) -> str:
    """Give the address of a Creative Commons licence by its short name; else an empty text.

    Examples
    --------
    >>> licence_url("CC-BY-SA-4.0")
    'https://creativecommons.org/licenses/by-sa/4.0/'
    """
    words = re.fullmatch(r"CC[ -](BY(?:-NC)?(?:-ND|-SA)?)[ -](\d\.\d)", name.strip(), re.IGNORECASE)
    if words:
        return f"https://creativecommons.org/licenses/{words[1].lower()}/{words[2]}/"
    if re.fullmatch(r"CC0([ -]1\.0)?", name.strip(), re.IGNORECASE):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return ""

"""Credits for photographs, in the form that Creative Commons recommends.

Title, author, source and license, each with its link where there is one.

References
----------
Creative Commons, *Recommended practices for attribution*,
https://wiki.creativecommons.org/wiki/Recommended_practices_for_attribution
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import groupby
from operator import attrgetter
from urllib.parse import quote

from folkhue._utils.tempdb import temporary_database
from folkhue.datasets.licenses import license_url
from folkhue.datasets.record import PhotoRecord

EMBEDDED = "embedded in folkhue"
"""The source of all photographs from packages; see `count_sources`."""

_PACKAGE = re.compile(r"(deb|pypi|npm):")


@dataclass(frozen=True, order=True)
class Credit:
    """The credit of one photograph; links and the author are empty where they are unknown.

    Attributes
    ----------
    license, license_url, source : str
    title, page : str
        Its title, and the web page that shows it.
    author, author_url : str
    """

    license: str
    license_url: str
    source: str
    title: str
    page: str
    author: str
    author_url: str

    @classmethod
    def from_record(cls, record: PhotoRecord) -> Credit:
        """Take the credit from a photograph's record; each text becomes one line."""
        license = _one_line(record.license) or "license not stated"
        return cls(
            license,
            _one_line(record.license_url) or license_url(license),
            _one_line(record.source) or "source unknown",
            _one_line(record.title) or _one_line(record.id),
            _one_line(record.page),
            _one_line(record.owner),
            _one_line(record.owner_url),
        )


@dataclass(frozen=True)
class CreditGroup:
    """Credits of photographs from one source under one license.

    Attributes
    ----------
    source, license, license_url : str
    credits : iterable of Credit
    """

    source: str
    license: str
    license_url: str
    credits: Iterable[Credit]


def grouped(records: Iterable[PhotoRecord]) -> list[CreditGroup]:
    """Group the credits of photographs by license and source, in order."""
    return [replace(group, credits=list(group.credits)) for group in _groups(records)]


def _groups(records: Iterable[PhotoRecord]) -> Iterator[CreditGroup]:
    """Group like `grouped`, in constant memory: a group ends when the next one is read."""
    in_order = _in_order(map(Credit.from_record, records))
    for key, group in groupby(in_order, key=attrgetter("source", "license", "license_url")):
        yield CreditGroup(*key, group)


def _in_order(unsorted: Iterable[Credit]) -> Iterator[Credit]:
    """Sort credits; on disk, as they may not fit into memory."""
    names = [field.name for field in fields(Credit)]
    with temporary_database() as db:
        db.execute(f"CREATE TABLE credits ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        db.executemany(f"INSERT INTO credits VALUES ({marks})", map(attrgetter(*names), unsorted))
        for row in db.execute(f"SELECT * FROM credits ORDER BY {', '.join(names)}"):
            yield Credit(*row)


def markdown(records: Iterable[PhotoRecord]) -> Iterator[str]:
    """Write the credits of photographs as the lines of a Markdown page."""
    yield "# Attribution"
    yield ""
    yield "The photographs in `photos/`, unchanged, each under its own license."
    for group in _groups(records):
        yield ""
        yield f"## {_escaped(group.source)}: {_link(group.license, group.license_url)}"
        yield ""
        yield from map(_line, group.credits)


def _line(credit: Credit) -> str:
    author = f" by {_link(credit.author, credit.author_url)}" if credit.author else ""
    if credit.license_url:
        license = f"licensed under {_link(credit.license, credit.license_url)}"
    else:
        license = f"license: {_escaped(credit.license)}"
    return f"- “{_link(credit.title, credit.page)}”{author}, {license}"


def _link(text: str, url: str) -> str:
    """Write a link; only to the web, whatever a list says."""
    if not re.fullmatch(r"https?://\S+", url):
        return _escaped(text)
    url = re.sub(r"[^\w:/?#@!$&'*+,;=%.~-]", lambda found: quote(found[0]), url)
    return f"[{_escaped(text)}]({url})"


def _escaped(text: str) -> str:
    """Keep a text from being read as markup."""
    return re.sub(r"([\\`*_~\[\]<>#|]|&(?=#?\w+;))", r"\\\1", text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def count_sources(photos: Iterable[PhotoRecord]) -> dict[str, int]:
    """Count photographs by source, the most frequent first, without names of people.

    Parameters
    ----------
    photos : iterable of PhotoRecord
        Those of folkhue's own sampler, which come from many packages, are counted together.
    """
    sources = (EMBEDDED if _PACKAGE.match(each.source) else each.source for each in photos)
    return dict(Counter(source or "unknown" for source in sources).most_common())


def source_rows(sources: Iterable[tuple[str, int]], most: int | None = None) -> str:
    """Write the rows of a Markdown table of sources, as a model's card has one.

    Parameters
    ----------
    sources : iterable of (str, int)
        Each with its number of photographs, as the items of `count_sources`.
    most : int, optional
        Write so many sources, those of most photographs, and count all others as one. By default
        all are written, as they come.

    Examples
    --------
    >>> print(source_rows([("Flickr", 1), ("Openverse", 2_000), ("SMK", 3)], most=1))
    | Openverse | 2,000 |
    | 2 others | 4 |
    """
    rows = [*sources]
    if most is not None:
        rows.sort(key=lambda row: -row[1])
        rows, rest = rows[:most], rows[most:]
        if others := sum(number for _, number in rest):
            rows.append((f"{len(rest)} others", others))
    return "\n".join(f"| {name} | {number:,} |" for name, number in rows)

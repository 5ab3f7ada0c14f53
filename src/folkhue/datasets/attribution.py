"""Credits for photographs, in the form that Creative Commons asks for.

Title, author, source and license, each with its link where there is one.

References
----------
Creative Commons, *Recommended practices for attribution*,
https://wiki.creativecommons.org/wiki/Recommended_practices_for_attribution
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import quote

from folkhue._utils.tempdb import scratch
from folkhue.datasets.licenses import license_url


@dataclass(frozen=True, order=True)
class Credit:
    """What is said of one photograph; texts may be empty where nothing is known.

    Attributes
    ----------
    license, license_url, source : str
    title, page : str
        What it is called, and where it is shown.
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
    def of(cls, row: Mapping[Any, Any]) -> Credit:
        """Take a credit from a row of a list of photographs; each text is on one line."""

        def text(column: str, otherwise: str = "") -> str:
            return " ".join((row.get(column) or "").split()) or otherwise

        license = text("license", "license not stated")
        return cls(
            license,
            text("license_url", license_url(license)),
            text("source", "source unknown"),
            text("title", row["id"]),
            text("page"),
            text("owner"),
            text("owner_url"),
        )


def grouped(
    rows: Iterable[Mapping[Any, Any]],
) -> Iterator[tuple[str, str, str, list[Credit]]]:
    """Group the credits of photographs: (source, license, its link, credits), in order."""
    for source, license, url, of_group in _groups(rows):
        yield source, license, url, list(of_group)


def _groups(
    rows: Iterable[Mapping[Any, Any]],
) -> Iterator[tuple[str, str, str, Iterator[Credit]]]:
    """As `grouped`, but of any number: a group is gone when the next one is asked for."""
    every = _in_order(Credit.of(row) for row in rows)
    for (license, url, source), of_group in groupby(
        every, key=lambda credit: (credit.license, credit.license_url, credit.source)
    ):
        yield source, license, url, of_group


def _in_order(every: Iterable[Credit]) -> Iterator[Credit]:
    """Sort credits; on disk, as there may be more than fit into the memory."""
    names = [field.name for field in fields(Credit)]
    with scratch() as db:
        db.execute(f"CREATE TABLE credits ({', '.join(names)})")
        marks = ", ".join("?" * len(names))
        db.executemany(f"INSERT INTO credits VALUES ({marks})", map(attrgetter(*names), every))
        for row in db.execute(f"SELECT * FROM credits ORDER BY {', '.join(names)}"):
            yield Credit(*row)


def markdown(rows: Iterable[Mapping[Any, Any]]) -> Iterator[str]:
    """Write credits as the lines of a Markdown page."""
    yield "# Attribution"
    yield ""
    yield "The photographs in `photos/`, unchanged, each under its own license."
    for source, license, url, group in _groups(rows):
        yield ""
        yield f"## {_plain(source)}: {_link(license, url)}"
        yield ""
        for credit in group:
            by = f" by {_link(credit.author, credit.author_url)}" if credit.author else ""
            under = (
                f"licensed under {_link(license, url)}" if url else f"license: {_plain(license)}"
            )
            yield f"- “{_link(credit.title, credit.page)}”{by}, {under}"


def _link(text: str, url: str) -> str:
    """Write a link; only to the web, whatever a list says."""
    if not re.fullmatch(r"https?://\S+", url):
        return _plain(text)
    url = re.sub(r"[^\w:/?#@!$&'*+,;=%.~-]", lambda found: quote(found[0]), url)
    return f"[{_plain(text)}]({url})"


def _plain(text: str) -> str:
    """Keep a text from being taken for markup."""
    return re.sub(r"([\\`*_~\[\]<>#|]|&(?=#?\w+;))", r"\\\1", text)

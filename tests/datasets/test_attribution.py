"""Credits are complete, and harmless whatever is in a list of photographs."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt

from folkhue.datasets.attribution import grouped, markdown, source_rows
from folkhue.datasets.record import PhotoRecord

CC = "https://creativecommons.org/licenses/"
BARN = PhotoRecord(
    "flickr-1",
    title="Barn",
    page="https://www.flickr.com/photos/1@N00/1/",
    owner="Zoë",
    owner_url="https://www.flickr.com/people/1@N00/",
    license="CC BY 2.0",
    license_url=f"{CC}by/2.0/",
    source="Flickr",
)
CREDITED = ("title", "page", "owner", "owner_url", "license", "license_url", "source")


def lines(*records: PhotoRecord) -> list[str]:
    """Return the lines of groups and credits."""
    return [line for line in markdown(records) if line.startswith(("## ", "- "))]


class Seen(HTMLParser):
    """The text of a page, its links, and its elements in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str | None] = []
        self.elements: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value for name, value in attrs if name == "href"]
        assert {name for name, _ in attrs} <= {*("href", "rel", "class", "id", "aria-labelledby")}

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(*records: PhotoRecord) -> Seen:
    """Render the Markdown page as a repository does."""
    return Seen(
        MarkdownIt("commonmark").enable("strikethrough").render("\n".join(markdown(records)))
    )


def reported(*records: PhotoRecord) -> Seen:
    """Render the credits of the report."""
    environment = Environment(
        loader=PackageLoader("folkhue.render.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("credits.html")
    return Seen(template.render(credits={"Photographs": grouped(records)}))


def test_a_credit_names_title_author_license_and_their_links() -> None:
    assert lines(BARN) == [
        f"## Flickr: [CC BY 2.0]({CC}by/2.0/)",
        f"- “[Barn]({BARN.page})” by [Zoë]({BARN.owner_url}), "
        f"licensed under [CC BY 2.0]({CC}by/2.0/)",
    ]
    assert reported(BARN).links == [BARN.license_url, BARN.page, BARN.owner_url]


@pytest.mark.parametrize(
    ("changes", "heading", "credit"),
    [
        (
            {"owner": "", "owner_url": ""},
            f"## Flickr: [CC BY 2.0]({CC}by/2.0/)",
            f"- “[Barn]({BARN.page})”, licensed under [CC BY 2.0]({CC}by/2.0/)",
        ),
        (
            {"page": "", "owner_url": "", "license": "CC-BY-SA-4.0", "license_url": ""},
            f"## Flickr: [CC-BY-SA-4.0]({CC}by-sa/4.0/)",
            f"- “Barn” by Zoë, licensed under [CC-BY-SA-4.0]({CC}by-sa/4.0/)",
        ),
        (
            {"license": "MIT", "license_url": "", "page": "", "owner": "", "source": "npm:argon"},
            "## npm:argon: MIT",
            "- “Barn”, license: MIT",
        ),
        (
            dict.fromkeys(CREDITED, "") | {"id": "a_1"},
            "## source unknown: license not stated",
            r"- “a\_1”, license: license not stated",
        ),
        (
            dict.fromkeys(CREDITED, " \n") | {"id": "a", "page": BARN.page},
            "## source unknown: license not stated",
            f"- “[a]({BARN.page})”, license: license not stated",
        ),
    ],
)
def test_unknown_fields_are_omitted_or_named_unknown(
    changes: dict[str, str], heading: str, credit: str
) -> None:
    assert lines(replace(BARN, **changes)) == [heading, credit]
    reported(replace(BARN, **changes))


def test_an_id_is_enough_for_a_credit() -> None:
    assert lines(PhotoRecord("a")) == [
        "## source unknown: license not stated",
        "- “a”, license: license not stated",
    ]


def test_credits_are_grouped_by_license_and_source_and_sorted() -> None:
    records = [
        replace(BARN, title="d", source="wikimedia"),
        replace(BARN, title="c", license="CC0 1.0", license_url=""),
        replace(BARN, title="b"),
        replace(BARN, title="a"),
        replace(BARN, title="e", license_url=f"{CC}by/2.0/deed.de"),
    ]
    groups = grouped(records)
    assert [(g.source, g.license, [credit.title for credit in g.credits]) for g in groups] == [
        ("Flickr", "CC BY 2.0", ["a", "b"]),
        ("wikimedia", "CC BY 2.0", ["d"]),
        ("Flickr", "CC BY 2.0", ["e"]),
        ("Flickr", "CC0 1.0", ["c"]),
    ]
    assert [line[:6] for line in lines(*records) if line[0] == "-"] == [
        *("- “[a]", "- “[b]", "- “[d]", "- “[e]", "- “[c]")
    ]
    assert list(markdown(records)) == list(markdown(records[::-1]))


TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://example.org/x.png)",
    "](https://example.org/) [",
    "<https://example.org/>",
    "`code` *bold* _it_ __bold__ ~~gone~~",
    r"\ \\ \[ \](x)",
    "end \\",
    "# heading | cell",
    "- item 1. item > quote",
    "[ref]: https://example.org/",
    "<!-- comment",
    "&lt;script&gt;",
    '" onclick="alert(1)',
]


@pytest.mark.slow
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("column", ["title", "owner", "license", "source"])
def test_markup_in_texts_is_escaped(column: str, text: str) -> None:
    for page, plain in (
        (rendered(replace(BARN, **{column: text})), rendered(BARN)),
        (reported(replace(BARN, **{column: text})), reported(BARN)),
    ):
        assert page.text == plain.text.replace(getattr(BARN, column), text)
        assert (page.links, page.elements) == (plain.links, plain.elements)


def test_line_breaks_in_texts_become_spaces() -> None:
    text = "one\n\n# two\r\n- three\u2028four\t five"
    record = replace(BARN, title=text, owner=text, source=text, license=text)
    heading, credit = lines(record)
    assert heading.startswith(r"## one \# two - three four five: [one \# two - three four five](")
    assert credit.count(r"[one \# two - three four five](") == 3
    assert len(list(markdown([record]))) == 7
    assert all(len(line.splitlines()) == 1 for line in markdown([record]) if line)
    assert r"[one \# two - three four five](" in lines(replace(BARN, title="", id=text))[1]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript://https://x/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//example.org/",
        "https:/example.org",
        "https://example.org/ javascript:alert(1)",
        "https://",
        "/photos/1",
    ],
)
def test_only_web_addresses_become_links(url: str) -> None:
    record = replace(BARN, page=url, owner_url=url, license_url=url)
    assert lines(record) == [
        "## Flickr: CC BY 2.0",
        "- “Barn” by Zoë, licensed under CC BY 2.0",
    ]
    assert rendered(record).links == []
    assert all(str(link).startswith("https://") for link in reported(record).links)


@pytest.mark.parametrize(
    ("end", "written"),
    [
        ("a(b)_c", "a%28b%29_c"),
        ("a)", "a%29"),
        ("((", "%28%28"),
        ("[a]*b*", "%5Ba%5D*b*"),
        ("a\\", "a%5C"),
        ("`a`", "%60a%60"),
        ("<script>alert(1)</script>\\", "%3Cscript%3Ealert%281%29%3C/script%3E%5C"),
        ('a"onclick="b', "a%22onclick=%22b"),
        ("\x01<b>", "%01%3Cb%3E"),
        ("?a=1&b=%20#c", "?a=1&b=%20#c"),
        ("Zoë", "Zoë"),
    ],
)
def test_special_characters_in_addresses_are_escaped(end: str, written: str) -> None:
    address = f"https://example.org/{end}"
    record = replace(BARN, page=address, owner_url=address)
    assert f"“[Barn](https://example.org/{written})” by [Zoë](" in lines(record)[1]
    page, plain = rendered(record), rendered(BARN)
    assert (page.text, page.elements) == (plain.text, plain.elements)
    page, plain = reported(record), reported(BARN)
    assert (page.text, page.elements) == (plain.text, plain.elements)
    assert page.links == [BARN.license_url, record.page, record.page]


@pytest.mark.parametrize(
    ("most", "names"),
    [
        (None, ["b 1", "a 3", "c 2,000", "b 0"]),
        (1, ["c 2,000", "3 others 4"]),
        (2, ["c 2,000", "a 3", "2 others 1"]),
        (3, ["c 2,000", "a 3", "b 1"]),
        (9, ["c 2,000", "a 3", "b 1", "b 0"]),
    ],
)
def test_sources_of_few_photographs_are_counted_as_one(most: int | None, names: list[str]) -> None:
    rows = source_rows([("b", 1), ("a", 3), ("c", 2000), ("b", 0)], most)
    expected = [" | ".join(name.rsplit(" ", 1)) for name in names]
    assert rows.splitlines() == [f"| {row} |" for row in expected]

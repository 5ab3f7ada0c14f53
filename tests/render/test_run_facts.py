"""The facts of a run in its report."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from support.reports import FACTS, empty_report, relative_links

from folkhue.render.report.run_facts import RunFacts, with_facts


def test_facts_are_told_at_the_top_and_in_a_section() -> None:
    page = with_facts(empty_report(), FACTS)
    top, _, section = page.partition('<h2 id="run">')
    assert "2026-03-31 12:30 UTC · commit <code>0123456789ab</code> with changes" in top
    assert "with changes: params.yaml, &lt;b&gt;.py</dd>" in section
    for text in ("folkhue 1.2.3, Python 3.11.4", "Linux 6.1, 2 processors", "1 of 2 ran", "3.3"):
        assert text in section, text
    assert relative_links(page) == []


@pytest.mark.parametrize(
    ("number", "told"),
    [(0, ""), (1, "0"), (10, "8, 9"), (11, "9 and 1 more file"), (12, "9 and 2")],
)
def test_some_of_the_files_that_differ_are_named(number: int, told: str) -> None:
    facts = replace(FACTS, changed=[str(each) for each in range(number)])
    assert told in facts.changes
    assert bool(facts.changes) == bool(number)


def test_an_archive_has_no_commit() -> None:
    page = with_facts(empty_report(), replace(FACTS, commit="", changed=[]))
    assert "no git repository · folkhue 1.2.3" in page
    assert "with changes" not in page


@pytest.mark.parametrize("facts", [FACTS, None])
def test_nothing_else_of_the_page_changes(facts: RunFacts | None) -> None:
    plain = empty_report()
    top, middle, end = re.split(r"<!-- (?:dateline|facts) -->.*?<!-- /.*? -->", plain)
    page = with_facts(plain, facts)
    assert page.startswith(top)
    assert middle in page
    assert page.endswith(end)
    assert "<!-- " not in page


def test_unknown_facts_are_told() -> None:
    page = with_facts(empty_report(), None)
    assert "is not known" in page
    assert 'class="dateline"' not in page

"""The download stage from Flickr."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import ROOT, Project
from flickr_server import Faults, FlickrServer, sampler
from flickr_server.server import KEY, SECRET
from support.download_stage import MADE, Download, photos, search_on

from folkhue.color.vocabulary import Vocabulary
from folkhue.datasets.labels import labels_of


@pytest.mark.slow
def test_flickrs_photographs_become_training_pixels(project: Project, download: Download) -> None:
    """Some things go wrong, some photographs are gone: every credit and label comes out."""
    pictures = sampler(ROOT / "data/sampler/photos.csv")
    faults = Faults(
        calls=("503",),
        photos={p.id: ("429", "truncated") for p in pictures[::7]},
        forever={p.id: ("placeholder", "404")[n % 2] for n, p in enumerate(pictures[::6])},
    )
    with FlickrServer(pictures, faults) as server:
        search_on(server, project)
        first = download()
        assert not first.error
        asked = len(server.log)
        again = download()
        assert len(server.log) == asked
    assert again == first
    reasons = "the server answered 404 Not Found (", "removed by its owner or by the site ("
    (line,) = [line for line in first.printed.splitlines() if "unavailable: " in line]
    assert all(reason in line for reason in reasons)
    kept, terms = photos(project), Vocabulary.of("basic8")
    for term in terms.names:
        assert sum(term in photo.labels for photo in kept) >= 12
    for photo in kept:
        assert photo.labels == labels_of(photo, terms)
        tags = server.catalog.by_id[photo.id.removeprefix("flickr-")].clean_tags
        assert tags == set(photo.tags.split(";"))
    attribution = (project.folder / "data/ATTRIBUTION.md").read_text("utf-8")
    assert {attribution.count(photo.page) for photo in kept} == {1}
    for stage in ("denoise", "sample"):
        project.stage(stage)
    assert set(pd.read_parquet(project.folder / "data/train.parquet")["term"]) == set(terms.names)
    assert_secret(project, first.printed)


def assert_secret(project: Project, printed: str) -> None:
    """Nothing that the stages made tells the key."""
    made = [p for name in ("data", "reports") for p in (project.folder / name).rglob("*")]
    told = [printed.encode(), *(path.read_bytes() for path in made if path.is_file())]
    assert len(told) > 50
    assert not any(secret.encode() in text for text in told for secret in (KEY, SECRET))


@pytest.mark.slow
def test_the_summary_names_shortages_and_failures_are_retried(
    project: Project, download: Download
) -> None:
    pictures = sampler(ROOT / "data/sampler/photos.csv")[::8]
    with FlickrServer(pictures, Faults(photos={"*": ("503",) * 2})) as server:
        search_on(server, project)
        project.edit("params.yaml", ("tries: 6", "tries: 2"))
        done = download()
        assert "could be used" in done.error
        assert "failed: the server answered 503 Service Unavailable (" in done.printed
        assert "scripts/stage download --retry-failed" in done.printed
        done = download("--retry-failed")
        assert not done.error
        assert "photographs that failed are tried again" in done.printed
        assert "of 12 wanted" in done.printed
        assert "flickr has no more" in done.printed


def test_a_missing_key_changes_nothing(
    project: Project, download: Download, before: dict[str, bytes]
) -> None:
    project.edit("params.yaml", ("source: sampler", "source: flickr"))
    error = download().error
    assert error.startswith("error: Flickr needs a key: FLICKR_API_KEY and FLICKR_API_SECRET are")
    assert project.bytes_of(*MADE) == before

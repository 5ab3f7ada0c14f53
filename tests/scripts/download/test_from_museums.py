"""The download stage from museums."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections import Counter

import pytest
from conftest import ROOT, Project
from museum_servers import Faults, MuseumServer
from museum_servers.base import works
from museum_servers.rijksmuseum import KEY
from ruamel.yaml import YAML
from support.download_stage import Download, photos
from support.museum_searches import CLEAR, SERVERS

from folkhue.color.vocabulary import Vocabulary

PATH = f"{ROOT}/src:{ROOT}/scripts"
PER_TERM = 14
TERMS = Vocabulary.of("basic8").names


def museum(name: str) -> MuseumServer:
    """Return a museum with enough works of each term, and some faults."""
    found = [
        work
        for place, term in enumerate(TERMS)
        for work in works(PER_TERM + 2, CLEAR[term], start=place * 100)
    ]
    pictures = {work.number: ("429", "truncated") for work in found[::9]}
    return SERVERS[name](found, Faults(("503", "html"), pictures))


def take_from(server: MuseumServer, name: str, project: Project) -> None:
    """Take works from a museum on this machine."""
    path, yaml = project.folder / "params.yaml", YAML()
    params = yaml.load(path)
    download = params["download"]
    download["source"] = name
    download[name] |= {"photos": PER_TERM, "over_fetch": 1.0, "url": server.url}
    download[name] |= {"connections": 4, "calls_per_hour": 1e6}
    download["web"] |= {"http": True, "private_addresses": True, "first_wait": 0.02}
    yaml.dump(params, path)


def kill_after(number: int, server: MuseumServer, project: Project) -> None:
    """Run the stage, and kill it when so many pictures were sent."""
    stage = str(ROOT / "scripts/stages/download.py")
    with subprocess.Popen(
        [sys.executable, stage], cwd=project.folder, env={**os.environ, "PYTHONPATH": PATH}
    ) as running:
        while len(server.served) < number and running.poll() is None:
            time.sleep(0.005)
        running.kill()
    assert running.returncode < 0


def test_a_killed_download_continues_without_loss_or_doubling(
    project: Project, download: Download
) -> None:
    with museum("artic") as server:
        take_from(server, "artic", project)
        kill_after(40, server, project)
        before, asked = Counter(server.served), len(server.log)
        done = download()
        assert not done.error
        assert download() == done
    kept = photos(project)
    assert Counter(photo.labels for photo in kept) == {(term,): PER_TERM for term in TERMS}
    assert len({photo.id for photo in kept}) == len({photo.sha256 for photo in kept}) == 112
    for photo in kept:
        contents = (project.folder / "data" / photo.path).read_bytes()
        assert hashlib.sha256(contents).hexdigest() == photo.sha256
    assert len(list((project.folder / "data/photos").iterdir())) == 112
    assert len(server.log) == asked == len(TERMS)
    twice = Counter(server.served) - Counter(set(server.served))
    assert max(before.values()) <= 2
    assert sum(twice.values()) < 40
    attribution = (project.folder / "data/ATTRIBUTION.md").read_text("utf-8")
    assert {attribution.count(f"({photo.page})") for photo in kept} == {1}


@pytest.mark.parametrize("name", ["smk", "rijksmuseum"])
def test_a_download_whose_search_broke_off_continues(
    name: str, project: Project, download: Download
) -> None:
    with museum(name) as server:
        take_from(server, name, project)
        (project.folder / ".env").write_text(f"RIJKSMUSEUM_API_KEY={KEY}\n")
        server.faults.calls = ("", "", "", *["503"] * 6)
        assert "503 Service Unavailable; run it again later" in download().error
        asked = len(server.log)
        assert not download().error
    kept = photos(project)
    assert Counter(photo.labels for photo in kept) == {(term,): PER_TERM for term in TERMS}
    assert len({photo.sha256 for photo in kept}) == len(kept) == 112
    assert asked == 3
    assert len({*map(str, server.log)}) == len(server.log)
    stored = (project.folder / "data/download.sqlite").read_bytes()
    assert KEY.encode() not in stored


def test_a_term_without_a_rule_stops_the_stage(project: Project, download: Download) -> None:
    with museum("artic") as server:
        take_from(server, "artic", project)
        project.edit("params.yaml", ("vocabulary: basic8", "vocabulary: [red, khaki]"))
        assert "no rule turns the colors of museums into khaki" in download().error
    assert not server.asked

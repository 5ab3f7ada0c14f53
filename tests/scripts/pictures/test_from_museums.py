"""From a museum to features: works of each color, downloaded by a run that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter

import pandas as pd
import pytest
from conftest import ROOT, Project
from museum_servers import ArticServer
from museum_servers.base import works
from ruamel.yaml import YAML
from support.museum_searches import CLEAR
from support.picture_project import picture_project

from folkhue.color.vocabulary import Vocabulary

TERMS = Vocabulary.of("basic8").names
PER_TERM = 8


def take_from(server: ArticServer, project: Project) -> None:
    """Take works from a museum on this machine."""
    path, yaml = project.folder / "pictures/params.yaml", YAML()
    params = yaml.load(path)
    download = params["download"]
    download["source"] = "artic"
    download["artic"] |= {"photos": PER_TERM, "over_fetch": 1.0, "url": server.url}
    download["artic"] |= {"connections": 4, "calls_per_hour": 1e6}
    download["web"] |= {"http": True, "private_addresses": True, "first_wait": 0.02}
    yaml.dump(params, path)


def kill_after(number: int, server: ArticServer, project: Project) -> None:
    """Run the stage, and kill it when so many pictures were sent."""
    with subprocess.Popen(
        [sys.executable, str(ROOT / "scripts/stages/pictures/download.py")],
        cwd=project.folder,
        env={**os.environ, "PYTHONPATH": f"{ROOT}/src:{ROOT}/scripts"},
    ) as running:
        while len(server.served) < number and running.poll() is None:
            time.sleep(0.005)
        running.kill()
    assert running.returncode < 0


@pytest.mark.slow
def test_a_killed_download_continues_and_gives_features(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    project = picture_project(tmp_path_factory.mktemp("museum"))
    found = [
        work
        for place, term in enumerate(TERMS)
        for work in works(PER_TERM + 2, CLEAR[term], start=place * 100)
    ]
    with ArticServer(found) as server:
        take_from(server, project)
        kill_after(45, server, project)
        project.stage("pictures/download")
    assert len(server.log) == len(TERMS)
    assert sum((Counter(server.served) - Counter({*server.served})).values()) < 40
    project.stage("pictures/features")
    frame = pd.read_parquet(project.folder / "data/pictures/features.parquet")
    assert frame["label"].value_counts().to_dict() == dict.fromkeys(TERMS, PER_TERM)
    attribution = (project.folder / "data/pictures/ATTRIBUTION.md").read_text("utf-8")
    assert attribution.count("CC0") >= 1

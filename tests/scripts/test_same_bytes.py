"""Stages compute the same bytes whatever the processor can do, and whatever was set for it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project
from ruamel.yaml import YAML
from support.stages import make_stages

from repro.stage_server import stage_server

on_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="pins kernels of x86-64")

SETTINGS = {
    "haswell": {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"},
    "zen": {
        "OPENBLAS_CORETYPE": "Zen",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
        "NPY_ENABLE_CPU_FEATURES": "X86_V3",
        "GLIBC_TUNABLES": "",
    },
}
"""Kind of processor → variables that choose kernels and threads as it would."""

COMPUTING = (
    *("denoise", "held_out", "sample", "train@logistic", "train@tree", "golden_pixels", "survey"),
    *("evaluate@logistic", "evaluate@tree", "fit", "compile"),
)
"""Stages that compute numbers, up to the table."""

MADE = ("data/*.parquet", "data/*.npz", "models/*", "reports/evaluate/*/*.*", "reports/best.json")
"""What they make."""

PROBE = """
import hashlib, json, sys, tempfile
from pathlib import Path
import numpy, scipy.linalg, scipy.special
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from threadpoolctl import threadpool_info
from folkhue.color.vocabulary import Vocabulary
from folkhue.learning.classifiers import train

def digest(content):
    return hashlib.md5(content).hexdigest()

def model(name, options):
    path = Path(tempfile.mkdtemp()) / "model.skops"
    train(name, options, pixels, labels, terms, 0).save(path)
    return path.read_bytes()

random = numpy.random.default_rng(0)
x = random.random((1000, 300)) * 5 + 1e-3
functions = numpy.exp, numpy.log, numpy.cbrt, numpy.tanh, numpy.sin, scipy.special.expit
values = [function(x) for function in functions] + [numpy.exp(x.astype("f4")), x**2.4]
values += [numpy.arctan2(x, x[::-1]), x @ x.T, scipy.linalg.cholesky(x.T @ x)]

terms = Vocabulary.of("basic8")
pixels = random.integers(0, 256, (1000, 3), numpy.uint8)
distances = numpy.abs(pixels[:, None] - numpy.array(terms.swatches, float)).sum(axis=2)
labels = numpy.array(terms.names)[distances.argmin(axis=1)]
classifiers = json.loads(sys.argv[1])

pools = threadpool_info()
json.dump({
    "threads": sorted({pool["num_threads"] for pool in pools}),
    "kernels": sorted({pool["architecture"] for pool in pools if "architecture" in pool}),
    "features": [name for name in __cpu_dispatch__ if __cpu_features__[name]],
    "values": [digest(value.tobytes("C")) for value in values],
    "models": {name: digest(model(name, options)) for name, options in classifiers.items()},
}, sys.stdout)
"""
"""A stage that computes what processors round differently, and trains every classifier."""

CLASSIFIERS = YAML(typ="safe").load(ROOT / "params.yaml")["train"]["classifiers"]


@pytest.fixture(scope="module")
def probed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with that stage."""
    return make_stages(tmp_path_factory.mktemp("probed"), {"probe": PROBE})


def probe(
    folder: Path, *command: str, classifiers: Mapping[str, Any] = CLASSIFIERS, **settings: str
) -> dict[str, Any]:
    done = subprocess.run(
        [*command, json.dumps(classifiers)],
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@on_x86_64
@pytest.mark.slow
def test_numbers_and_models_depend_on_the_processor_only_without_pins(probed: Path) -> None:
    """Nor do they depend on whether a stage is a process of its own, or a server runs it."""
    alone = probe(probed, "scripts/stage", "probe", **SETTINGS["haswell"])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SETTINGS["zen"].items():
            patch.setenv(name, value)
        with stage_server(probed) as served:
            through = probe(probed, "scripts/stage", "probe", **served)
    assert alone["kernels"] == ["Nehalem"]
    assert alone["features"] == []
    assert alone["threads"] == [1]
    assert alone["models"].keys() == CLASSIFIERS.keys()
    assert through == alone
    script = "scripts/python", "scripts/stages/probe.py"
    network = {"mlp": CLASSIFIERS["mlp"]}
    unpinned = probe(probed, *script, classifiers=network, **SETTINGS["haswell"])
    assert unpinned["values"] != alone["values"]
    assert unpinned["models"]["mlp"] != alone["models"]["mlp"]


@on_x86_64
@pytest.mark.pipeline
def test_stages_make_the_same_bytes(
    reproduced: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a server; the first stages of the reproduced project were processes of their own."""
    for name, value in SETTINGS["zen"].items():
        monkeypatch.setenv(name, value)
    project = reproduced.copy(tmp_path / "project")
    project.edit("params.yaml", ("n_jobs: 1", "n_jobs: 2"))
    expected = project.bytes_of(*MADE)
    for name in expected:
        (project.folder / name).unlink()
    with stage_server(project.folder) as served:
        for stage in COMPUTING:
            project.stage_served(stage, served)
    found = project.bytes_of(*MADE)
    assert found.keys() == expected.keys()
    assert {name for name in found if expected[name] != found[name]} == set()

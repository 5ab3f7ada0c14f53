"""Stages compute the same bytes whatever the processor can do, and whatever was set for it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Project
from ruamel.yaml import YAML
from support.project import OUTPUTS
from support.stages import make_stages

on_x86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="pins kernels of x86-64")

SETTINGS = {
    "old": (
        1,
        {
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        },
    ),
    "haswell": (2, {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"}),
    "zen": (
        2,
        {
            "OPENBLAS_CORETYPE": "Zen",
            "OMP_NUM_THREADS": "2",
            "OPENBLAS_NUM_THREADS": "2",
            "NPY_ENABLE_CPU_FEATURES": "X86_V3",
            "GLIBC_TUNABLES": "",
        },
    ),
}
"""Kind of processor → workers, and variables that choose kernels and threads as it would."""

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
def test_numbers_and_models_do_not_depend_on_the_processor(probed: Path) -> None:
    found = [probe(probed, "scripts/stage", "probe", **chosen) for _, chosen in SETTINGS.values()]
    assert found[0]["kernels"] == ["Nehalem"]
    assert found[0]["features"] == []
    assert found[0]["threads"] == [1]
    assert found[0]["models"].keys() == CLASSIFIERS.keys()
    assert [other for other in found if other != found[0]] == []


@on_x86_64
@pytest.mark.slow
def test_without_pins_they_do(probed: Path) -> None:
    """So the settings would tell processors apart."""
    script = "scripts/python", "scripts/stages/probe.py"
    network = {"mlp": CLASSIFIERS["mlp"]}
    old, haswell = (
        probe(probed, *script, classifiers=network, **SETTINGS[kind][1])
        for kind in ("old", "haswell")
    )
    assert old["values"] != haswell["values"]
    assert old["models"]["mlp"] != haswell["models"]["mlp"]


@on_x86_64
@pytest.mark.pipeline
@pytest.mark.parametrize("kind", ["old"])  # the probe tries all
def test_the_pipeline_makes_the_same_bytes(
    kind: str,
    reproduced: Project,
    make_project: Callable[[int], Project],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By `make repro`; the first stages of the reproduced project were processes of their own."""
    workers, settings = SETTINGS[kind]
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    project = make_project(workers)
    ran = project.stages_run_by("python", "scripts/repro", "compile")
    assert {"denoise", "train@tree", "evaluate@tree", "fit", "compile"} <= {*ran}
    expected, found = reproduced.bytes_of(*OUTPUTS), project.bytes_of(*OUTPUTS)
    assert {name for name in found if expected[name] != found[name]} == set()

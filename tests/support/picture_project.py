"""Small copies of the project, in which the pipeline for the colors of whole pictures runs."""

from __future__ import annotations

import sys
from pathlib import Path

from support.project import ROOT, Project, few_photographs

from release.copying import copy_parts

PER_TERM = 6

MODELS = ("logistic", "distilled", "kernel")
"""The classifiers of a small project: one of the original recipe, and two of ours."""

STAGES = (
    *("check", "download", "features", "explore"),
    *(f"search@{name}" for name in MODELS),
    *("evaluate", "report"),
)
"""The stages, in an order in which they can run."""

REPRO = ("python", "scripts/repro", "pictures/dvc.yaml")
"""What `make pictures` runs."""

FEW = f"""
search:
  folds: 2
  models:
    {MODELS[0]}: {{C: [1, 10]}}
    {MODELS[1]}: {{hidden: [16], mixtures: [1]}}
    {MODELS[2]}: {{ridge: [0.2]}}

evaluate:"""


def picture_project(folder: Path) -> Project:
    """Make a project with a few photographs of eight colors, and three classifiers."""
    copy_parts(ROOT, folder, ("pictures/params.yaml", "pictures/dvc.yaml"))
    few_photographs(folder / "data/sampler", "basic8")
    project = Project(folder)
    params = (folder / "pictures/params.yaml").read_text("utf-8")
    before, after = params.partition("\nsearch:")[0], params.partition("\nevaluate:")[2]
    (folder / "pictures/params.yaml").write_text(before + FEW + after, "utf-8")
    project.edit(
        "pictures/params.yaml",
        ("vocabulary: basic11", "vocabulary: basic8"),
        ("  embedding: tsne", "  embedding: pca"),
        ("  groups: [moments, subject]", "  groups: [subject]"),
        ("  examples: 8", "  examples: 2"),
        ("  repeats: 3", "  repeats: 1"),
        ("  n_jobs: -1", "  n_jobs: 1"),
    )
    return project


def with_dvc(project: Project) -> Project:
    """Make it a git repository with DVC, and with the code."""
    copy_parts(ROOT, project.folder, ("scripts", "src", ".gitignore", ".dvcignore"))
    copy_parts(ROOT, project.folder, (".dvc/config", ".dvc/.gitignore", ".dvc/plots"))
    (project.folder / ".venv").symlink_to(sys.prefix)
    project.git("init", "-q")
    project.git("add", "-A")
    project.git("commit", "-qm", "start")
    return project

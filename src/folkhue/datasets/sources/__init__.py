"""Where photographs come from: one file per kind of source."""

from folkhue.datasets.sources.manifest import COLUMNS, Manifest, read_manifest

__all__ = ["COLUMNS", "Manifest", "read_manifest"]

"""Where photographs come from: one file per kind of source."""

from folkhue.sources.manifest import COLUMNS, read_manifest

__all__ = ["COLUMNS", "read_manifest"]

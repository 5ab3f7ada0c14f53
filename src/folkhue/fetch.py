"""Bring the photographs of a manifest into one folder, each checked."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from folkhue.errors import ImageError, ManifestError
from folkhue.files import whole_file
from folkhue.images import read_photo
from folkhue.parallel import parallel_map

KEPT = "ok"
"""Status of a photograph that was brought in; any other status is the reason why not."""

_OUR_NAME = re.compile(r"\.?[0-9a-f]{20}")


def fetch(manifest: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Copy every readable photograph of a manifest into a folder.

    A file is named by its contents, so a second call copies nothing again and a
    copy cut short is never taken for a whole one. What an earlier call brought
    and the manifest no longer holds is removed.

    Parameters
    ----------
    manifest : DataFrame
        As `folkhue.sources.read_manifest` gives it.
    folder : path
        Where the photographs go.

    Returns
    -------
    DataFrame
        The manifest with ``path`` relative to the folder's parent (empty if the
        photograph was left out), and the columns ``sha256``, ``width``,
        ``height`` and ``status``, which is "ok" or the reason.

    Raises
    ------
    ManifestError
        If a photograph already lies in the folder.
    """
    for row, path in enumerate(manifest["path"], start=2):
        if path and Path(path).resolve().is_relative_to(folder.resolve()):
            raise ManifestError(
                f"row {row}: {path} lies in {folder}, where copies go; keep photographs elsewhere"
            )
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(zip(manifest["path"], manifest["url"], strict=True))
    found = parallel_map(_bring, rows, folder, title="photographs")
    columns = ["path", "sha256", "width", "height", "status"]
    brought = pd.DataFrame(found, columns=columns, index=manifest.index)
    kept = brought["status"] == KEPT
    brought.loc[kept & brought["sha256"].where(kept).duplicated(), ["path", "status"]] = [
        "",
        "same file as an earlier row",
    ]
    ours = {path for path in folder.iterdir() if _OUR_NAME.match(path.name)}
    for stray in ours - {folder.parent / path for path in brought["path"] if path}:
        stray.unlink()
    return manifest.assign(**{column: brought[column] for column in columns})


def _bring(row: tuple[str, str], folder: Path) -> tuple[str, str, int, int, str]:
    path, url = row
    if not path:
        reason = "has only a url, which this version does not fetch" if url else "has no path"
        return "", "", 0, 0, reason
    try:
        contents = Path(path).read_bytes()
        photo = read_photo(contents)
    except OSError as error:
        return "", "", 0, 0, (error.strerror or "cannot be read").lower()
    except ImageError as error:
        return "", "", 0, 0, str(error).removeprefix("the given bytes: ")
    if not photo.opaque.any():
        return "", "", 0, 0, "every pixel is transparent"
    digest = hashlib.sha256(contents).hexdigest()
    target = folder / f"{digest[:20]}{Path(path).suffix.lower()}"
    if not target.exists():
        with whole_file(target) as beside:
            beside.write_bytes(contents)
    height, width = photo.opaque.shape
    return f"{folder.name}/{target.name}", digest, width, height, KEPT

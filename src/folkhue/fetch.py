"""Bring the photographs of a manifest into one folder, each checked."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd

from folkhue.errors import ImageError
from folkhue.files import whole_file
from folkhue.images import read_photo
from folkhue.parallel import parallel_map

KEPT = "ok"
"""Status of a photograph that was brought in; any other status is the reason why not."""


def fetch(manifest: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Copy every readable photograph of a manifest into a folder.

    A file is named by its contents, so a second call copies nothing again and a
    copy cut short is never taken for a whole one. Files that the manifest does
    not account for are removed.

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
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(zip(manifest["path"], manifest["url"], strict=True))
    found = parallel_map(_bring, rows, folder, title="photographs")
    columns = ["path", "sha256", "width", "height", "status"]
    brought = pd.DataFrame(found, columns=columns, index=manifest.index)
    first = brought["sha256"].where(brought["status"] == KEPT).duplicated() & (
        brought["status"] == KEPT
    )
    brought.loc[first, ["path", "status"]] = ["", "same file as an earlier row"]
    for stray in set(folder.iterdir()) - {folder.parent / p for p in brought["path"] if p}:
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
            shutil.copyfile(path, beside)
    height, width = photo.opaque.shape
    return f"{folder.name}/{target.name}", digest, width, height, KEPT

"""The page at ``/``: it names the pixels of photographs in the browser, without a server."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from pathlib import Path

from PIL import ImageColor

from folkhue._utils.atomic import atomic_write
from folkhue._utils.regular_file import read_file
from folkhue.networks.context import SHIPPED_CONTEXTS, ContextNetwork
from folkhue.pictures.model import SHIPPED_MODELS, load_picture_model

TABLES = ("basic8", "fine", "basic11")
"""Names of the tables that the page offers; it selects the last."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "worker-src blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy that allows the page its own files, and no other connections."""

_OWN = (
    *("index.html", "icon.svg", "report.css", "page.css", "palette.css", "design.css"),
    *("rooms.js", "scheme.js"),
)
_CORE = ("table", "color", "words", "palette")
"""Modules of ``packages/js``, each after those that it imports; the page is built on them."""
_IMPORT = re.compile(rb"^import (\{ .* \}) from \"\./[a-z]+\.js\";$", re.MULTILINE)
_EXPORT = re.compile(rb"^export (\{ .* \});$", re.MULTILINE)

_SCRIPTS = (
    *("roles.js", "vision.js", "counts.js"),
    *("scales.js", "exports.js", "crc32.js", "kinds.js", "photos.js", "ends.js", "samples.js"),
    *("grid.js", "network.js", "context.js", "subject.js", "superpixels.js", "region-tree.js"),
    *("regions.js", "study.js", "whole.js", "harmony.js", "parts.js", "tasks.js", "worker.js"),
    *("files.js", "state.js", "dom.js", "messages.js", "album.js", "views.js", "picture.js"),
    *("pixel.js", "veil.js", "choice.js", "pointing.js", "design.js", "icons.js", "edits.js"),
    *("notation.js", "written.js", "clipboard.js", "swatches.js", "picker.js", "answers.js"),
    *("suggestions.js", "mosaic.js", "card.js", "downloads.js", "naming.js", "memory.js"),
    *("keeping.js", "compare.js", "page.js"),
)
"""Loaded as one file, in this order: fetching dozens takes browsers longer than running them."""
_OF_SERVER = re.compile(rb"<!-- served -->.*?<!-- end -->", re.DOTALL)
_OF_REPORT = ("report.css", "compare.js", "scheme.js")


def site_files(
    tables: Mapping[str, bytes] | None = None,
    *,
    model: str = "picture",
    contexts: Iterable[str] = SHIPPED_CONTEXTS,
    served: bool = True,
) -> dict[str, bytes]:
    """Return the files of the page.

    Parameters
    ----------
    tables : mapping of str to bytes, optional
        Name → contents of the color tables to choose from; the page selects the last. `TABLES`
        by default.
    model : str
        Name of a shipped model of the color of pictures, or path of another. One whose table does
        not ship gets the last of `tables`.
    contexts : iterable of str
        Names of shipped networks that see context, or paths of others; each is for all tables with
        its terms.
    served : bool
        Whether the server of the HTTP API serves the page, which then links to ``docs``.

    Returns
    -------
    dict of str to bytes
        Path in the folder of the page → contents. Tables are there twice: as files,
        ``table/NAME.npz``, and in a script, as pages opened from disk cannot read files.
    """
    tables = shipped_tables() if tables is None else tables
    own = {name: _own(name) for name in _OWN}
    if not served:
        own["index.html"] = _OF_SERVER.sub(b"", own["index.html"])
    return {
        **own,
        "scripts.js": b"\n".join([*map(_room, _CORE), *map(_own, _SCRIPTS)]),
        "tables.js": _script(tables),
        "context-networks.js": _networks(contexts),
        "subject-network.js": _subject(),
        "picture-model.js": _model(model, [*tables][-1]),
        "harmony-model.js": _harmony(),
        "css-names.js": _list(sorted(ImageColor.colormap)),
        **{f"table/{name}.npz": contents for name, contents in tables.items()},
    }


def shipped_tables() -> dict[str, bytes]:
    """Read the tables in the package that the page offers."""
    return {name: _contents("data", f"{name}.npz") for name in TABLES}


def write_site(
    folder: str | Path,
    tables: Mapping[str, bytes] | None = None,
    *,
    model: str = "picture",
    contexts: Iterable[str] = SHIPPED_CONTEXTS,
) -> list[Path]:
    """Write the page into a folder, which is created, and return its files.

    It works from any web server, and when opened from disk. Parameters are those of `site_files`.
    """
    written = []
    for name, contents in site_files(tables, model=model, contexts=contexts, served=False).items():
        written.append(Path(folder) / name)
        with atomic_write(written[-1]) as temporary:
            temporary.write_bytes(contents)
    return written


def _own(name: str) -> bytes:
    folders = ("render", "report", "templates") if name in _OF_REPORT else ("server", "site")
    return _contents(*folders, name)


def _room(name: str) -> bytes:
    """Turn a module into a script that shares its exports: pages from disk have no modules."""
    module = _contents("server", "site", "core", f"{name}.js")
    script = _IMPORT.sub(rb"const \1 = folkhue;", module)
    script = _EXPORT.sub(rb"Object.assign(folkhue, \1);", script)
    return b'"use strict";\nfolkhue.shared((folkhue) => {\n' + script + b"});\n"


def _contents(*path: str) -> bytes:
    return files("folkhue").joinpath(*path).read_bytes()


def _model(name: str, last_table: str) -> bytes:
    """Write a model of the color of pictures as a script, with the name of its table."""
    is_shipped = name in SHIPPED_MODELS
    contents = _contents("data", f"{name}.npz") if is_shipped else read_file(name)
    model = {
        "table": load_picture_model(name).table or last_table,
        "contents": base64.b64encode(contents).decode(),
    }
    return f'"use strict";\nfolkhue.pictureModel = {json.dumps(model, indent=0)};\n'.encode()


def _networks(names: Iterable[str]) -> bytes:
    """Write networks that see context as a script, with the terms of each."""
    networks = []
    for name in names:
        with as_file(files("folkhue") / "data" / f"{name}.npz") as shipped:
            path = shipped if name in SHIPPED_CONTEXTS else Path(name)
            contents = base64.b64encode(read_file(path)).decode()
            networks.append({"terms": ContextNetwork.load(path).terms, "contents": contents})
    return f'"use strict";\nfolkhue.contextNetworks = {json.dumps(networks, indent=0)};\n'.encode()


def _subject() -> bytes:
    """Write the network for subjects as a script."""
    network = {"contents": base64.b64encode(_contents("data", "subject.npz")).decode()}
    return f'"use strict";\nfolkhue.subjectNetwork = {json.dumps(network, indent=0)};\n'.encode()


def _harmony() -> bytes:
    """Write the model of harmonies as a script."""
    contents = base64.b64encode(_contents("data", "harmony.npz")).decode()
    return f'"use strict";\nfolkhue.harmonyModel = {json.dumps(contents)};\n'.encode()


def _list(names: list[str]) -> bytes:
    """Write the names of colors in CSS as a script: browsers also know others, such as canvas."""
    return f'"use strict";\nfolkhue.cssNames = {json.dumps(names, indent=0)};\n'.encode()


def _script(tables: Mapping[str, bytes]) -> bytes:
    """Write tables as a script that a page opened from disk can load."""
    texts = {name: base64.b64encode(contents).decode() for name, contents in tables.items()}
    return f'"use strict";\nfolkhue.tables = {json.dumps(texts, indent=0)};\n'.encode()

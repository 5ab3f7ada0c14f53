"""``folkhue page``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkhue.cli.console import complaints


def page(
    out: Annotated[Path, typer.Option(help="Folder for the page's files; made if need be.")],
    table: Annotated[
        Path | None,
        typer.Option(help="A colortable.npz of your own, to choose from beside eight and eleven."),
    ] = None,
) -> None:
    """Write a web page that names the colours of photographs in the browser.

    Open its index.html, or put the folder on any web server. It needs no other, no network
    and no upload: a photograph dropped on it never leaves the device.

        folkhue page --out site/
    """
    from folkhue.server.site import shipped_tables, write_site
    from folkhue.table import load

    with complaints():
        tables = shipped_tables()
        if table is not None:
            load(table)  # or tell what is wrong with it
            tables[table.stem] = table.read_bytes()
        written = write_site(out, tables)
    size = sum(path.stat().st_size for path in written)
    print(f"{out / 'index.html'}: {len(written)} files, {size // 1000} kB")

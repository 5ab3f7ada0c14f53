"""``folkhue page`` and ``folkhue serve``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from folkhue.cli.console import ElevenOption, complaints
from folkhue.server.settings import Settings, default_decoders, read_keys


def page(
    out: Annotated[Path, typer.Option(help="Folder for the page's files; made if need be.")],
    table: Annotated[
        Path | None,
        typer.Option(help="A colortable.npz of your own, to choose from beside eight and eleven."),
    ] = None,
) -> None:
    """Write a web page that names the colors of photographs in the browser.

    Open its index.html, or put the folder on any web server. It needs no
    other, no network and no upload: a photograph dropped on it never leaves
    the device.

        folkhue page --out site/
    """
    from folkhue.server.site import shipped_tables, write_site
    from folkhue.table.color_table import load

    with complaints():
        tables = shipped_tables()
        if table is not None:
            load(table)  # or tell what is wrong with it
            tables[table.stem] = table.read_bytes()
        written = write_site(out, tables)
    size = sum(path.stat().st_size for path in written)
    print(f"{out / 'index.html'}: {len(written)} files, {size // 1000} kB")


def serve(
    host: Annotated[
        str,
        typer.Option(help="Address to listen at. 0.0.0.0: everybody in the network can ask."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="0: any that is free; it is printed.")
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            help="Processes that talk to clients. One does for some hundred requests a second.",
        ),
    ] = 1,
    decoders: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Processes that decode, for each worker; two more than processors if absent.",
        ),
    ] = None,
    waiting: Annotated[
        int,
        typer.Option(min=0, help="Photographs that may wait for a decoder; others get a 503."),
    ] = Settings.max_waiting,
    per_client: Annotated[
        int,
        typer.Option(
            min=1, help="Bodies at a time of one key or address; beyond, a 429. See --proxy."
        ),
    ] = Settings.max_bodies_per_client,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Longest body; longer ones get a 413.")
    ] = Settings.max_bytes,
    max_pixels: Annotated[
        int, typer.Option(min=1, help="Largest photograph; larger ones get a 422, undecoded.")
    ] = Settings.max_pixels,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="Time a photograph may take; then it is given up.")
    ] = Settings.job_timeout,
    patience: Annotated[
        float,
        typer.Option(min=0.1, help="Seconds for headers to arrive, and bodies to begin to."),
    ] = Settings.client_timeout,
    drain: Annotated[
        float,
        typer.Option(
            min=0, help="Seconds after a SIGTERM in which /readyz says 503, before the door shuts."
        ),
    ] = Settings.drain_seconds,
    keys: Annotated[
        Path | None,
        typer.Option(
            help="File of keys, one a line; without one of them, /v1 answers 401. Also from the "
            "environment: FOLKHUE_KEYS, separated by blanks."
        ),
    ] = None,
    rate: Annotated[
        str,
        typer.Option(help="Requests a client may make, such as 60/minute; others get a 429."),
    ] = "",
    cors: Annotated[
        list[str] | None,
        typer.Option(help="Origin whose pages may ask, such as https://example.org. Repeatable."),
    ] = None,
    proxy: Annotated[
        str,
        typer.Option(
            help="Addresses of proxies, separated by commas, whose X-Forwarded-For is believed. "
            "Without it, all clients of a proxy count as one."
        ),
    ] = "",
    table: ElevenOption = "basic11",
) -> None:
    """Answer over HTTP: which colors a photograph has, and what they are called.

    For example:

        folkhue serve

        curl --form image=@beach.jpg http://127.0.0.1:8000/v1/classify

    The page at http://127.0.0.1:8000/ names the colors of photographs in the
    browser.

        folkhue serve --host 0.0.0.0 --keys keys.txt --rate 60/minute

        curl -H "Authorization: Bearer $KEY" --form image=@beach.jpg http://…/v1/classify

    Photographs are decoded by other processes, with limits of size, time and
    memory; nothing that is sent is written to disk or logged. What there is
    to ask says /openapi.json; whether all is well, /readyz and /metrics.
    Ctrl-C or SIGTERM finishes what was begun.
    """
    with complaints():
        _check_installed()
        from folkhue.server.run import run
        from folkhue.table.color_table import load

        load(table)  # what is wrong with it is told before anything starts
        settings = Settings(
            table=table,
            decoders=decoders or default_decoders(),
            max_waiting=waiting,
            max_bodies_per_client=per_client,
            max_bytes=max_bytes,
            max_pixels=max_pixels,
            job_timeout=seconds,
            client_timeout=patience,
            drain_seconds=drain,
            keys=read_keys(keys),
            rate=rate,
            cors=tuple(cors or ()),
            max_body_memory=max(Settings.max_body_memory, 4 * max_bytes),
        )
        run(settings, host, port, workers=workers, proxy=proxy)


def _check_installed() -> None:
    from folkhue.errors import FolkhueError

    needed = ("fastapi", "uvicorn", "httptools", "limits", "prometheus_client", "python_multipart")
    if missing := [name for name in needed if find_spec(name) is None]:
        raise FolkhueError(f'the server needs {", ".join(missing)}: pip install "folkhue[server]"')

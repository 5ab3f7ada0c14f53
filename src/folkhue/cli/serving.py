"""``folkhue page`` and ``folkhue serve``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from folkhue._utils.extras import require
from folkhue._utils.regular_file import read_file
from folkhue.cli.console import print_json, print_lines
from folkhue.cli.options import JsonOption, ModelOption, TableOption
from folkhue.cli.outputs import ForceOption, check_outputs, check_target, folkhue_wrote
from folkhue.server.settings import Settings, default_decoders, read_keys
from folkhue.table import DEFAULT_TABLE


def page(
    out: Annotated[
        Path, typer.Option(help="Folder for the files of the page; created if it does not exist.")
    ],
    table: Annotated[
        Path | None,
        typer.Option(
            help="File of your own color table, offered together with basic8 and basic11."
        ),
    ] = None,
    model: ModelOption = "picture",
    json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Write a web page that names the colors of photographs in the browser.

    Open its index.html, or put the folder on any web server. The page loads
    nothing else and uploads nothing: photographs never leave the device.

        folkhue page --out site/
    """
    from folkhue.server.site import TABLES, shipped_tables, site_files, write_site

    _check_naming(TABLES[-1] if table is None else str(table), model)
    tables = shipped_tables()
    if table is not None:
        tables[table.stem] = read_file(table)
    _check_folder(out, site_files(tables, model=model), force)
    written = write_site(out, tables, model=model)
    sizes = {path: path.stat().st_size for path in written}
    if json:
        print_json({"path": str(path), "bytes": size} for path, size in sizes.items())
    else:
        total = sum(sizes.values()) // 1000
        print_lines(f"{out / 'index.html'}: {len(written)} files, {total} kB")


def _check_folder(out: Path, names: Iterable[str], force: bool) -> None:
    """Check that a folder has no files to replace, unless it has a page that folkhue wrote."""
    check_target(out)
    index = out / "index.html"
    own = index.is_file() and folkhue_wrote(index)
    check_outputs([out / name for name in names], force=force or own)


def _check_naming(table: str, model: str) -> None:
    """Raise an error if a color table or a model of pictures cannot be used, or not together."""
    from folkhue.batch.picture_colors import check_model
    from folkhue.table.color_table import load

    check_model(model, load(table), table)


def serve(
    host: Annotated[
        str,
        typer.Option(
            help="Address to listen on. 0.0.0.0: all computers in the network can connect."
        ),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; 0: any free port, which is printed.")
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option(
            min=1,
            help="Server processes. One is enough for several hundred requests per second.",
        ),
    ] = 1,
    decoders: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Processes that decode photographs, for each worker. Default: number of "
            "processors plus one.",
        ),
    ] = None,
    waiting: Annotated[
        int,
        typer.Option(min=0, help="Photographs that may wait for a decoder; more get a 503."),
    ] = Settings.max_waiting,
    per_client: Annotated[
        int,
        typer.Option(
            min=1, help="Bodies at a time from one key or address; more get a 429. See --proxy."
        ),
    ] = Settings.max_bodies_per_client,
    max_bytes: Annotated[
        int, typer.Option(min=1, help="Maximum length of a body; longer ones get a 413.")
    ] = Settings.max_bytes,
    max_pixels: Annotated[
        int,
        typer.Option(
            min=1, help="Maximum number of pixels; larger photographs get a 422, undecoded."
        ),
    ] = Settings.max_pixels,
    seconds: Annotated[
        float,
        typer.Option(min=0.1, help="Maximum time to process a photograph; then it gets a 422."),
    ] = Settings.job_timeout,
    patience: Annotated[
        float,
        typer.Option(min=0.1, help="Seconds in which headers must arrive and bodies must begin."),
    ] = Settings.client_timeout,
    drain: Annotated[
        float,
        typer.Option(
            min=0, help="Seconds between a SIGTERM and closing the port; /readyz answers 503 then."
        ),
    ] = Settings.drain_seconds,
    keys: Annotated[
        Path | None,
        typer.Option(
            help="File with API keys, one a line; requests to /v1 without one get a 401. The "
            "environment variable FOLKHUE_KEYS adds keys, separated by spaces."
        ),
    ] = None,
    rate: Annotated[
        str,
        typer.Option(help="Requests per client, such as 60/minute; more get a 429."),
    ] = "",
    cors: Annotated[
        list[str] | None,
        typer.Option(
            help="Origin whose pages may send requests, such as https://example.org. Repeatable."
        ),
    ] = None,
    proxy: Annotated[
        str,
        typer.Option(
            help="Addresses or networks of proxies, separated by commas, whose X-Forwarded-For is "
            "trusted. Without it, all clients behind a proxy count as one."
        ),
    ] = "",
    root_path: Annotated[
        str,
        typer.Option(
            help="Prefix of all paths by which clients reach the server through a proxy, such as "
            "/colors. The proxy may pass it on or cut it off."
        ),
    ] = "",
    table: TableOption = DEFAULT_TABLE,
    model: ModelOption = "picture",
) -> None:
    """Serve color names and palettes of photographs over HTTP.

    For example:

        folkhue serve

        curl --form image=@beach.jpg http://127.0.0.1:8000/v1/classify

    The page at http://127.0.0.1:8000/ names the colors of photographs in the
    browser.

        folkhue serve --table models/colortable.npz --model models/pictures/picture.npz

        folkhue serve --host 0.0.0.0 --keys keys.txt --rate 60/minute

        curl -H "Authorization: Bearer $KEY" --form image=@beach.jpg http://…/v1/classify

    Separate processes decode photographs, with limits on size, time and
    memory. Nothing that clients send is written to disk; the log has the path
    and status of each request, without its query.
    /docs describes the API, and tries it; /readyz and /metrics report its
    state. Ctrl-C or SIGTERM stops it after the requests in progress.
    """
    require("server", "the server")
    from folkhue.server.proxies import parse_networks
    from folkhue.server.run import run

    _check_naming(table, model)  # before anything starts
    settings = Settings(
        table=table,
        model=model,
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
        proxies=parse_networks(proxy),
        root_path=root_path.rstrip("/"),
        max_body_memory=max(Settings.max_body_memory, 4 * max_bytes),
    )
    run(settings, host, port, workers=workers)

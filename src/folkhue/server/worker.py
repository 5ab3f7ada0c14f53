"""A process that decodes photographs for a server: ``python -m folkhue.server.worker``.

Whatever touches a body that a stranger sent is done here, form and JSON included. The process
has a limit of memory and cannot write to disk; it may be killed at any time. It reads jobs
from its standard input and writes replies to its standard output, each a header of JSON and
bytes, both preceded by their lengths; neither side runs what the other sends.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import struct
import sys
import time
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from folkhue.errors import FolkhueError, ImageError, PixelsError
from folkhue.server.bodies import image_in
from folkhue.server.problems import RefusalError

if TYPE_CHECKING:
    from folkhue.images.photo import Photo
    from folkhue.table.color_table import ColorTable

LENGTHS = struct.Struct(">IQ")
"""Of the header and of what follows, in bytes."""

NAMED = 250_000
"""Pixels to which a large JPEG may be reduced as it is decoded, unless all are to be counted."""

THINNED = 4096
"""Pixels at most, of which the palette beside shares is made."""

GROUPED = 1024
"""Colors of those from which on they are grouped; flat graphics have fewer."""

_BYTES_A_PIXEL = 16  # decoded, named and painted; measured 9 to 13
_SPARE = 256 << 20  # for what a codec needs whatever the size


@dataclass(frozen=True)
class Job:
    """What is wanted of an image.

    Attributes
    ----------
    content_type : str
        Of the body that holds it.
    what : str
        "classify" or "palette".
    format : str
        "json", "png", "webp" or the suffix of a palette's file, without its dot.
    picture : str
        "painted" or "names".
    palette : bool
        Whether a palette comes with shares.
    exact : bool
        Whether shares are of all pixels, or of `NAMED`.
    k, method, emphasis, sort : str
        Of palettes; see `folkhue.palettes.palette.palette`.
    max_pixels : int
    seconds : float
        After which the process ends itself.
    """

    content_type: str
    what: str
    format: str = "json"
    picture: str = "painted"
    palette: bool = True
    exact: bool = False
    k: str = "6"
    method: str = "kmeans"
    emphasis: str = "share"
    sort: str = "share"
    max_pixels: int = 50_000_000
    seconds: float = 10.0

    def header(self) -> bytes:
        """Give the job as JSON."""
        return json.dumps(vars(self)).encode()


def work(job: Job, body: bytes, table: ColorTable) -> bytes:
    """Do a job.

    Returns
    -------
    bytes
        The body of the answer, of ``job.format``.

    Raises
    ------
    RefusalError
        If the body holds no image, or none of which the answer can be made.
    """
    image = image_in(body, job.content_type)
    if job.what == "palette":
        return _palette(job, image, table)
    enough = None if job.exact or job.format != "json" else NAMED
    photo = _decoded(image, job.max_pixels, enough)
    del image
    return _picture(job, photo, table) if job.format != "json" else _shares(job, photo, table)


def _decoded(image: bytes, max_pixels: int, enough: int | None) -> Photo:
    from folkhue.images.photo import read_photo

    try:
        return read_photo(image, max_pixels=max_pixels, enough=enough)
    except Exception as error:
        raise _undecodable(error) from error


def _undecodable(error: Exception) -> RefusalError:
    """Tell why an image is none; decoders raise whatever they please."""
    if isinstance(error, ImageError):
        kind = "too-many-pixels" if isinstance(error, PixelsError) else "image"
        return RefusalError(kind, str(error).removeprefix("the given bytes: "))
    return RefusalError("image", f"damaged image ({type(error).__name__})")


def _shares(job: Job, photo: Photo, table: ColorTable) -> bytes:
    from folkhue.palettes.palette import palette_of
    from folkhue.palettes.points import Points

    counts = table.counts(photo.rgb, photo.opaque)
    shares = [{"name": name, "share": share} for name, share in counts.shares().items()]
    width, height = photo.size
    answer = {
        "width": width,
        "height": height,
        "pixels": counts.total,
        "terms": list(table.terms),
        "shares": shares,
        "dominant": counts.dominant,
    }
    if job.palette:
        points = Points.of_photos([photo.thin(THINNED)])
        if photo.opaque.size > THINNED and len(points) > GROUPED:
            points = points.grouped()
        found = palette_of(points, _number(job.k), table=table).ordered("share")
        answer["palette"] = found.as_dict()
    return json.dumps(answer).encode()


def _picture(job: Job, photo: Photo, table: ColorTable) -> bytes:
    import io

    from folkhue.errors import NameMapError
    from folkhue.table.name_map import WEBP_SIDE, NameMap

    named = NameMap.from_photo(photo, table)
    if job.format == "webp" and max(photo.opaque.shape) > WEBP_SIDE:
        raise RefusalError(
            "parameter", f"format: webp has at most {WEBP_SIDE:,} pixels a side; ask for png"
        )
    try:
        if job.picture == "names":
            return named.to_png() if job.format == "png" else named.to_webp()
    except NameMapError as error:
        raise RefusalError("parameter", str(error)) from error
    buffer = io.BytesIO()
    how: dict[str, Any] = {"lossless": True, "method": 1} if job.format == "webp" else {}
    named.image().save(buffer, job.format.upper(), **how)
    return buffer.getvalue()


def _palette(job: Job, image: bytes, table: ColorTable) -> bytes:
    from folkhue.errors import PaletteFileError
    from folkhue.images.photo import read_strips
    from folkhue.palettes.formats import palette_bytes
    from folkhue.palettes.palette import ENOUGH, palette_of
    from folkhue.palettes.points import Points

    try:
        strips = read_strips(image, max_pixels=job.max_pixels, enough=ENOUGH)
        points = Points.of_photos(strips)
    except Exception as error:
        raise _undecodable(error) from error
    found = palette_of(
        points, _number(job.k), method=job.method, emphasis=job.emphasis, table=table
    ).ordered(job.sort)
    if job.format == "json":
        return json.dumps(found.as_dict()).encode()
    try:
        return palette_bytes(replace(found, title="palette"), f"palette.{job.format}")
    except PaletteFileError as error:
        raise RefusalError(
            "parameter", str(error).removeprefix(f"palette.{job.format}: ")
        ) from error


def _number(k: str) -> int | str:
    return k if k == "auto" else int(k)


def _reply(job: Job, body: bytes, table: ColorTable) -> tuple[dict[str, Any], bytes]:
    began = time.perf_counter()
    try:
        contents, reply = work(job, body, table), dict[str, Any]()
    except RefusalError as refusal:
        contents, reply = b"", {"kind": refusal.kind, "detail": refusal.detail}
    except MemoryError:
        contents, reply = b"", {"kind": "image", "detail": "it needs more memory than it may have"}
    except Exception:
        import traceback

        traceback.print_exc()
        contents, reply = b"", {"kind": "internal", "detail": "the log says what"}
    return {**reply, "seconds": time.perf_counter() - began}, contents


def _limit(max_pixels: int) -> None:
    """Take away what decoding does not need: much memory, and files."""
    import resource

    memory = Path("/proc/self/statm")
    if memory.exists():  # on Linux; elsewhere the limit of pixels must do
        used = int(memory.read_text().split()[0]) * resource.getpagesize()
        limit = used + _BYTES_A_PIXEL * max_pixels + _SPARE
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _ready(name: str) -> ColorTable:
    """Load the table and what the first photograph would otherwise wait for."""
    import numpy as np
    from PIL import Image

    from folkhue.images.photo import Photo
    from folkhue.table.backend import BACKEND
    from folkhue.table.color_table import load

    table = load(name)
    grays = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    warm = Job("image/png", "classify")
    photo = Photo(grays, np.ones((16, 16), bool))
    BACKEND.compile()  # now, rather than when somebody waits
    _shares(warm, photo, table)
    for needed in ("folkhue.palettes.formats", "python_multipart.multipart"):
        import_module(needed)
    Image.init()
    return table


def _whole(stream: BinaryIO, length: int) -> bytes:
    contents = stream.read(length)
    if len(contents) < length:
        raise EOFError
    return contents


def main() -> None:
    """Work until the server closes the pipe."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)  # the server says when; it may be finishing work
    jobs, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log
    try:
        table = _ready(sys.argv[1])
    except FolkhueError as error:
        sys.exit(str(error))
    _limit(int(sys.argv[2]))
    gc.freeze()  # nothing that is there now need be looked at again and again
    _send(replies, {}, b"")
    while _serve(jobs, replies, table):
        pass


def _serve(jobs: BinaryIO, replies: BinaryIO, table: ColorTable) -> bool:
    """Do the next job; tell whether there was one."""
    try:
        head, length = LENGTHS.unpack(_whole(jobs, LENGTHS.size))
        job, body = Job(**json.loads(_whole(jobs, head))), _whole(jobs, length)
    except EOFError:
        return False
    # Ends the process even within a decoder that does not come back.
    signal.setitimer(signal.ITIMER_REAL, job.seconds + 1)
    reply, contents = _reply(job, body, table)
    signal.setitimer(signal.ITIMER_REAL, 0)
    _send(replies, reply, contents)
    return True


def _send(replies: BinaryIO, reply: dict[str, Any], contents: bytes) -> None:
    header = json.dumps(reply).encode()
    replies.write(LENGTHS.pack(len(header), len(contents)) + header)
    replies.write(contents)
    replies.flush()


if __name__ == "__main__":
    main()

"""A decoder process: ``python -m folkhue.server.worker TABLE MODEL MAX_PIXELS``.

Everything that touches a body from a stranger happens here, including forms and JSON. The
process has a memory limit and cannot write to disk; the server may kill it at any time. It
reads jobs from standard input and writes replies to standard output; see `folkhue.server.job`.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from folkhue.errors import FolkhueError
from folkhue.server.job import LENGTHS, Job, message_head
from folkhue.server.problems import ProblemError
from folkhue.server.work import Naming, do_job

_BYTES_PER_PIXEL = 16  # decoded, named and painted; measured: 9 to 13
_SPARE_MEMORY = 256 << 20  # what a codec needs for images of any size


def main() -> None:
    """Work until the server closes the pipe."""
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)  # the server stops it, after work in progress
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # nothing of the server's stays open
    jobs, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log
    try:
        naming = _load(*sys.argv[1:3])
    except FolkhueError as error:
        sys.exit(str(error))
    _restrict(int(sys.argv[3]))
    gc.freeze()  # the collector need not look at objects that stay
    _send(replies, {}, b"")  # ready
    while _serve(jobs, replies, naming):
        pass


def _load(table_name: str, model_name: str) -> Naming:
    """Load the table, the model, and everything that is slow the first time."""
    from io import BytesIO

    from PIL import Image

    from folkhue.images.fast_jpeg import is_available
    from folkhue.pictures.model import load_picture_model
    from folkhue.pictures.picture_color import fitting_table, table_for
    from folkhue.table.backend import use_numba
    from folkhue.table.color_table import load

    model = load_picture_model(model_name)
    # The same table takes memory only once.
    table = table_for(model) if table_name == model.table else load(table_name)
    naming = Naming(table, model, fitting_table(model, table_name, table))
    is_available()  # imports OpenCV, if installed
    use_numba()
    import_module("folkhue.palettes.formats")
    Image.init()
    grays = Image.linear_gradient("L").resize((16, 16)).convert("RGB")
    grays.save(buffer := BytesIO(), "PNG")
    for what in ("classify", "palette", "picture"):
        do_job(Job("image/png", what), buffer.getvalue(), naming)
    return naming


def _restrict(max_pixels: int) -> None:
    """Take away what decoding does not need: much memory, and writing files."""
    import resource

    memory = Path("/proc/self/statm")
    if memory.exists():  # on Linux; elsewhere only the limit of pixels protects memory
        used = int(memory.read_text().split()[0]) * resource.getpagesize()
        limit = used + _BYTES_PER_PIXEL * max_pixels + _SPARE_MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _serve(jobs: BinaryIO, replies: BinaryIO, naming: Naming) -> bool:
    """Do the next job; return whether there was one."""
    try:
        head, length = LENGTHS.unpack(_read_exactly(jobs, LENGTHS.size))
        job, body = Job(**json.loads(_read_exactly(jobs, head))), _read_exactly(jobs, length)
    except EOFError:
        return False
    # Ends the process even if a decoder hangs in C code.
    signal.setitimer(signal.ITIMER_REAL, job.seconds + 1)
    reply, contents = _reply(job, body, naming)
    signal.setitimer(signal.ITIMER_REAL, 0)
    _send(replies, reply, contents)
    return True


def _reply(job: Job, body: bytes, naming: Naming) -> tuple[dict[str, Any], bytes]:
    start = time.perf_counter()
    contents, reply = b"", dict[str, Any]()
    try:
        reply["format"], contents = do_job(job, body, naming)
    except ProblemError as problem:
        reply = {"kind": problem.kind, "detail": problem.detail, "errors": problem.errors}
    except MemoryError:
        reply = {"kind": "image", "detail": "it needs more memory than the server allows"}
    except Exception:
        import traceback

        traceback.print_exc()
        reply = {"kind": "internal", "detail": "see the server's log"}
    return {**reply, "seconds": time.perf_counter() - start}, contents


def _read_exactly(stream: BinaryIO, length: int) -> bytes:
    contents = stream.read(length)
    if len(contents) < length:
        raise EOFError
    return contents


def _send(replies: BinaryIO, reply: dict[str, Any], contents: bytes) -> None:
    replies.write(message_head(reply, len(contents)))
    replies.write(contents)
    replies.flush()


if __name__ == "__main__":
    main()

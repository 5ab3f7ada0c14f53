"""Run stages in copies of a process that has imported their libraries: fork_server.py FILENO.

FILENO is the number of an open socket that listens.

Importing scikit-learn, pandas and skops takes longer than most stages. The server imports them
once. For each stage it forks a copy of itself, which runs the stage's script as Python would, in
the folder of the client and with its code.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path

LIBRARIES = (
    *("joblib", "threadpoolctl", "pydantic", "ruamel.yaml", "rich.progress", "PIL.Image"),
    *("numpy", "pandas", "pyarrow.parquet", "scipy.ndimage", "scipy.optimize", "scipy.stats"),
    *("sklearn.ensemble", "sklearn.linear_model", "sklearn.naive_bayes", "sklearn.neighbors"),
    *("sklearn.neural_network", "sklearn.pipeline", "sklearn.discriminant_analysis"),
    *("sklearn.preprocessing", "sklearn.svm", "sklearn.tree", "skops.io", "matplotlib.colors"),
    "jinja2",
)
"""What stages import, without our own code, which may change while DVC runs."""


def main() -> None:
    """Import the libraries, then serve until the process is terminated."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with socket.socket(fileno=int(sys.argv[1])) as listening:
        for name in LIBRARIES:
            importlib.import_module(name)
        gc.freeze()
        signal.signal(signal.SIGCHLD, reap)
        while client := listening.accept()[0]:
            if not os.fork():
                break
            client.close()
    sys.exit(serve(client))


def reap(*_: object) -> None:
    """Wait for stages that have ended, so that their time counts as that of the server."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def serve(client: socket.socket) -> int:
    """Run one stage in the folder and with the standard streams of its client; send it the status.

    The client waits until this process closes the connection, which it does when it ends.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setpgid(0, 0)  # so that Ctrl-C comes from the client alone, and neither twice nor never
    signal.signal(signal.SIGINT, signal.default_int_handler)
    message, streams, _, _ = socket.recv_fds(client, 1 << 16, 3)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    message, _, interrupts = message.partition(b"\n")
    threading.Thread(target=obey, args=[client, interrupts], daemon=True).start()
    folder, *arguments = json.loads(message)
    enter(folder)
    status = run(arguments)
    sys.stdout.flush()
    client.send(str(status).encode())
    return status


def obey(client: socket.socket, interrupts: bytes) -> None:
    """Interrupt this stage and its workers when the client is, and exit when the client does."""
    while interrupts or (interrupts := client.recv(1)):
        os.killpg(0, signal.SIGINT)
        interrupts = b""
    os._exit(1)


def enter(folder: str) -> None:
    """Go to a folder, and import its code: that of scripts/python is in folders below this one."""
    code = {str(Path.cwd() / name): f"{folder}/{name}" for name in ("src", "scripts")}
    sys.path[:] = [code.get(path, path) for path in sys.path]
    os.chdir(folder)


def run(arguments: list[str]) -> int:
    """Run the script of a stage as ``python script.py`` does; return the exit status."""
    script = f"scripts/stages/{arguments[0]}.py"
    sys.argv = [script, *arguments[1:]]
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as stopped:
        status = exit_status(stopped)
    except BaseException:
        traceback.print_exc()
        status = 1
    else:
        status = 0
    return status


def exit_status(stopped: SystemExit) -> int:
    """Return the status of ``sys.exit``, and print its message."""
    if stopped.code is None or isinstance(stopped.code, int):
        return stopped.code or 0
    print(stopped.code, file=sys.stderr)
    return 1


if __name__ == "__main__":
    main()

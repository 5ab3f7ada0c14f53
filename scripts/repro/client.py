"""Let the stage server run a stage, as if it ran here: client.py SOCKET NAME [ARGUMENT…].

Started for every stage without site-packages, so that it takes no time.
"""

import json
import signal
import socket
import sys
from pathlib import Path

INTERRUPT = b"i"
"""What is sent after the arguments when Ctrl-C is pressed."""


def main() -> int:
    """Hand over folder, arguments and streams; return the exit status of the stage."""
    path, *arguments = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.connect(path)
        except OSError as error:
            print(
                f"error: no server runs stages ({error}): start make repro again", file=sys.stderr
            )
            return 1
        message = json.dumps([str(Path.cwd()), *arguments]).encode() + b"\n"
        socket.send_fds(server, [message], [0, 1, 2])
        # The stage may not run yet; the server passes Ctrl-C on once it does.
        signal.signal(signal.SIGINT, lambda *_: server.send(INTERRUPT))
        status = server.recv(16)
        server.recv(1)  # nothing comes, but the connection is closed when the stage has ended
    if not status:
        print(f"error: the stage {' '.join(arguments)} was killed", file=sys.stderr)
        return 1
    return int(status)


if __name__ == "__main__":
    sys.exit(main())

"""Send a server thousands of damaged images: scripts/python scripts/benchmarks/fuzz_server.py.

Golden photographs in all formats, with bytes flipped, truncated, repeated and spliced, are sent as
they are, in forms and in JSON, some of which are damaged, too. Every answer must be 200 or 4xx, and
the log must not contain a traceback. The script prints the server's memory and how often a decoder
was replaced.
"""

from __future__ import annotations

import argparse
import base64
import http.client
import random
import sys
import threading
from collections import Counter
from collections.abc import Iterator

from benchmarks.fuzz_kinds.images import IMAGES, make_images
from benchmarks.mutations import ANY, damaged_header, whole
from benchmarks.served import Served, served
from folkhue._utils.progress import progress

PATHS = (
    *("/v1/classify", "/v1/classify?palette=false", "/v1/classify?format=png&picture=names"),
    *("/v1/classify?format=webp", "/v1/palette", "/v1/palette?k=auto&format=ase"),
)


def images() -> list[bytes]:
    """Encode small golden photographs in every format."""
    return [image for kind in IMAGES for image in make_images(kind)]


def request(image: bytes, dice: random.Random) -> tuple[bytes, str]:
    """Put an image into a body, and sometimes damage the body."""
    which = dice.randrange(10)
    if which < 7:
        return image, "application/octet-stream"
    if which < 9:
        body = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
        body, content_type = body + image + b"\r\n--b--\r\n", "multipart/form-data; boundary=b"
    else:
        body = b'{"image": "' + base64.b64encode(image) + b'"}'
        content_type = "application/json"
    return (body if dice.random() < 0.7 else damaged_header(body, [], dice)), content_type


def send(server: Served, cases: Iterator[tuple[str, bytes, str]], heard: Counter[str]) -> None:
    """Send the cases, one after the other."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for path, body, content_type in cases:
        try:
            line.request("POST", path, body, {"Content-Type": content_type})
            answer = line.getresponse()
            answer.read()
            heard[str(answer.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            heard[type(error).__name__] += 1
            line.close()


def main() -> None:
    """Fuzz; exit with 1 if anything but 200 and 4xx was answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dice, originals = random.Random(options.seed), images()
    heard: Counter[str] = Counter()
    memory: list[int] = []
    lock = threading.Lock()
    with (
        served("--max-pixels", "4000000") as server,
        progress("damaged images", options.number) as advance,
    ):

        def cases() -> Iterator[tuple[str, bytes, str]]:
            while True:
                with lock:
                    done = next(count, None)
                    if done is None:
                        return
                    if done % max(1, options.number // 20) == 0:
                        memory.append(server.memory())
                    advance(1)
                    way = dice.choice(ANY) if dice.random() < 0.97 else whole
                    image = way(dice.choice(originals), originals, dice)
                    case = dice.choice(PATHS), *request(image, dice)
                yield case

        count = iter(range(options.number))
        senders = [threading.Thread(target=send, args=(server, cases(), heard)) for _ in range(4)]
        for each in senders:
            each.start()
        for each in senders:
            each.join()
        memory.append(server.memory())
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        line.request("GET", "/metrics")
        counts = line.getresponse().read().decode()
        printed = server.printed
    report(heard, memory, counts, printed)


def report(heard: Counter[str], memory: list[int], counts: str, printed: str) -> None:
    """Print the answers, and exit with an error if one is wrong."""
    print(f"{heard.total():,} requests:", dict(sorted(heard.items())))
    print("memory, MB:", " ".join(str(each >> 20) for each in memory))
    for row in counts.splitlines():
        if row.startswith(("folkhue_decoders_replaced_total{", "folkhue_rejected_total{")):
            print(row)
    check({status for status in heard if status != "200" and not status.startswith("4")}, printed)


def check(wrong: set[str], printed: str) -> None:
    """Exit with an error if answers were wrong, or the log has a traceback."""
    traces = printed.count("Traceback")
    print(f"{traces} tracebacks in the log")
    if wrong or traces:
        print(printed[-5000:])
        sys.exit(f"answered {wrong}")


if __name__ == "__main__":
    main()

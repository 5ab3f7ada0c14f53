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
import io
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.served import Served, served
from folkhue._utils.progress import progress

GOLDEN = Path(__file__).parents[2] / "golden/photos"
SIDE = 128
HOWS: list[tuple[str, str, dict[str, Any]]] = [
    ("JPEG", "RGB", {"quality": 80}),
    ("JPEG", "RGB", {"quality": 60, "progressive": True}),
    ("JPEG", "CMYK", {}),
    ("JPEG", "L", {}),
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("PNG", "I;16", {}),
    ("PNG", "1", {}),
    ("WEBP", "RGB", {}),
    ("WEBP", "RGBA", {"lossless": True}),
    ("GIF", "P", {}),
    ("BMP", "RGB", {}),
    ("BMP", "P", {}),
    ("TIFF", "RGB", {}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("TIFF", "RGB", {"compression": "tiff_adobe_deflate"}),
    ("TIFF", "RGB", {"compression": "jpeg"}),
    ("TIFF", "1", {"compression": "group4"}),
    ("TIFF", "CMYK", {"compression": "packbits"}),
]
PATHS = (
    *("/v1/classify", "/v1/classify?palette=false", "/v1/classify?format=png&picture=names"),
    *("/v1/classify?format=webp", "/v1/palette", "/v1/palette?k=auto&format=ase"),
)


def images() -> list[bytes]:
    """Encode small golden photographs in every format."""
    photos = [Image.open(path).convert("RGB") for path in sorted(GOLDEN.iterdir())[::8]]
    return [_encoded(photo, *how) for photo in photos for how in HOWS]


def _encoded(photo: Image.Image, kind: str, mode: str, how: dict[str, Any]) -> bytes:
    small = photo.copy()
    small.thumbnail((SIDE, SIDE))
    gray = small.convert("L").convert("I").point(lambda value: value * 257)
    small = gray.convert("I;16") if mode == "I;16" else small.convert(mode)
    buffer = io.BytesIO()
    small.save(buffer, kind, **how)
    return buffer.getvalue()


def flipped(image: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Change up to twenty bytes anywhere."""
    damaged = bytearray(image)
    for _ in range(dice.randint(1, 20)):
        damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    return bytes(damaged)


def damaged_header(image: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Change up to eight bytes among the first three hundred."""
    damaged = bytearray(image)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(min(300, len(damaged)))
        damaged[at] = dice.choice((0, 1, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(damaged)


def truncated(image: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Cut off the end."""
    return image[: dice.randrange(len(image))]


def spliced(image: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Continue with the end of another image."""
    other = dice.choice(others)
    return image[: dice.randrange(len(image))] + other[dice.randrange(len(other)) :]


def repeated(image: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Insert a part of it again."""
    start, at = dice.randrange(len(image)), dice.randrange(len(image))
    return image[:at] + image[start : start + 500] * dice.randint(1, 20) + image[at:]


def whole(image: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Return the image as it is."""
    return image


WAYS: tuple[Callable[[bytes, list[bytes], random.Random], bytes], ...] = (
    *(flipped, damaged_header, truncated, spliced, repeated),
)


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
                    way = dice.choice(WAYS) if dice.random() < 0.97 else whole
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
    traces = printed.count("Traceback")
    print(f"{traces} tracebacks in the log")
    wrong = {status for status in heard if status != "200" and not status.startswith("4")}
    if wrong or traces:
        print(printed[-5000:])
        sys.exit(f"answered {wrong}")


if __name__ == "__main__":
    main()

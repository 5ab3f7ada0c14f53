"""Large files, continued where they broke off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.http_server import Handler, Request, Serve, hang_up, make_client, reply

from folkhue.datasets.http import PermanentError, TransientError, remove_download

BODY = bytes(range(256)) * 400
THIRD = len(BODY) // 3


def in_parts(ranges: list[str], etags: Iterator[str], *, supported: bool = True) -> Handler:
    """Serve `BODY`, broken off after a third each of the first three times."""

    def handler(to: Request) -> None:
        wanted, etag = to.headers.get("Range", ""), next(etags)
        ranges.append(wanted)
        start = int(wanted[6:-1]) if wanted and supported and to.headers["If-Range"] == etag else 0
        rest = BODY[start:]
        if start and not rest:
            reply(to, 416, b"", ETag=etag)
            return
        to.send_response(206 if start else 200)
        to.send_header("ETag", etag)
        to.send_header("Content-Length", str(len(rest)))
        to.end_headers()
        to.wfile.write(rest[:THIRD] if len(ranges) < 4 else rest)
        to.close_connection = True

    return handler


def same() -> Iterator[str]:
    while True:
        yield '"a"'


def test_a_large_file_is_continued_where_it_broke_off(serve: Serve, tmp_path: Path) -> None:
    path, ranges = tmp_path / "a.zip", list[str]()
    url = serve(in_parts(ranges, same()))
    make_client().download(url, path, 10**6)
    assert path.read_bytes() == BODY
    wanted = ["", *(f"bytes={number * THIRD}-" for number in (1, 2, 3))]
    assert ranges == wanted[: len(ranges)]
    assert len(ranges) >= 3
    make_client().download(url, path, 10**6)  # nothing is missing
    assert path.read_bytes() == BODY
    remove_download(path)
    assert not list(tmp_path.iterdir())


def test_tries_are_counted_anew_as_long_as_something_arrives(serve: Serve, tmp_path: Path) -> None:
    ranges: list[str] = []
    make_client(max_tries=1).download(serve(in_parts(ranges, same())), tmp_path / "a.zip", 10**6)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    with pytest.raises(TransientError, match="broke off"):
        make_client(max_tries=1).download(serve(hang_up), tmp_path / "b.zip", 10**6)


@pytest.mark.parametrize("supported", [True, False], ids=["changed", "no ranges"])
def test_a_file_that_cannot_be_continued_starts_over(
    supported: bool, serve: Serve, tmp_path: Path
) -> None:
    ranges: list[str] = []
    etags = iter(['"a"', '"b"', '"c"', *['"d"'] * 9]) if supported else same()
    url = serve(in_parts(ranges, etags, supported=supported))
    make_client(max_tries=6).download(url, tmp_path / "a.zip", 10**6)
    assert (tmp_path / "a.zip").read_bytes() == BODY
    assert any(ranges)


def test_the_beginning_of_another_file_is_not_continued(serve: Serve, tmp_path: Path) -> None:
    path, ranges = tmp_path / "a.zip", list[str]()
    path.write_bytes(b"something else")
    (tmp_path / "a.zip.etag").write_text('http://elsewhere.example/\n"a"')
    make_client().download(serve(in_parts(ranges, same())), path, 10**6)
    assert path.read_bytes() == BODY
    assert ranges[0] == ""


def test_a_file_that_is_too_large_is_refused(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"larger than 0\.001 MB"):
        make_client().download(serve(lambda to: reply(to, 200, BODY)), tmp_path / "a.zip", 1000)
    assert not (tmp_path / "a.zip").stat().st_size


def test_the_limit_of_size_is_that_of_the_whole_file(serve: Serve, tmp_path: Path) -> None:
    """The first third is within the limit, and so is the rest; together they are not."""
    path, limit = tmp_path / "a.zip", len(BODY) - THIRD

    def handler(to: Request) -> None:
        if to.headers["Range"]:
            reply(to, 206, BODY[THIRD:])
        else:
            reply(to, 200, BODY[:THIRD], Content_Length=str(limit), ETag='"a"')
        to.close_connection = True

    with pytest.raises(PermanentError, match=r"larger than 0\.068267 MB"):
        make_client(max_tries=1).download(serve(handler), path, limit)
    assert path.stat().st_size == THIRD

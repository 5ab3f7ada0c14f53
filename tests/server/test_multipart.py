"""Forms as RFC 7578 and RFC 2046 allow them, and what clients make of that."""

import base64

import httpx
import pytest
from support.server import plain, problem

IMAGE = plain(5, 4)
PART = b'Content-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n' + IMAGE
K = b'Content-Disposition: form-data; name="k"\r\n\r\n2'


def form(
    *parts: bytes, before: bytes = b"", after: bytes = b"\r\n", boundary: bytes = b"b"
) -> bytes:
    lines = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return before + lines + b"--" + boundary + b"--" + after


def disposition(text: str) -> bytes:
    return PART.replace(b'form-data; name="image"; filename="a.png"', text.encode())


LF = b"--b\n" + PART.replace(b"\r\n\r\n", b"\n\n", 1) + b"\n--b--\n"
READ = {
    "plain": form(PART),
    "a preamble": form(PART, before=b"This is a message in MIME format.\r\n"),
    "a preamble of an empty line": form(PART, before=b"\r\n"),
    "a preamble like a boundary": form(PART, before=b"--bb\r\n --b\r\nx--b\r\n"),
    "an epilogue": form(PART, after=b"\r\nand so on --b\r\n--b\r\nx"),
    "no end of line after the last boundary": form(PART, after=b""),
    "padded boundary lines": form(PART).replace(b"--b\r\n", b"--b \t\r\n"),
    "lines that end in LF": LF,
    "headers in several lines": form(
        disposition('form-data;\r\n\tname="image";\r\n filename="a.png"')
    ),
    "headers in other cases": form(PART.replace(b"Content-Disposition", b"CONTENT-disposition")),
    "a type": form(b"Content-Type: image/png\r\n" + PART),
    "a wrong type": form(b"Content-Type: text/plain; charset=utf-8\r\n" + PART),
    "binary": form(b"Content-Transfer-Encoding: BINARY\r\n" + PART),
    "base64": form(
        b"Content-Transfer-Encoding: base64\r\n"
        + PART.replace(IMAGE, base64.encodebytes(IMAGE).replace(b"\n", b"\r\n"))
    ),
    "a data URL": form(PART.replace(IMAGE, b"data:;base64," + base64.b64encode(IMAGE))),
    "a name without quotes": form(disposition("form-data; name=image; filename=a.png")),
    "a file name in UTF-8": form(
        disposition('form-data; name="image"; filename="été; name=k.png"')
    ),
    "a file name with a star": form(
        disposition("form-data; filename*=UTF-8''%e2%82%ac.png; name=\"image\"")
    ),
    "a file name with quotes": form(
        disposition(r'form-data; filename="a\"; name=\"k.png"; name="image"')
    ),
    "a file name of Windows": form(disposition(r'form-data; name="image"; filename="C:\a\"')),
    "no file name": form(disposition("form-data; name=image")),
    "other headers": form(b"X-A: b\r\n" * 100 + PART),
    "bytes like boundaries in the image": form(PART + b"\n--bx\r\n--\r\n-b--b\r\n"),
    "browsers' charset": form(
        b'Content-Disposition: form-data; name="_charset_"\r\n\r\nutf-8', PART
    ),
    "a parameter": form(K, PART),
    "a parameter with a type": form(b"Content-Type: text/plain\r\n" + K, PART),
}


@pytest.mark.parametrize("case", READ)
def test_forms_are_read(client: httpx.Client, case: str) -> None:
    answer = client.post(
        "/v1/classify",
        content=READ[case],
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["pixels"] == 20


@pytest.mark.parametrize(
    ("boundary", "content_type"),
    [
        ("b", 'multipart/form-data; boundary="b"'),
        ("b", "Multipart/Form-Data;BOUNDARY=b;charset=utf-8"),
        ("a b:c", 'multipart/form-data; charset=utf-8 ; boundary="a b:c"'),
        (
            "----WebKitFormBoundary7MA4YWxk",
            "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxk",
        ),
        ("'()+_,-./:=?", 'multipart/form-data; boundary="\'()+_,-./:=?"'),
        ("x" * 70, f"multipart/form-data; boundary={'x' * 70}"),
    ],
)
def test_boundaries_are_read(client: httpx.Client, boundary: str, content_type: str) -> None:
    body = form(PART, boundary=boundary.encode())
    answer = client.post("/v1/classify", content=body, headers={"content-type": content_type})
    assert answer.status_code == 200, answer.text


REFUSED = {
    "no end": (form(PART)[:-4], "ends before"),
    "no end after a part": (b"--b\r\n" + PART + b"\r\n--b\r\n", "ends before"),
    "another boundary": (form(PART, boundary=b"c"), "boundary"),
    "nothing": (b"", "boundary"),
    "only the end": (b"--b--\r\n", "got 0 of 0 parts"),
    "no image": (form(K), "got 0 of 1 parts"),
    "two images": (form(PART, PART), "got 2 of 2 parts"),
    "an empty image": (form(PART.replace(IMAGE, b"")), "empty"),
    "a part without a body": (form(PART.partition(b"\r\n\r\n")[0]), "empty"),
    "no name": (form(disposition('form-data; filename="a.png"')), "name="),
    "no disposition": (form(b"Content-Type: image/png\r\n\r\n" + IMAGE), "Content-Disposition"),
    "no headers": (form(b"\r\n" + IMAGE), "Content-Disposition"),
    "another disposition": (form(disposition('attachment; name="image"')), "form-data"),
    "two dispositions": (form(b"Content-Disposition: form-data; name=k\r\n" + PART), "two headers"),
    "no header": (form(b"hello\r\n" + PART), "no header"),
    "a long header": (form(b"X: " + b"a" * 20_000 + b"\r\n" + PART), "8,192 bytes"),
    "many headers": (form(b"X: a\r\n" * 9000 + PART), "8,192 bytes"),
    "many parts": (form(*[K] * 101, PART), "more than 100 parts"),
    "quoted printable": (
        form(b"Content-Transfer-Encoding: quoted-printable\r\n" + PART),
        "Content-Transfer-Encoding",
    ),
    "wrong base64": (form(b"Content-Transfer-Encoding: base64\r\n" + PART), "base64"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_other_forms_are_refused_with_the_reason(client: httpx.Client, case: str) -> None:
    body, reason = REFUSED[case]
    answer = client.post(
        "/v1/classify", content=body, headers={"content-type": "multipart/form-data; boundary=b"}
    )
    assert reason in str(problem(answer, "malformed")["detail"])


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        'multipart/form-data; boundary=""',
        f"multipart/form-data; boundary={'x' * 71}",
        'multipart/form-data; boundary="a "',
        "multipart/form-data; boundary=é",
        "multipart/form-data; boundary=a@b",
    ],
)
def test_wrong_boundaries_are_refused(client: httpx.Client, content_type: str) -> None:
    headers = {"content-type": content_type.encode()}
    answer = client.post("/v1/classify", content=form(PART), headers=headers)
    assert "boundary" in str(problem(answer, "malformed")["detail"])


def test_other_forms_than_of_data_are_another_media_type(client: httpx.Client) -> None:
    for kind in ("mixed", "related", "x-mixed-replace", "byteranges"):
        headers = {"content-type": f"multipart/{kind}; boundary=b"}
        problem(client.post("/v1/classify", content=form(PART), headers=headers), "media-type")

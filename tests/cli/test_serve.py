"""``folkhue serve``: options, and what is wrong with them."""

import socket
from pathlib import Path

import pytest
from support.command_line import run, run_installed
from support.picture_models import own_table, swapped_model


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--table", "nosuch.npz"), "nosuch.npz: no such file"),
        (("--model", "nosuch.npz"), "nosuch.npz: no such file"),
        (("--model", "pictur"), "pictur: no such file; models that ship: picture"),
        (("--keys", "nosuch.txt"), "nosuch.txt: cannot read keys"),
        (("--rate", "often"), "such as 60/minute"),
        (("--cors", "example.org"), "https://example.org"),
    ],
)
def test_wrong_options_are_errors_before_the_start(options: tuple[str, ...], told: str) -> None:
    done = run("serve", *options)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())


def test_a_model_needs_its_table(tmp_path: Path) -> None:
    model = swapped_model(tmp_path / "own.npz", table=own_table(tmp_path / "mine.npz"))
    done = run("serve", "--model", model)
    assert done.returncode == 2
    assert f"{model}: the model was trained with a table of" in done.stderr


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys.txt").write_text("1234\n")
    done = run("serve", "--keys", tmp_path / "keys.txt")
    assert (done.returncode, "1234" in done.stderr) == (2, False)
    assert "openssl rand" in done.stderr


@pytest.mark.slow
def test_a_port_in_use_is_an_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run_installed("serve", "--port", taken.getsockname()[1], "--decoders", 1)
    assert done.returncode == 2
    assert "--port" in done.stderr

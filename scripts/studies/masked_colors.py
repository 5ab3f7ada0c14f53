"""Guess masked colors of designs, to compare the network with the published one.

    scripts/python scripts/studies/masked_colors.py train TRAIN.txt --out MODEL.npz
    scripts/python scripts/studies/masked_colors.py guess MODEL.npz MASKED.txt
    scripts/python scripts/studies/masked_colors.py score MODEL.npz VALIDATION.txt

`train` trains the network of harmonies on designs. `guess` prints ten guesses for each line, the
best first; it reads standard input if no file is named. `score` masks each color in turn, and
prints how often it is among the first guesses. See `folkhue.learning.harmonies.designs` for the
format. Nothing that ships is trained on designs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from folkhue.errors import FolkhueError
from folkhue.harmonies.bins import bin_codes
from folkhue.harmonies.network import PaletteNetwork
from folkhue.learning.harmonies.designs import (
    SEGMENTS,
    Design,
    Guesser,
    masked_once,
    parse_designs,
)

RANKS = (1, 3, 5, 10)


def main() -> None:
    """Do what the command line says."""
    options = arguments()
    try:
        options.run(options)
    except (FolkhueError, OSError) as error:
        sys.exit(f"error: {error}")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    training = commands.add_parser("train", help="train a network, and save it")
    training.add_argument("designs", type=Path)
    training.add_argument("--out", type=Path, required=True, help="file for the network")
    training.add_argument("--epochs", type=int, default=30)
    training.add_argument("--width", type=int, default=64)
    training.add_argument("--seed", type=int, default=0)
    training.set_defaults(run=run_train)
    guessing = commands.add_parser("guess", help="print ten guesses for each line")
    guessing.add_argument("model", type=Path)
    guessing.add_argument("designs", type=Path, nargs="?", help="default: standard input")
    guessing.set_defaults(run=run_guess)
    scoring = commands.add_parser("score", help="mask each color, and print how often it is found")
    scoring.add_argument("model", type=Path)
    scoring.add_argument("designs", type=Path)
    scoring.set_defaults(run=run_score)
    return parser.parse_args()


def run_train(options: argparse.Namespace) -> None:
    """Train a network."""
    from folkhue.learning.harmonies.network import Dropout, Shape
    from folkhue.learning.harmonies.sequences import Sequences
    from folkhue.learning.harmonies.training import Recipe, TrainedNetwork, train

    shape = Shape(width=options.width, hidden=2 * options.width, layers=3, segments=SEGMENTS)
    recipe = Recipe(
        shape=shape,
        dropout=Dropout(tokens=0.0, layers=0.1),
        epochs=options.epochs,
        decay=0.05,
        average=0.998,
        seed=options.seed,
    )

    def tell(epoch: int, loss: float, network: TrainedNetwork) -> None:
        print(f"epoch {epoch}: mean loss {loss:.4f}", file=sys.stderr)

    network = train(Sequences.from_designs(read(options.designs)), recipe, tell=tell)
    network.exported(metadata={"epochs": options.epochs, "seed": options.seed}).save(options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")


def run_guess(options: argparse.Namespace) -> None:
    """Print guesses."""
    designs = read(options.designs) if options.designs else [*parse_designs(sys.stdin)]
    for words in Guesser(PaletteNetwork.load(options.model)).guesses(designs):
        print(*words)


def run_score(options: argparse.Namespace) -> None:
    """Print the share of colors found, with designs and with colors counting the same."""
    guesser = Guesser(PaletteNetwork.load(options.model))
    designs = read(options.designs)
    hidden = [[*masked_once(design)] for design in designs]
    flat = [each for row in hidden for each in row]
    found = guesser.guesses([masked for _, masked in flat])
    names = ("_".join(map(str, places)) for places in guesser.network.bins.tolist())
    codes = dict(zip(names, bin_codes(guesser.network.bins).tolist(), strict=True))
    ranks = np.array(
        [rank_of(code, words, codes) for (code, _), words in zip(flat, found, strict=True)]
    )
    weights = np.concatenate([np.full(len(row), 1 / len(row)) for row in hidden])
    print("first guesses   " + "".join(f"{rank:>8}" for rank in RANKS))
    for name, each in (("every design", weights), ("every color", None)):
        shares = (np.average(ranks < rank, weights=each) for rank in RANKS)
        print(f"{name:16}" + "".join(f"{share:8.3f}" for share in shares))


def rank_of(code: int, words: Iterable[str], codes: dict[str, int]) -> int:
    """Return the place of a color among the guesses; their number, if it is none of them."""
    guessed = [codes[word] for word in words]
    return guessed.index(code) if code in guessed else len(guessed)


def read(path: Path) -> list[Design]:
    """Read designs."""
    try:
        return [*parse_designs(path.read_text("utf-8").splitlines())]
    except (FolkhueError, ValueError) as error:
        raise FolkhueError(f"{path}, {error}") from error


if __name__ == "__main__":
    main()

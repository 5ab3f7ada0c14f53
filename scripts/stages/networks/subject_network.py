"""Trains the network that finds subjects, measures it on objects kept aside, writes its card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from folkhue._utils.progress import progress
from folkhue.datasets.attribution import source_rows
from folkhue.datasets.record import PhotoRecord
from folkhue.images.photo import Photo
from folkhue.learning.networks.composites import Composite, evaluation_composites
from folkhue.learning.networks.initial import rounded
from folkhue.learning.networks.material import is_held_out, read_material
from folkhue.learning.networks.subject import Training, fit
from folkhue.learning.networks.subject_scores import iou
from folkhue.networks.encoder_decoder import Layers
from folkhue.networks.subject import KIND, subject_mask_by
from folkhue.networks.weights_file import NetworkFile
from folkhue.palettes.saliency import by_contrast

CARD = """# Subjects

A fully convolutional network that finds what a photograph is of, as a soft mask.

**Training data.** {cut_outs:,} objects and {photos:,} photographs as grounds, from {records:,}
pictures. An object is a picture with transparent surroundings, or on a light ground of one color,
which is taken away. Pictures in which objects cannot be told from a light ground are left out. No
mask was drawn for this.

| source | pictures |
|---|---:|
{sources}

**Training.** {steps:,} steps with {batch} composites each, twice as many in the first
85 %, whose frames are smaller: objects in varied light, size, sharpness and position,
with and without shadows, on photographs, crops of them and plain colors; some without an object.
Seed {seed}.

**Evaluation.** On {number} composites of objects and grounds that were kept aside,
{held_out:.0%} of the pictures, with one object each:

| found by | grounds | mean IoU | median IoU |
|---|---|---:|---:|
{scores}

A whole photograph often has a subject of its own, which counts as an error when it is found; a
corner of it seldom has one.

**Limitations.** It has seen objects that were put on photographs, not photographs of them: in a
landscape it may find something, and in a photograph with several objects, all or one. It says
nothing of what the subject is.

The network does not contain the pictures, and none of them can be recovered from it.
"""


def make(
    records: Sequence[PhotoRecord], training: Training, held_out: float, number: int, to: Path
) -> dict[str, Any]:
    """Train on all pictures but those kept aside, save the network, then measure it.

    Returns
    -------
    dict
        What the card says, in JSON types.
    """
    aside = [record for record in records if is_held_out(record, held_out, training.seed)]
    own = [record for record in records if not is_held_out(record, held_out, training.seed)]
    material = read_material(own)
    with progress("steps", training.steps) as advance:
        weights = fit(material, training, lambda loss, so_far: advance(1))
    metadata = {"seed": training.seed, "steps": training.steps, "pictures": len(own)}
    network = NetworkFile(KIND, ("subject",), rounded(weights), metadata=metadata)
    network.save(to)
    return {
        "cut_outs": len(material.cut_outs),
        "photos": len(material.photos),
        "records": len(own),
        "sources": dict(Counter(record.source for record in own).most_common()),
        "steps": training.steps,
        "batch": training.batch,
        "seed": training.seed,
        "held_out": held_out,
        "number": number,
        "scores": measured(network, aside, number, training.seed),
    }


def measured(
    network: NetworkFile, aside: Sequence[PhotoRecord], number: int, seed: int
) -> dict[str, dict[str, dict[str, float]]]:
    """Measure the network, and the heuristic, on composites of pictures kept aside.

    Returns
    -------
    dict
        Grounds → what finds subjects → mean and median of the IoU.
    """
    composites = evaluation_composites(read_material(aside), number, seed)
    return {name: _scores(several, network.layers) for name, several in composites.items()}


def _scores(composites: Sequence[Composite], layers: Layers) -> dict[str, dict[str, float]]:
    found: dict[str, list[float]] = {"the network": [], "contrast with the border": []}
    with progress("composites", len(composites)) as advance:
        for made in composites:
            photo = Photo(made.rgb, np.ones(made.mask.shape, bool))
            masks = subject_mask_by(photo, layers), by_contrast(photo).astype(float)
            for scores, mask in zip(found.values(), masks, strict=True):
                scores.append(iou(mask, made.mask))
            advance(1)
    return {
        name: {"mean": float(np.mean(scores)), "median": float(np.median(scores))}
        for name, scores in found.items()
    }


def card(about: Mapping[str, Any]) -> str:
    """Describe the network to those who use it."""
    sources = source_rows((_spelled(source), n) for source, n in about["sources"].items())
    scores = [
        f"| {name} | {grounds} | {each['mean']:.3f} | {each['median']:.3f} |"
        for grounds, found in about["scores"].items()
        for name, each in found.items()
    ]
    return CARD.format(**{**about, "sources": sources, "scores": "\n".join(scores)})


def _spelled(source: str) -> str:
    return source.replace("colour", "color").replace("licence", "license") or "none stated"

"""``folkhue export-model``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from folkhue.cli.console import print_lines


def export_model(
    model: Annotated[
        Path, typer.Argument(help="Trained classifier, such as models/forest.skops of make repro.")
    ],
    onnx: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="ONNX model to write, for programs in any language."),
    ] = None,
    joblib: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="File of joblib to write, for programs in Python."),
    ] = None,
    trusted: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TYPE",
            help="Kind or dotted path of a type that the model may hold besides those of folkhue; "
            "its code runs. Can be given several times.",
        ),
    ] = None,
) -> None:
    """Export a trained classifier, after a proof that it names colors as before.

    The proof: both name 100,000 random colors. If a name differs, and is not one of two equally
    probable ones, nothing is written.

    For example:

        folkhue export-model models/final.skops --onnx colors.onnx

    The input of the ONNX model, rgb, are colors as uint8 of shape (n, 3); its outputs are name and,
    for kinds with probabilities, probabilities.
    """
    if onnx is None and joblib is None:
        raise typer.BadParameter("name a file to write by --onnx or --joblib")
    from folkhue._utils.extras import require

    require("train", "a trained classifier")
    from folkhue.learning.classifiers.export import export_joblib, export_onnx
    from folkhue.learning.classifiers.name_classifier import load_classifier

    classifier = load_classifier(model, trusted or ())
    for path, export in ((onnx, export_onnx), (joblib, export_joblib)):
        if path is not None:
            print_lines(f"{path}: {export(classifier, path)}")

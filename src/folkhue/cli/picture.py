"""``folkhue picture``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from folkhue.cli.console import print_lines, printing_each
from folkhue.cli.inputs import Input, LeftOut, find_inputs, for_each
from folkhue.cli.options import ImagesArgument, JsonOption, ModelOption

if TYPE_CHECKING:
    from folkhue.cli.drawing import Swatches
    from folkhue.pictures.picture_color import PictureColor

_MIN_SHOWN = 0.01  # a less probable name has no bar


def picture(
    images: ImagesArgument,
    model: ModelOption = "picture",
    table: Annotated[
        str | None,
        typer.Option(help="Color table. Default: the one that the model was trained with."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Name the color of whole pictures, and say what speaks for it.

    The color of a picture is that of its subject, as its owner would tag it:
    a red shirt before a white wall is red.

        folkhue picture shirt.jpg

        folkhue picture catalogue/ --json

        curl --location https://example.org/a.jpg | folkhue picture -

    Bars are the probabilities of names. Below them are the features that
    speak most for the first one, with how much each adds to the logarithm of
    its probability, compared with an average picture.

    A picture that cannot be read, or is transparent everywhere, is told on
    standard error, and the others are named; the exit status is 1 then. With
    a model or table that cannot be used it is 2, before any picture is read.
    """
    from folkhue.pictures.model import load_picture_model
    from folkhue.pictures.picture_color import picture_color, table_for
    from folkhue.table.color_table import load

    loaded = load_picture_model(model)
    names = table_for(loaded, load(table) if table else None)
    left_out = LeftOut()
    inputs = find_inputs(images, left_out)
    swatches = _swatches(loaded.terms)

    def work(image: Input) -> tuple[Input, PictureColor]:
        return image, picture_color(image.source, loaded, table=names)

    def show(found: tuple[Input, PictureColor]) -> None:
        print_lines(*_lines(*found, swatches))

    with printing_each(json, _described, show) as show_each:
        for_each(inputs, work, show_each, left_out)


def _swatches(terms: tuple[str, ...]) -> Swatches:
    from folkhue.color.vocabulary import Vocabulary

    vocabulary = Vocabulary.of(terms)
    return dict(zip(vocabulary.names, vocabulary.swatches, strict=True))


def _described(found: tuple[Input, PictureColor]) -> dict[str, Any]:
    image, color = found
    return {"path": image.path, **color.as_dict()}


def _lines(image: Input, color: PictureColor, swatches: Swatches) -> list[Any]:
    from rich.text import Text

    from folkhue.cli.drawing import bold, share_bars
    from folkhue.pictures.wording import feature_in_words

    likely = {
        name: probability
        for name, probability in color.probabilities.items()
        if probability >= _MIN_SHOWN or name == color.name
    }
    reasons = [
        Text(f"{reason.contribution:+9.2f}  {feature_in_words(reason.feature, reason.value)}")
        for reason in color.reasons
    ]
    return [bold(f"{image.title}: {color.name}"), share_bars(likely, swatches), *reasons]

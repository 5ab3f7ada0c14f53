"""Schemas of JSON requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)

from folkhue.color.notation import NOTATIONS, parse_color, parse_hex
from folkhue.harmonies import suggestions

MAX_COLORS = 1000
"""Maximum number of colors in one request."""

MAX_LETTERS = 100
"""Maximum length of one of them."""

Share = Annotated[float, Field(ge=0, le=1, description="From 0 to 1.")]
Channel = Annotated[StrictInt, Field(ge=0, le=255)]
Hex = Annotated[
    str, StringConstraints(pattern=r"^#[0-9a-f]{6}$"), Field(description="sRGB as #rrggbb.")
]
Triple = Annotated[
    list[Channel], Field(min_length=3, max_length=3, description="sRGB, from 0 to 255.")
]
Floats = Annotated[list[float], Field(min_length=3, max_length=3)]
Confidence = Annotated[
    float,
    Field(
        ge=0,
        le=1,
        description="How sure the name is, from 0 to 1: its probability, against that of the most "
        "probable other name.",
    ),
]
Described = Annotated[str, Field(description="The name with modifiers, such as light or grayish.")]
TableName = Annotated[str, Field(description="Name of the color table.")]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NameShare(_Answer):
    """A color name and its share of an image."""

    name: str
    share: Share


class Known(_Answer):
    """The nearest name of a known list."""

    name: str
    difference: Annotated[float, Field(ge=0, description="CIEDE2000.")]


class Nearest(_Answer):
    """The nearest names of known lists."""

    css: Annotated[Known, Field(description="Of CSS.")]
    xkcd: Annotated[
        Known | None, Field(description="Of the XKCD survey, if the server has its list.")
    ] = None


class Color(_Answer):
    """A color of a palette."""

    hex: Hex
    rgb: Triple
    hsl: Annotated[Floats, Field(description="Hue in degrees, saturation, lightness.")]
    lab: Annotated[Floats, Field(description="CIELAB, D65.")]
    oklch: Annotated[Floats, Field(description="Lightness, chroma, and hue in degrees.")]
    share: Annotated[Share, Field(description="Its share of the image, from 0 to 1.")]
    name: Annotated[str, Field(description="Its name in the table.")]
    confidence: Confidence
    description: Described
    nearest: Nearest
    label: Annotated[str, Field(description="Its name in a palette file.")] = ""
    scale: Annotated[
        dict[str, Hex] | None,
        Field(
            description="With `scales=true`: its shades by step, from 50, the lightest, to 950. "
            "One is the color itself."
        ),
    ] = None


_TextHex = Annotated[Hex, Field(description="Color of text on it.")]
_Ratio = Annotated[
    float, Field(ge=4.5, le=21, description="Their contrast ratio by WCAG 2.2, rounded down.")
]


class TextContrast(_Answer):
    """The color of text on a color of a palette."""

    hex: Hex
    text: _TextHex
    ratio: _Ratio


RoleName = Literal["dominant", "background", "accent", "muted", "light", "dark"]


class Role(_Answer):
    """A color in a role in a design."""

    hex: Hex
    description: Described
    derived: Annotated[
        bool, Field(description="Whether it is a tint or shade that is not in the palette.")
    ]
    text: _TextHex
    ratio: _Ratio


Distance = Annotated[float, Field(ge=0, description="In DIN99o.")]


class Confusable(_Answer):
    """Two colors that clearly differ, but look alike with another color vision."""

    colors: Annotated[list[Hex], Field(min_length=2, max_length=2)]
    distance: Annotated[Distance, Field(description="In DIN99o, for normal vision.")]
    visions: Annotated[
        dict[Literal["protan", "deutan", "tritan"], Distance],
        Field(description="Color vision with which they look alike, and the distance with it."),
    ]


class Palette(_Answer):
    """The colors of an image."""

    title: str
    colors: list[Color]
    roles: Annotated[
        dict[RoleName, Role] | None,
        Field(description="With `roles=true`; all, or none if every pixel is transparent."),
    ] = None
    contrast: Annotated[
        list[TextContrast] | None, Field(description="With `roles=true`; of each color.")
    ] = None
    confusable: Annotated[list[Confusable] | None, Field(description="With `roles=true`.")] = None


class Classified(_Answer):
    """The color names of an image."""

    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    pixels: Annotated[
        int, Field(ge=0, description="Opaque pixels, as decoded; shares are fractions of them.")
    ]
    terms: Annotated[list[str], Field(description="All names of the table.")]
    shares: Annotated[
        list[NameShare], Field(description="Of the names that occur, the largest share first.")
    ]
    dominant: Annotated[
        str | None, Field(description="The name with the largest share; null without pixels.")
    ]
    palette: Palette | None = None


class Reason(_Answer):
    """A feature that speaks for the name of a picture."""

    feature: Annotated[str, Field(description="Its name.")]
    value: Annotated[float, Field(description="Of this picture.")]
    contribution: Annotated[
        float,
        Field(
            ge=0, description="How much it adds to the natural logarithm of the name's probability."
        ),
    ]


class PictureColor(_Answer):
    """The color of a whole picture."""

    name: Annotated[str, Field(description="The most probable name.")]
    probabilities: Annotated[
        dict[str, Share], Field(description="Of each name, the most probable first.")
    ]
    reasons: Annotated[
        list[Reason], Field(description="At most five, the strongest first.", max_length=5)
    ]


def _rgb(value: object) -> list[int]:
    """Read a color in any notation."""
    if isinstance(value, str) and len(value) <= MAX_LETTERS:
        if rgb := parse_color(value) or parse_hex(value):
            return list(rgb)
    elif isinstance(value, list) and len(value) == 3 and all(map(_is_channel, value)):
        return value
    raise ValueError(
        f"expected {NOTATIONS}, or [red, green, blue] from 0 to 255",
    )


def _is_channel(value: object) -> bool:
    return type(value) is int and 0 <= value <= 255


AnyColor = Annotated[
    list[int],
    PlainValidator(_rgb),
    WithJsonSchema(
        {
            "anyOf": [
                {
                    "type": "string",
                    "maxLength": MAX_LETTERS,
                    "description": "As CSS writes colors, or hexadecimal digits without #.",
                },
                {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": 255},
                    "minItems": 3,
                    "maxItems": 3,
                },
            ]
        }
    ),
]


class ColorsRequest(BaseModel):
    """Colors to name."""

    model_config = ConfigDict(extra="forbid")

    colors: Annotated[list[AnyColor], Field(min_length=1, max_length=MAX_COLORS)]


class Neighbor(_Answer):
    """Another probable name of a color."""

    name: str
    probability: Annotated[
        Share, Field(description="From 0 to 1, against that of the color's own name.")
    ]


class Named(_Answer):
    """A color and its name."""

    hex: Hex
    rgb: Triple
    name: str
    confidence: Confidence
    description: Described
    neighbors: list[Neighbor]
    nearest: Nearest


class SuggestRequest(BaseModel):
    """A palette to complete."""

    model_config = ConfigDict(extra="forbid")

    colors: Annotated[
        list[AnyColor],
        Field(max_length=suggestions.MAX_COLORS, description="They stay as they are."),
    ]
    add: Annotated[
        StrictInt, Field(ge=1, le=suggestions.MAX_ADDED, description="Number of colors to add.")
    ] = 1
    alternatives: Annotated[
        StrictInt,
        Field(ge=1, le=suggestions.MAX_ALTERNATIVES, description="Number of answers."),
    ] = 10
    seed: Annotated[
        StrictInt,
        Field(ge=0, lt=1 << 32, description="Another one draws other answers of several colors."),
    ] = 0
    words: Annotated[
        str, Field(max_length=MAX_LETTERS, description="What the palette is about.")
    ] = ""
    method: Annotated[
        Literal["learned", "complement", "split-complement", "triad", "square", "analogous"],
        Field(description="As in palettes that people made, or by a classic scheme."),
    ] = "learned"


class Suggested(_Answer):
    """Colors to add to a palette."""

    colors: Annotated[list[Hex], Field(description="Those to add.")]
    palette: Annotated[list[Hex], Field(description="The given colors and those to add.")]
    harmony: Annotated[
        Share,
        Field(
            description="The share of the palettes that people made whose colors follow less from "
            "each other than those of this one."
        ),
    ]


class Term(_Answer):
    """A color name, and the color that represents it in pictures."""

    name: str
    hex: Hex
    rgb: Triple


class Terms(_Answer):
    """The color names that a table uses."""

    table: TableName
    terms: list[Term]


class Score(_Answer):
    """Balanced accuracy in percent, and its 95 % confidence interval."""

    on: Annotated[str, Field(description="What it was measured on.")]
    percent: float
    low: float
    high: float


class Source(_Answer):
    """Photographs that the table was trained on."""

    kind: str
    photographs: int


class Model(_Answer):
    """How the table was trained, and how accurate it is."""

    table: TableName
    version: Annotated[str, Field(description="Version of folkhue.")]
    license: str
    terms: list[str]
    training: Annotated[
        dict[str, Any], Field(description="Parameters, as the table's file has them.")
    ]
    commit: Annotated[
        str | None, Field(description="Commit at which the table was trained; null for your own.")
    ]
    trained: Annotated[
        date | None, Field(description="Date of that commit; null for your own table.")
    ]
    learned_from: list[Source]
    measured: list[Score]
    card: Annotated[
        str | None, Field(description="Model card, in Markdown; null for your own table.")
    ]


class Health(_Answer):
    """Status of the server."""

    status: str
    version: str

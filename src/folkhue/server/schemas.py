"""Schemas of JSON requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

MAX_COLORS = 1000
"""Maximum number of colors in one request."""

Share = Annotated[float, Field(ge=0, le=1)]
Channel = Annotated[StrictInt, Field(ge=0, le=255)]
Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Written = Annotated[str, StringConstraints(pattern=r"^#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$")]
Triple = Annotated[list[Channel], Field(min_length=3, max_length=3)]
Floats = Annotated[list[float], Field(min_length=3, max_length=3)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NameShare(_Answer):
    """A color name and its share of an image."""

    name: str
    share: Share


class Color(_Answer):
    """A color of a palette."""

    hex: Hex
    rgb: Triple
    hsl: Floats
    lab: Floats
    oklch: Floats
    share: Share
    name: str
    confidence: Share
    description: str
    label: str = ""


class Palette(_Answer):
    """The colors of an image."""

    title: str
    colors: list[Color]


class Classified(_Answer):
    """The color names of an image."""

    width: Annotated[int, Field(ge=1)]
    height: Annotated[int, Field(ge=1)]
    pixels: Annotated[
        int, Field(ge=0, description="Opaque pixels, as decoded; shares are fractions of them.")
    ]
    terms: list[str]
    shares: list[NameShare]
    dominant: str | None
    palette: Palette | None = None


class ColorsRequest(BaseModel):
    """Colors to name."""

    colors: Annotated[list[Written | Triple], Field(min_length=1, max_length=MAX_COLORS)]


class Neighbor(_Answer):
    """Another probable name of a color."""

    name: str
    probability: Share


class Named(_Answer):
    """A color and its name."""

    hex: Hex
    rgb: Triple
    name: str
    confidence: Share
    description: str
    neighbors: list[Neighbor]


class Term(_Answer):
    """A color name, and the color that represents it in pictures."""

    name: str
    hex: Hex
    rgb: Triple


class Terms(_Answer):
    """The color names that a table uses."""

    table: str
    terms: list[Term]


class Score(_Answer):
    """Balanced accuracy in percent, and its 95 % confidence interval."""

    on: str
    percent: float
    low: float
    high: float


class Source(_Answer):
    """Photographs that the table was trained on."""

    kind: str
    photographs: int


class Model(_Answer):
    """How the table was trained, and how accurate it is."""

    table: str
    version: str
    license: str
    terms: list[str]
    training: dict[str, Any]
    commit: str | None
    trained: Annotated[
        date | None, Field(description="Date of that commit; null for your own table.")
    ]
    learned_from: list[Source]
    measured: list[Score]
    card: str | None


class Health(_Answer):
    """Status of the server."""

    status: str
    version: str

"""Parameters of the routes that read an image: in the query, in a form or in JSON.

A parameter that is not known is a problem, and so is one that is there twice or that the query
and the body set differently: none is ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from folkhue._utils.text import did_you_mean
from folkhue.palettes.formats import FORMATS
from folkhue.palettes.formats.entries import PREFIX_PATTERN
from folkhue.palettes.formats.swatches import MAX_NAME as MAX_PREFIX
from folkhue.palettes.palette import MAX_DISTINCT, ORDERS
from folkhue.palettes.quantize import DISTINCT, EMPHASES, METHODS
from folkhue.server.problems import MAX_NAME, wrong_parameters

CLASSIFY_TYPES = {"json": "application/json", "png": "image/png", "webp": "image/webp"}
"""Format → media type of /v1/classify; the first is the default."""

PICTURE_TYPES = {"json": "application/json"}
"""Format → media type of /v1/picture."""

_KNOWN_TYPES = {
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".scss": "text/x-scss; charset=utf-8",
    ".tailwind.css": "text/css; charset=utf-8",
    ".tailwind.js": "text/javascript; charset=utf-8",
    ".tokens.json": "application/design-tokens+json",
    ".xml": "application/xml",
    ".swift": "text/x-swift; charset=utf-8",
    **dict.fromkeys((".gpl", ".pal", ".hex", ".txt"), "text/plain; charset=utf-8"),
    ".png": "image/png",
}

PALETTE_TYPES = {
    suffix[1:]: _KNOWN_TYPES.get(suffix, "application/octet-stream") for suffix in FORMATS
}
"""Format, a suffix of `folkhue.palettes.formats` without its dot → media type of /v1/palette."""

TYPES = {"classify": CLASSIFY_TYPES, "palette": PALETTE_TYPES, "picture": PICTURE_TYPES}
"""What is asked for → format → media type of the answer."""

_FLAGS = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


@dataclass(frozen=True)
class Parameter:
    """A parameter.

    Attributes
    ----------
    name, description : str
    schema : mapping
        For OpenAPI.
    pattern : str
        Regular expression of its texts.
    expected : str
        The same for people.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    pattern: str
    expected: str

    @property
    def default(self) -> Any:
        """Its value if it is absent; None if other things decide."""
        return self.schema.get("default")

    def parse(self, text: str | None) -> Any:
        """Parse a text; None if it is wrong."""
        if text is None or not re.fullmatch(self.pattern, text, re.ASCII):
            return None
        kind = self.schema.get("type")
        if kind == "number":
            return self._number(text)
        return _FLAGS[text.lower()] if kind == "boolean" else text

    def _number(self, text: str) -> float | None:
        value = float(text)
        return value if self.schema["minimum"] <= value <= self.schema["maximum"] else None


def _choice(name: str, texts: Iterable[str], default: str | None, description: str) -> Parameter:
    texts = list(texts)
    schema = {"type": "string", "enum": texts} | ({"default": default} if default else {})
    expected = f"{', '.join(texts[:-1])} or {texts[-1]}"
    return Parameter(name, description, schema, "|".join(map(re.escape, texts)), expected)


def _flag(name: str, default: bool, description: str) -> Parameter:
    schema = {"type": "boolean", "default": default}
    return Parameter(name, description, schema, f"(?i:{'|'.join(_FLAGS)})", "true or false")


def _formats_with(choice: str) -> str:
    """List the formats that leave a choice, an attribute of `folkhue.palettes.formats.Format`."""
    return ", ".join(suffix[1:] for suffix, each in FORMATS.items() if getattr(each, choice))


_COUNT = Parameter(
    "k",
    "Number of colors, 1 to 256; or auto: as many as the image needs.",
    {
        "anyOf": [
            {"type": "integer", "minimum": 1, "maximum": 256},
            {"type": "string", "enum": ["auto"]},
        ],
        "default": 6,
    },
    "auto|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-6]",
    "1 to 256, or auto",
)

_DISTINCT = Parameter(
    "distinct",
    "Minimum difference of two colors (DIN99o, close to ΔE2000). By default, no two look alike.",
    {"type": "number", "minimum": 0, "maximum": MAX_DISTINCT, "default": DISTINCT},
    r"-?[0-9]{1,20}(\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?",
    f"a number from 0 to {MAX_DISTINCT}",
)

_PREFIXES = "lower-case ASCII letters, digits and hyphens"
_PREFIX = Parameter(
    "prefix",
    f"How names of colors begin, such as photo-red: {_PREFIXES}. By default photo; in css and scss "
    f"nothing. For {_formats_with('has_prefix')}.",
    {"type": "string", "pattern": f"^{PREFIX_PATTERN}$", "maxLength": MAX_PREFIX},
    f"(?=.{{1,{MAX_PREFIX}}}$){PREFIX_PATTERN}",
    f"{_PREFIXES}, such as 'brand'",
)
_SCALES = (
    "Whether a scale of shades, 50 to 950, stands for each color, which is one of them; in json, "
    f"each color has its own besides. For {_formats_with('has_scales')}."
)

_PICTURE = (
    "painted: every pixel in the color of its name. names: a name map, which also contains its "
    "terms; see folkhue decode."
)
_EXACT = (
    "Whether to count every pixel of a large JPEG. By default, one of a million pixels or more is "
    "decoded at a reduced size of at least 250,000 pixels, each the mean of several, which is "
    "faster."
)
_CONTEXT = (
    "Whether what surrounds a pixel counts, too: shade, folds and specks change names less. The "
    "palette stays the same."
)
_ROLES = (
    "Whether to add to JSON the roles of colors in a design, the color of text on each, and which "
    "look alike with protan, deutan or tritan vision."
)
_FORMAT = "Shares as JSON, or a picture. By default, the header Accept decides."

PARAMETERS: dict[str, dict[str, Parameter]] = {
    what: {each.name: each for each in parameters}
    for what, parameters in {
        "classify": (
            _choice("format", CLASSIFY_TYPES, None, _FORMAT),
            _choice("picture", ("painted", "names"), "painted", _PICTURE),
            _flag("context", False, _CONTEXT),
            _flag("palette", True, "Whether to add a palette to the shares; without is faster."),
            _flag("exact", False, _EXACT),
            _COUNT,
        ),
        "palette": (
            _COUNT,
            _choice("method", METHODS, "kmeans", "How colors are grouped."),
            _choice("emphasis", EMPHASES, "share", "accent: also rare, colorful colors."),
            _DISTINCT,
            _choice("sort", ORDERS, "share", "Order of the colors."),
            _flag("roles", False, _ROLES),
            _choice("format", PALETTE_TYPES, "json", "JSON, or a file for other programs."),
            _flag("scales", False, _SCALES),
            _PREFIX,
        ),
        "picture": (),
        "": (),
    }.items()
}
"""What is asked for → name → parameter; none for all other routes."""

_ALIASES = {
    **dict.fromkeys(("colors", "colours", "count", "number", "n", "size"), "k"),
    **dict.fromkeys(("order", "by"), "sort"),
    **dict.fromkeys(("type", "output", "as"), "format"),
    **dict.fromkeys(("mode", "style"), "picture"),
    **dict.fromkeys(("scale", "shades"), "scales"),
}
"""What other programs call a parameter."""


@dataclass
class Wanted:
    """Values of all parameters of a request.

    Attributes
    ----------
    values : dict of str to object
    given : dict of str to str
        The texts of those that were given.
    """

    values: dict[str, Any] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def parse_parameters(
    what: str, query: Sequence[tuple[str, str | None]], body: Sequence[tuple[str, str | None]] = ()
) -> Wanted:
    """Parse the parameters of a request.

    Parameters
    ----------
    what : str
        A key of `PARAMETERS`.
    query, body : sequence of (str, str or None)
        Names and texts; None if a value is not even text.

    Raises
    ------
    ProblemError
        If one is unknown, wrong or there twice.
    """
    known = PARAMETERS[what]
    wanted = Wanted({name: each.default for name, each in known.items()})
    errors: list[tuple[str, str]] = []
    for place in (query, body):
        names: set[str] = set()
        for name, text in place:
            detail = "is there twice" if name in names else _take(wanted, known, name, text)
            if detail:
                errors.append((name or "''", detail))
            names.add(name)
    if errors:
        raise wrong_parameters(errors)
    return wanted


def _take(wanted: Wanted, known: Mapping[str, Parameter], name: str, text: str | None) -> str:
    """Take a parameter; return what is wrong with it."""
    if name not in known:
        return _unknown(name[:MAX_NAME], known)
    value = known[name].parse(text)
    if value is None or text is None:
        return f"expected {known[name].expected}"
    if name in wanted.given and wanted[name] != value:
        return "the query and the body set it differently; set it once"
    wanted.values[name], wanted.given[name] = value, text
    return ""


def _unknown(name: str, known: Mapping[str, Parameter]) -> str:
    if name == "table":
        return "the server has one table, which /v1/terms describes"
    if not known:
        return "this route has no parameters"
    alias = _ALIASES.get(name.lower().replace("n_", ""), "")
    meant = f"did you mean {alias!r}?" if alias in known else did_you_mean(name.lower(), known)
    return f"there is no such parameter; {meant}"


def describe(what: str) -> list[dict[str, Any]]:
    """Describe the parameters for OpenAPI, as those of a query."""
    return [
        {
            "name": each.name,
            "in": "query",
            "required": False,
            "description": each.description,
            "schema": dict(each.schema),
        }
        for each in PARAMETERS[what].values()
    ]


def describe_members(what: str) -> dict[str, Any]:
    """Describe the parameters for OpenAPI, as members of a form or of JSON."""
    return {
        each.name: {**each.schema, "description": each.description}
        for each in PARAMETERS[what].values()
    }

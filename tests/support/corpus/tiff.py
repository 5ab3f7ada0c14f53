"""TIFF files of every photometric interpretation, depth and layout, and what is in them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from support.corpus import profiles
from support.corpus.jpeg import by_profile, inks
from support.corpus.pattern import (
    COLORS,
    Case,
    alpha,
    enlarged,
    gray,
    opaque,
    rgb,
    rgba,
)
from support.corpus.png import PALETTE_COLORS, xmp
from support.corpus.tiff_writer import (
    ASSOCIATED,
    BLACK_IS_ZERO,
    CIELAB,
    CMYK,
    DEFLATE,
    ICCLAB,
    ITULAB,
    PACKBITS,
    PALETTE,
    RGB,
    UNASSOCIATED,
    UNSPECIFIED,
    WHITE_IS_ZERO,
    YCC,
    Samples,
    tiff,
)


def lab_samples(photometric: int, bits: int) -> tuple[Samples, NDArray[np.uint8]]:
    """CIELAB of the pattern as its kind encodes it, and the colors."""
    from coloraide import Color

    lab = np.array(
        [
            Color("srgb", [v / 255 for v in each]).convert("lab")[:3]
            for each in COLORS.reshape(-1, 3).tolist()
        ]
    )
    light, a, b = lab.T
    if photometric == ITULAB:
        encoded = np.stack([light * 2.55, a * 255 / 170 + 128, b * 255 / 200 + 96], 1)
        whole = np.rint(encoded).clip(0, 255)
    elif bits == 8:
        offset = 128 if photometric == ICCLAB else 0
        whole = np.stack([np.rint(light * 2.55), np.rint(a) + offset, np.rint(b) + offset], 1)
    else:
        offset, scale = (32768, 65280) if photometric == ICCLAB else (0, 65535)
        whole = np.stack(
            [np.rint(light * scale / 100), np.rint(a * 256) + offset, np.rint(b * 256) + offset], 1
        )
    found = (whole.astype(int) & (2**bits - 1)).reshape(*COLORS.shape)
    return enlarged(found), opaque(rgb())


def cases() -> Iterator[Case]:
    for name, (contents, expected) in {**_grays(), **_colors(), **_layouts(), **_others()}.items():
        yield Case(f"tif/{name}", contents, expected, browser=False)


Files = dict[str, tuple[bytes, NDArray[np.uint8] | None]]


def _grays() -> Files:
    found: Files = {}
    for bits in (1, 2, 4, 8, 12, 16, 32):
        white = 2**bits - 1
        samples = np.rint(gray() / 255 * white).astype(np.uint64)
        shown = opaque(np.rint(samples * (255 / white)).astype(np.uint8))
        for order in "<>":
            end = {"<": "little", ">": "big"}[order]
            found[f"gray {bits} bit/{end} endian"] = (
                tiff(samples, BLACK_IS_ZERO, bits, order=order),
                shown,
            )
            found[f"gray {bits} bit/{end} endian, white is zero"] = (
                tiff(white - samples, WHITE_IS_ZERO, bits, order=order),
                shown,
            )
    for bits in (8, 16):
        factor = np.uint32(257 if bits == 16 else 1)
        both = np.dstack([gray(), alpha()]) * factor
        shown = np.dstack([gray()] * 3 + [alpha()])
        name = f"gray and alpha {bits} bit"
        for order in "<>":
            found[f"{name}/unassociated {order}"] = (
                tiff(both, BLACK_IS_ZERO, bits, extra=(UNASSOCIATED,), order=order),
                shown,
            )
        found[f"{name}/white is zero"] = (
            tiff(
                np.dstack([(255 - gray()), alpha()]) * factor,
                WHITE_IS_ZERO,
                bits,
                extra=(UNASSOCIATED,),
            ),
            shown,
        )
        found[f"{name}/associated"] = (
            tiff(_multiplied(gray()[..., None]) * factor, BLACK_IS_ZERO, bits, extra=(ASSOCIATED,)),
            shown,
        )
        found[f"{name}/unspecified"] = (
            tiff(both, BLACK_IS_ZERO, bits, extra=(UNSPECIFIED,)),
            opaque(gray()),
        )
    return found


def _multiplied(colors: Samples) -> Samples:
    part = alpha()[..., None] / 255
    return np.dstack([np.rint(colors * part), alpha()]).astype(np.uint32)


def _colors() -> Files:
    found: Files = {}
    for bits in (8, 16):
        factor = np.uint32(257 if bits == 16 else 1)
        for order in "<>":
            end = {"<": "little", ">": "big"}[order]
            found[f"RGB {bits} bit/{end} endian"] = (
                tiff(rgb() * factor, RGB, bits, order=order),
                opaque(rgb()),
            )
            found[f"RGBA {bits} bit/unassociated, {end} endian"] = (
                tiff(rgba() * factor, RGB, bits, order=order, extra=(UNASSOCIATED,)),
                rgba(),
            )
            found[f"RGBA {bits} bit/associated, {end} endian"] = (
                tiff(_multiplied(rgb()) * factor, RGB, bits, order=order, extra=(ASSOCIATED,)),
                rgba(),
            )
            found[f"RGBA {bits} bit/unspecified, {end} endian"] = (
                tiff(rgba() * factor, RGB, bits, order=order, extra=(UNSPECIFIED,)),
                opaque(rgb()),
            )
        found[f"RGBA {bits} bit/undeclared"] = (tiff(rgba() * factor, RGB, bits), rgba())
        five = np.dstack([rgb(), alpha(), gray()]) * factor
        found[f"RGBA {bits} bit/and one more"] = (
            tiff(five, RGB, bits, extra=(UNASSOCIATED, UNSPECIFIED)),
            rgba(),
        )
        six = np.dstack([rgb(), gray(), alpha()]) * factor
        found[f"RGBA {bits} bit/alpha after another"] = (
            tiff(six, RGB, bits, extra=(UNSPECIFIED, UNASSOCIATED)),
            rgba(),
        )
        cmyk = inks() * factor
        shown = _by_formula()
        found[f"CMYK {bits} bit/"] = (tiff(cmyk, CMYK, bits), shown)
        found[f"CMYK {bits} bit/big endian"] = (tiff(cmyk, CMYK, bits, order=">"), shown)
        found[f"CMYK {bits} bit/profile"] = (
            tiff(cmyk, CMYK, bits, tags={34675: (7, profiles.cmyk())}),
            by_profile(),
        )
        both = np.dstack([inks(), alpha()]) * factor
        found[f"CMYK {bits} bit/alpha"] = (
            tiff(both, CMYK, bits, extra=(UNASSOCIATED,)),
            np.dstack([shown[..., :3], alpha()]),
        )
        found[f"CMYK {bits} bit/unspecified"] = (
            tiff(both, CMYK, bits, extra=(UNSPECIFIED,)),
            shown,
        )
    for name, kind, bits in (
        ("CIELAB", CIELAB, 8),
        ("CIELAB", CIELAB, 16),
        ("ICCLab", ICCLAB, 8),
        ("ICCLab", ICCLAB, 16),
        ("ITULab", ITULAB, 8),
    ):
        samples, shown = lab_samples(kind, bits)
        for order in "<>":
            end = {"<": "little", ">": "big"}[order]
            found[f"{name} {bits} bit/{end} endian"] = (
                tiff(samples, kind, bits, order=order),
                shown,
            )
        both = np.dstack([samples, alpha() * np.uint32(257 if bits == 16 else 1)])
        found[f"{name} {bits} bit/alpha"] = (tiff(both, kind, bits, extra=(UNASSOCIATED,)), rgba())
        found[f"{name} {bits} bit/unspecified"] = (
            tiff(both, kind, bits, extra=(UNSPECIFIED,)),
            shown,
        )
        found[f"{name} {bits} bit/profile of Lab"] = (
            tiff(samples, kind, bits, tags={34675: (7, profiles.lab())}),
            shown,
        )
        if bits == 8:
            found[f"{name} {bits} bit/light alone"] = (tiff(samples[..., 0], kind, bits), None)
    return found


def _by_formula() -> NDArray[np.uint8]:
    c, m, y, k = (inks()[..., n].astype(float) for n in range(4))
    return opaque(
        np.rint(np.dstack([(255 - each) * (255 - k) / 255 for each in (c, m, y)])).astype(np.uint8)
    )


def _layouts() -> Files:
    found: Files = {}
    both = {"RGB 8 bit": (rgb(), 8), "RGB 16 bit": (rgb() * np.uint32(257), 16)}
    for name, (samples, bits) in both.items():
        for how, options in {
            "deflate": {"compression": DEFLATE},
            "PackBits": {"compression": PACKBITS},
            "deflate, predictor": {"compression": DEFLATE, "predictor": 2},
            "deflate, predictor, big endian": {
                "compression": DEFLATE,
                "predictor": 2,
                "order": ">",
            },
            "planar": {"planar": True},
            "planar, strips": {"planar": True, "rows_per_strip": 12},
            "planar, deflate": {"planar": True, "compression": DEFLATE, "rows_per_strip": 8},
            "strips": {"rows_per_strip": 5},
            "tiles": {"tile": 16},
            "tiles, deflate, predictor": {"tile": 48, "compression": DEFLATE, "predictor": 2},
            "tiles, planar": {"tile": 16, "planar": True},
            "BigTIFF": {"big": True},
        }.items():
            found[f"{name}/{how}"] = (tiff(samples, RGB, bits, **options), opaque(rgb()))
        for how, options in {
            "planar": {"planar": True},
            "deflate, predictor": {"compression": DEFLATE, "predictor": 2},
            "tiles": {"tile": 16},
            "strips": {"rows_per_strip": 7},
        }.items():
            wide = rgba() * np.uint32(257 if bits == 16 else 1)
            found[f"RGBA {bits} bit/{how}"] = (
                tiff(wide, RGB, bits, extra=(UNASSOCIATED,), **options),
                rgba(),
            )
            inverted = (255 - gray()) * np.uint32(257 if bits == 16 else 1)
            found[f"gray {bits} bit/white is zero, {how}"] = (
                tiff(inverted, WHITE_IS_ZERO, bits, **options),
                opaque(gray()),
            )
    return found


def _others() -> Files:
    found: Files = {}
    numbers = enlarged(np.array([[0, 1, 2, 3], [1, 2, 3, 0]], np.uint8))
    for bits in (1, 2, 4, 8):
        table = np.zeros((2**bits, 3), int)
        table[: min(4, 2**bits)] = PALETTE_COLORS[: min(4, 2**bits)]
        indices = numbers & (2**bits - 1)
        colors = {320: (3, (table.T * 257).reshape(-1).tolist())}
        found[f"palette {bits} bit/"] = (
            tiff(indices, PALETTE, bits, tags=colors),
            opaque(table[indices].astype(np.uint8)),
        )
    both = np.dstack([numbers, alpha()])
    colors = {
        320: (
            3,
            (np.pad(PALETTE_COLORS.astype(int), ((0, 252), (0, 0))).T * 257).reshape(-1).tolist(),
        )
    }
    found["palette 8 bit/alpha"] = (
        tiff(both, PALETTE, 8, extra=(UNASSOCIATED,), tags=colors),
        np.dstack([PALETTE_COLORS[numbers], alpha()]),
    )
    found["palette 8 bit/unspecified"] = (
        tiff(both, PALETTE, 8, extra=(UNSPECIFIED,), tags=colors),
        opaque(PALETTE_COLORS[numbers]),
    )
    ycc = np.rint(_ycc(rgb())).clip(0, 255)
    whole = {530: (3, [1, 1])}
    found["YCbCr 8 bit/"] = (tiff(ycc, YCC, 8, tags=whole), opaque(rgb()))
    found["RGB 8 bit/profile"] = (tiff(rgb(), RGB, 8, tags={34675: (7, profiles.wide())}), None)
    found["RGB 16 bit/profile"] = (
        tiff(rgb() * np.uint32(257), RGB, 16, tags={34675: (7, profiles.wide())}),
        None,
    )
    found["gray 8 bit/profile"] = (
        tiff(gray(), BLACK_IS_ZERO, 8, tags={34675: (7, profiles.gray(1.0))}),
        None,
    )
    found["gray 16 bit/profile, white is zero"] = (
        tiff(
            (255 - gray()) * np.uint32(257),
            WHITE_IS_ZERO,
            16,
            tags={34675: (7, profiles.gray(1.0))},
        ),
        None,
    )
    found["RGB 8 bit/XMP orientation 6"] = (
        tiff(rgb(), RGB, 8, tags={700: (1, xmp(6))}),
        opaque(rgb()),
    )
    found["gray 32 bit/float"] = (
        tiff(gray().astype(np.float32) / 255, BLACK_IS_ZERO, 32, kind=3),
        None,
    )
    found["RGB 32 bit/float"] = (tiff(rgb().astype(np.float32) / 255, RGB, 32, kind=3), None)
    found["gray 16 bit/signed"] = (
        tiff(gray().astype(np.uint32) * 128, BLACK_IS_ZERO, 16, kind=2),
        None,
    )
    for orientation in range(1, 9):
        for bits in (8, 16):
            turn = {274: (3, [orientation])}
            found[f"RGB {bits} bit/orientation {orientation}"] = (
                tiff(rgb() * np.uint32(257 if bits == 16 else 1), RGB, bits, tags=turn),
                None,
            )
    return found


def _ycc(colors: NDArray[np.uint8]) -> NDArray[np.float64]:
    red, green, blue = (colors[..., n].astype(float) for n in range(3))
    y = 0.299 * red + 0.587 * green + 0.114 * blue
    return np.dstack([y, 128 + (blue - y) * 0.564334, 128 + (red - y) * 0.713267])

"""What a palette lacks of its file is told."""

import pytest
from support.palettes import TABLE, ase, ase_color, block, kpl

from folkhue.palettes.formats import decode_import

UNREAD = "a color that is not read"

CSS = {
    "--a: color(display-p3 1 0 0)": ("#ff0000", "what sRGB lacks of it; it is read as #ff0000"),
    "--a: color(display-p3 0.5 0.5 0.5)": ("#808080", ""),
    "--a: rgb(1 2 3 / 50%)": ("#010203", "its opacity of 50 %"),
    "--a: #01020380": ("#010203", "its opacity of 50 %"),
    "--a: hwb(90 80% 80%)": ("#808080", ""),
    "--a: lab(50% 20 30)": ("#a16945", ""),
    "--a: oklch(60% 0.4 29)": ("#ff0000", "what sRGB lacks of it; it is read as #ff0000"),
    "--a: rebeccapurple !important": ("#663399", ""),
    "--a: color-mix(in oklab, red 20%, blue)": ("", UNREAD),
    "--a: rgb(from red r g b)": ("", UNREAD),
    "--a: rgb(var(--r) 0 0)": ("", UNREAD),
    "--a: light-dark(#fff, #000)": ("", UNREAD),
    "--a: linear-gradient(red, #000)": ("", UNREAD),
    "--a: hsl(calc(1deg) 2% 3%)": ("", UNREAD),
    "--a: currentColor": ("", UNREAD),
    "--a: transparent": ("", UNREAD),
    "--a: Canvas": ("", UNREAD),
    "--a: the canvas of a painter": ("", ""),
    "--a: color(--press 1 0 0)": ("", UNREAD),
    "--a: device-cmyk(0 1 1 0)": ("", UNREAD),
    "--a: RGB(100% 0% 0%)": ("#ff0000", ""),
    "--a: hsl(120deg 100% 50% / .25)": ("#00ff00", "its opacity of 25 %"),
    "--a: var(--unknown)": ("", UNREAD),
    "--a: var(--unknown, #123456)": ("#123456", ""),
    "--a: var(--unknown, hsl(120 100% 50%))": ("#00ff00", ""),
    "--a: var(--width); --width: 16px": ("", ""),
    "--a: var(--a)": ("", UNREAD),
    "--a: 16px": ("", ""),
    "--a: url(#abc)": ("", ""),
    '--a: "#abc"': ("", ""),
    "--a: #12345": ("", UNREAD),
    "--a: #part": ("", ""),
    "$a: darken(#fff, 10%)": ("", UNREAD),
}


@pytest.mark.parametrize("declared", CSS)
def test_a_value_is_read_or_told(declared: str) -> None:
    color, note = CSS[declared]
    found = decode_import(f"--other: #fedcba; x {{ {declared} }}".encode(), "a.css", TABLE)
    hexes = [each.hex for each in found.palette.colors]
    assert hexes == (["#fedcba", color] if color else ["#fedcba"])
    text = declared.removesuffix("; --width: 16px").removesuffix(" !important")
    assert found.left_out == ((f"{text}, {note}",) if note else ())


FILES: dict[str, tuple[str, bytes, list[str]]] = {
    "aliases": (
        "a.css", b"--a: #123; --b: var(--a); --c: var(--b)", ["b, c, equal to colors before"]),
    "variables of Sass": ("a.scss", b"$a: #123; $b: $a", ["b, equal to colors before"]),
    "rules beside variables": (
        "a.css", b"--a: #123; x { color: red; border: 1px solid #456 }",
        ["border: 1px solid #456, a color that is not read",
         "1 of rules, such as color: red, as there are variables"]),
    "rules alone": ("a.css", b"x { color: red; margin: 0 }", []),
    "opacity in JSON": ("a.json", b'["#11223380", "445566ff"]', ["#11223380, its opacity of 50 %"]),
    "opacity in GIMP's": (
        "a.gpl", b"GIMP Palette\nChannels: RGBA\n1 2 3 9 x\n4 5 6 255 y",
        ["1 2 3 9 x, its opacity of 9 in 255"]),
    "groups of Adobe's": (
        "a.ase",
        ase(block(0xC001, "one"), ase_color("x", b"RGB ", 1, 0, 0), block(0xC001, "two"),
            block(0x77, "?")),
        ["one, two: the names of groups", "1 blocks of other kinds than colors and groups"]),
    "groups and profiles of Krita's": (
        "a.kpl",
        kpl('<Group name="g"><ColorSetEntry name="x"><RGB r="1" g="0" b="0" '
            'space="Rec2020-elle-V4-g10.icc"/></ColorSetEntry></Group>'),
        ["g: the names of groups",
         "Rec2020-elle-V4-g10.icc: a color profile; its colors are read as if they had none"]),
    "a profile that is sRGB": (
        "a.kpl", kpl('<ColorSetEntry><sRGB r="1" g="0" b="0"/></ColorSetEntry>'), []),
    "a color of any opacity": (
        "a.tailwind.js", b"colors: {a: 'rgb(1 2 3 / <alpha-value>)'}", []),
    "what tokens can be": (
        "a.tokens.json", b"""{"$type": "color", "a": {"$value": {"colorSpace": "display-p3",
        "components": [1, 0, 0]}}, "b": {"$value": {"colorSpace": "srgb", "components": [0, 0, 0],
        "alpha": 0.5}}, "c": {"$value": "{nobody}"}, "d": {"$value": 3}, "e": {"$value": "{e}"},
        "f": {"$value": {"colorSpace": "cmyk", "components": [0, 0, 0, 1]}},
        "g": {"$type": "number", "$value": 3}}""",
        ["a, what sRGB lacks of it; it is read as #ff0000", "b, its opacity of 50 %",
         "c, a color that is not read", "d, a color that is not read",
         "e, a color that is not read", "f, a color that is not read"]),
    "what colors of Android can be": (
        "a.xml", b"""<resources><color name="a">#80010203</color><color name="b">?attr/c</color>
        <color name="c">@color/c</color><color name="d">@android:color/white</color></resources>""",
        ["a: #80010203, its opacity of 50 %", "b: ?attr/c, a color that is not read",
         "c: @color/c, a color that is not read",
         "d: @android:color/white, a color that is not read"]),
    "what colors of Swift can be": (
        "a.swift", b"""let a = Color(.displayP3, red: 1, green: 0, blue: 0)
        let b = Color("Brand")\nlet c = UIColor(hue: 1, saturation: 1, brightness: 1, alpha: 1)
        static let d: Color = .init(red: 1, green: 0, blue: 0)
        let e = Color(red: 0, green: 0, blue: 1, opacity: 0.5)""",
        ["a, what sRGB lacks of it; it is read as #ff0000",
         'let b = Color("Brand"), a color that is not read',
         "let c = UIColor(hue: 1, saturation: 1, brightness: 1, alpha: 1), "
         "a color that is not read", "e, its opacity of 50 %"]),
    "opacity in lists": (
        "a.txt", b"80010203 ; x\nFF010204", ["80010203 ; x, its opacity of 50 %"]),
    "opacity of Aseprite": (
        "a.pal", b"JASC-PAL\n0100\n1\n1 2 3 9", ["1 2 3 9, its opacity of 9 in 255"]),
    "hex codes of other lengths": (
        "a.css", b":root {--a: #fff; --b: #12345; --c: #1; --d: #part}",
        ["--b: #12345, a color that is not read", "--c: #1, a color that is not read"]),
    "values of Tailwind": (
        "a.tailwind.js",
        b"module.exports = {theme: {colors: {a: '#f00', b: colors.red, c: 'rgb(var(--x))', "
        b"d: '#00f8', e: 'inherit'}, fontSize: {sm: '14px'}}}",
        ["b: colors, a color that is not read", "c: rgb(var(--x)), a color that is not read",
         "d: #00f8, its opacity of 53 %", "e: inherit, a color that is not read"]),
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_what_is_left_out_of_a_file_is_told(case: str) -> None:
    name, contents, notes = FILES[case]
    assert list(decode_import(contents, name, TABLE).left_out) == notes


def test_a_long_style_sheet_takes_no_long_time() -> None:
    """Each of these could take hours in a search that starts again at each place."""
    for part in ("url(", "var(", "rgb(", '"', "'", "#", "/*", "--a:", "var(--a,"):
        decode_import(f"--b: #123; --c: {part * 200_000}".encode(), "a.css", TABLE)

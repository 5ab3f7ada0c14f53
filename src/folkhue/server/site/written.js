"use strict";
/* Colors as they are shown and copied: in the notation of CSS that was chosen. */
(function () {
  const { find, make, hex } = folkhue;

  const fixed = (values, digits) => values.map((value, n) => Number(value.toFixed(digits[n])));

  function hslOf(rgb, digits) {
    const [hue, saturation, lightness] = folkhue.hsl(rgb);
    const [h, s, l] = fixed([hue, 100 * saturation, 100 * lightness], [digits, digits, digits]);
    return `hsl(${h} ${s}% ${l}%)`;
  }

  const oklchOf = (rgb, digits) => `oklch(${fixed(folkhue.oklch(rgb), [digits + 2, digits + 2, digits]).join(" ")})`;

  /** The shortest text that is read as the very same color. */
  function shortest(write, rgb) {
    const texts = [0, 1, 2, 3].map((digits) => write(rgb, digits));
    return texts.find((text) => hex(folkhue.parseColor(text)) === hex(rgb)) || texts[3];
  }

  let named = null;

  /** Colors with a name in CSS, and their places: [{name, rgb, place}]. */
  function namedColors() {
    named ||= folkhue.cssNames.map((name) => ({ name, rgb: folkhue.parseColor(name) }))
      .map((color) => ({ ...color, place: folkhue.oklab(color.rgb) }));
    return named;
  }

  /** The color with a name in CSS that is nearest to a color: in OKLab, as DIN99o finds violets for blues so far apart. */
  function nearestNamed(rgb) {
    const all = namedColors();
    return all[folkhue.nearestPlace(folkhue.oklab(rgb), all.map(({ place }) => place))];
  }

  const NOTATIONS = {
    hex: { title: "hex", write: hex },
    rgb: { title: "RGB", write: (rgb) => `rgb(${rgb.join(" ")})` },
    hsl: { title: "HSL", write: (rgb) => shortest(hslOf, rgb) },
    oklch: { title: "OKLCH", write: (rgb) => shortest(oklchOf, rgb) },
    name: { title: "CSS name", write: (rgb) => nearestNamed(rgb).name },
  };

  const notation = () => find("#notation").value;

  /** A color in the chosen notation, to be copied. */
  const written = (rgb) => NOTATIONS[notation()].write(rgb);

  /** Whether that is another color, the nearest that has a name. */
  const isNear = (rgb) => notation() === "name" && hex(nearestNamed(rgb).rgb) !== hex(rgb);

  /** A color in the chosen notation, to be read. */
  const told = (rgb) => `${isNear(rgb) ? "near " : ""}${written(rgb)}`;

  function listNotations() {
    find("#notation").append(...Object.entries(NOTATIONS).map(([value, { title }]) => make("option", { value, textContent: title })));
  }

  Object.assign(folkhue, { written, isNear, toldColor: told, listNotations });
})();

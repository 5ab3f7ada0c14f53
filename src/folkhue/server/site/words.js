"use strict";
/* Words for single colors: modifiers for lightness and chroma, as in folkhue.palettes.modifiers, and other probable
   names, as in folkhue.palettes.named_color. */
folkhue.shared((folkhue) => {
  const WORDS = [["dark", "dark", "deep"], ["dull", "", "vivid"], ["pale", "light", "vivid"]];
  const TINTS = [[50, "reddish"], [130, "yellowish"], [190, "greenish"], [290, "bluish"], [360, "purplish"]];
  const NEIGHBORS = 3;
  const PROBABLE = 0.01;
  const ranges = new WeakMap();

  /** "dark blue", "pale pink", or the name alone. */
  function describe(rgb, table) {
    const number = table.nameOf(rgb), { name } = table.named(number);
    if (!ranges.has(table)) ranges.set(table, rangesOf(table));
    const range = ranges.get(table).get(number);
    return range ? `${word(rgb, range)} ${name}`.trim() : name;
  }

  function word(rgb, range) {
    const [light, chroma, hue] = folkhue.oklch(rgb);
    const level = (limits, value) => limits.filter((limit) => limit <= value).length;
    const lightness = level(range.lightness, light);
    if (!range.neutral) return WORDS[lightness][level(range.chroma, chroma)];
    if (range.end === null && lightness !== 1) return lightness ? "light" : "dark";
    const [, a, b] = folkhue.lab(rgb);
    if (Math.hypot(a, b) >= 5) return tint(hue >= 340 ? hue - 360 : hue);
    return range.end !== null && lightness === 2 - range.end ? "grayish" : "";
  }

  const tint = (hue) => TINTS.find(([limit]) => hue < limit)[1];

  /** Quartiles of lightness and chroma for each name, over an even grid of colors. */
  function rangesOf(table) {
    const groups = new Map();
    for (let place = 0; place < 17 ** 3; place++) {
      const rgb = [place / 289, place / 17 % 17, place % 17].map((n) => Math.min(16 * Math.floor(n), 255));
      const name = table.nameOf(rgb);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(rgb);
    }
    groups.delete(folkhue.NONE);
    const black = table.nameOf([0, 0, 0]), white = table.nameOf([255, 255, 255]);
    return new Map([...groups].map(([name, own]) => {
      const oklch = own.map(folkhue.oklch), oklab = own.map(folkhue.oklab);
      const mean = (axis) => oklab.reduce((sum, each) => sum + each[axis], 0) / own.length;
      return [name, {
        lightness: quartiles(oklch.map((each) => each[0])),
        chroma: quartiles(oklch.map((each) => each[1])),
        neutral: Math.hypot(mean(1), mean(2)) < 0.03,
        end: name === black ? 0 : name === white ? 2 : null,
      }];
    }));
  }

  function quartiles(values) {
    const sorted = Float64Array.from(values).sort();
    return [0.25, 0.75].map((part) => {
      const at = part * (sorted.length - 1), low = Math.floor(at);
      const next = sorted[Math.min(low + 1, sorted.length - 1)];
      return sorted[low] + (at - low) * (next - sorted[low]);
    });
  }

  /** At most three other names of a color, the most probable first, each with its probability against that of the
      color's own name, if it has one: [{name, swatch, probability}]. */
  function neighbors(rgb, table) {
    const own = table.nameOf(rgb), likely = table.probabilities(rgb);
    const against = (n) => own === folkhue.NONE ? table.confidence(rgb, n) : likely[n] / (likely[n] + likely[own]);
    return [...likely.keys()].filter((n) => n !== own && likely[n])
      .sort((a, b) => likely[b] - likely[a] || a - b).slice(0, NEIGHBORS)
      .map((n) => ({ ...table.named(n), probability: against(n) })).filter(({ probability }) => probability >= PROBABLE);
  }

  /** The name of a color, with how sure it is, and its neighbors: [{name, swatch, probability, own}]. */
  function likelyNames(rgb, table) {
    return [{ ...table.named(table.nameOf(rgb)), probability: table.confidence(rgb), own: true }, ...neighbors(rgb, table)];
  }

  Object.assign(folkhue, { describe, neighbors, likelyNames });
});

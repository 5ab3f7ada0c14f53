"use strict";
/* Roles of the colors of a palette, and text on each, with the numbers of folkhue.palettes.roles. */
folkhue.shared((folkhue) => {
  const TEXT = 4.5;
  const [LIGHT, DARK] = [0.4, 0.05];
  const [TINT, SHADE] = [[0.93, 0.03], [0.25, 0.04]];
  const MOST_COLORFUL = 0.33;
  const MUTED = [0.6, 0.04];
  const CHROMA_WEIGHT = 3;
  const GRAY = 1e-4;
  const [BLACK, WHITE] = [[0, 0, 0], [255, 255, 255]];

  /** Relative luminance, as WCAG rounds its weights. */
  function luminance(rgb) {
    const [red, green, blue] = folkhue.linear(rgb);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** The contrast ratio of two colors, by WCAG 2.2. */
  function contrast(one, other) {
    const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
    return Math.max(a, b) / Math.min(a, b);
  }

  const best = (values) => values.indexOf(Math.max(...values));

  /** The color of text on each of several colors, and their roles: {roles, texts, derived}, the first two by their
      codes. Derived colors are tints and shades that the palette lacks. */
  function designOf(colors) {
    const all = colors.map(({ rgb }) => rgb), { hex } = folkhue, roles = {};
    if (!all.length) return { roles, texts: {}, derived: [] };
    const ends = lightAndDark(all), places = placesOf(all, sharesOf(colors));
    const chosen = { ...Object.fromEntries(Object.entries(places).map(([role, n]) => [role, all[n]])), light: ends[0], dark: ends[1] };
    for (const [role, rgb] of Object.entries(chosen)) (roles[hex(rgb)] ||= []).push(role);
    const own = new Set(all.map(hex)), derived = ends.filter((rgb) => !own.has(hex(rgb)));
    const texts = Object.fromEntries([...all, ...derived].map((rgb) => [hex(rgb), textOn(rgb, ends)]));
    return { roles, texts, derived };
  }

  /** Shares, or equal ones if no color has one. */
  function sharesOf(colors) {
    const shares = colors.map(({ share }) => share || 0);
    return shares.some((share) => share) ? shares : shares.map(() => 1 / shares.length);
  }

  function placesOf(all, shares) {
    const background = best(all.map((rgb, n) => asBackground(rgb, shares[n])));
    const accent = avoiding(asAccent(all, shares, background), [background]);
    const muted = avoiding(all.map(asMuted), [background, accent], [accent]);
    return { dominant: best(shares), background, accent, muted };
  }

  /** The place of the highest score, avoiding the first places that leave others. */
  function avoiding(scores, ...avoided) {
    const left = [...avoided, []].map((places) => [...scores.keys()].filter((n) => !places.includes(n))).find(({ length }) => length);
    return left[best(left.map((n) => scores[n]))];
  }

  function asBackground(rgb, share) {
    return share * Math.max(contrast(rgb, BLACK), contrast(rgb, WHITE)) * (MOST_COLORFUL - folkhue.oklch(rgb)[1]);
  }

  function asAccent(all, shares, background) {
    const hues = all.map((rgb) => folkhue.oklab(rgb).slice(1));
    const mean = [0, 1].map((axis) => hues.reduce((sum, hue, n) => sum + shares[n] * hue[axis], 0));
    const scores = hues.map(([a, b]) => Math.hypot(a, b) * Math.hypot(a - mean[0], b - mean[1]));
    return Math.max(...scores) < GRAY ? all.map((rgb) => contrast(rgb, all[background])) : scores;
  }

  function asMuted(rgb) {
    const [lightness, chroma] = folkhue.oklch(rgb);
    return -Math.hypot(lightness - MUTED[0], CHROMA_WEIGHT * (chroma - MUTED[1]));
  }

  function lightAndDark(all) {
    const light = all.map(luminance), high = best(light), low = best(light.map((value) => -value));
    return [light[high] >= LIGHT ? all[high] : shade(all[high], TINT), light[low] <= DARK ? all[low] : shade(all[low], SHADE)];
  }

  function shade(rgb, [lightness, most]) {
    const [, chroma, hue] = folkhue.oklch(rgb), radius = Math.min(chroma, most), angle = hue * Math.PI / 180;
    return folkhue.fromOklab([lightness, radius * Math.cos(angle), radius * Math.sin(angle)]);
  }

  function textOn(rgb, ends) {
    const choices = [ends, [BLACK, WHITE]].map((pair) => pair.map((text) => ({ rgb: text, contrast: contrast(text, rgb) })));
    const [own, plain] = choices.map(([one, other]) => (other.contrast > one.contrast ? other : one));
    return own.contrast >= TEXT ? own : plain;
  }

  /** A contrast ratio as people read it, rounded down: "4.5:1". */
  const ratio = (value) => `${(Math.floor(10 * value + 1e-6) / 10).toFixed(1)}:1`;

  Object.assign(folkhue, { contrast, designOf, ratio });
});

"use strict";
/* Shade scales, with the numbers of folkhue.palettes.scales. */
(function () {
  const STEPS = [50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950];
  const LIGHTNESS = [0.975, 0.945, 0.89, 0.815, 0.725, 0.64, 0.555, 0.48, 0.41, 0.345, 0.25];
  const EASED = 0.4;
  const LAST = STEPS.length - 1;

  /** The shades of a color, from light to dark: {step, rgb, own}, one of which is the color itself. */
  function shadesOf(rgb) {
    const [lightness, chroma, hue] = folkhue.oklch(rgb), far = LIGHTNESS.map((each) => Math.abs(each - lightness));
    const own = far.indexOf(Math.min(...far));
    return STEPS.map((step, n) => {
      if (n === own) return { step, rgb, own: true };
      const weight = n < own ? n / own : (LAST - n) / (LAST - own);
      const light = LIGHTNESS[n] + weight * (lightness - LIGHTNESS[own]);
      const eased = Math.min(1, ease(light) / Math.max(ease(lightness), 1e-6));
      return { step, rgb: folkhue.fromOklch([light, chroma * eased, hue]), own: false };
    });
  }

  /** By how much chroma is reduced: 0 at white and black, 1 between. */
  const ease = (lightness) => Math.min(1, Math.max(0, Math.min(1 - lightness, lightness) / EASED));

  Object.assign(folkhue, { shadesOf });
})();

/* Words for single colors: modifiers for lightness and chroma, as in folkhue.palettes.modifiers, and other probable
   names, as in folkhue.palettes.named_color. */
import { lab, oklch } from "./color.js";
import { NONE } from "./table.js";

const STRENGTHS = [0.25, 0.4, 0.55, 0.75, 1, 1.15];
// By lightness, the darkest first, and by strength.
const WORDS = [
  "dark dark dark dark dark dark dark",
  "dark dark dark dark dark deep deep",
  "dark dark dark dark deep deep vivid",
  "grayish dull dull - deep vivid vivid",
  "grayish dull dull - - vivid vivid",
  "pale pale - - - vivid vivid",
  "pale pale light light - vivid vivid",
  "pale pale light light light vivid vivid",
].map((row) => row.replaceAll("-", "").split(" "));
const VIVID = [[30, 0.2], [75, 0.16], [105, 0.18], [145, 0.2], [200, 0.15], [260, 0.19], [330, 0.2], [390, 0.2]];
const TINTS = [[50, "reddish"], [130, "yellowish"], [190, "greenish"], [290, "bluish"], [360, "purplish"]];
const NEVER = 101;
const wine = meaning(15, 66, { usual: 0.7 }), cream = meaning(55, NEVER, { usual: 0.25 });
const tan = meaning(50, 82, { usual: 0.4 }), lilac = meaning(50, 94, { usual: 0.3 });
const salmon = meaning(50, 76), gold = meaning(55, 80, { deep: 76, bright: NEVER });
const navy = meaning(10, 66, { usual: 0.7 });
const MEANINGS = new Map(Object.entries({
  pink: meaning(50, 73, { deep: 60 }),
  orange: meaning(45, 74, { deep: 60, bright: NEVER }),
  yellow: gold, gold,
  brown: meaning(30, 58, { usual: 0.6 }),
  olive: meaning(30, 66, { usual: 0.65 }),
  navy, "navy blue": navy,
  indigo: meaning(12, 66),
  maroon: wine, burgundy: wine,
  teal: meaning(35, 66),
  turquoise: meaning(50, 84),
  cyan: meaning(50, 92),
  lime: meaning(55, 92),
  mint: meaning(55, 92, { usual: 0.4 }),
  beige: cream, cream, ivory: cream,
  tan, khaki: tan,
  peach: meaning(55, 90, { usual: 0.45 }),
  salmon, coral: salmon,
  lavender: lilac, lilac,
}));
const ANY = meaning(45, 66);
const NEUTRALS = new Map(Object.entries({
  white: { dark: 0, light: NEVER, grayish: [0, 90] },
  gray: { dark: 48, light: 76, grayish: [0, 0] },
  black: { dark: 0, light: NEVER, grayish: [20, NEVER] },
  grey: { dark: 48, light: 76, grayish: [0, 0] },
  silver: { dark: 0, light: NEVER, grayish: [0, 0] },
  charcoal: { dark: 0, light: NEVER, grayish: [0, 0] },
}));
const NEIGHBORS = 3;
const PROBABLE = 0.01;

function meaning(dark, light, { deep = 0, bright = 0, usual = 1 } = {}) {
  const levels = [
    Math.min(20, dark), Math.min(30, dark), dark, Math.max(deep, dark), Math.min(80, light), light, Math.max(bright, light)];
  return { levels, usual };
}

/** "dark blue", "pale pink", or the name alone. */
function describe(rgb, table) {
  const number = table.nameOf(rgb), { name } = table.named(number);
  return number === NONE ? name : modified(rgb, name);
}

/** A color of a palette, with what is told of it. */
function described(rgb, share, table) {
  const { name } = table.named(table.nameOf(rgb));
  return { rgb, share, name, confidence: table.confidence(rgb), description: describe(rgb, table) };
}

/** A color by its name, with a modifier if it needs one. */
function modified(rgb, name) {
  const [light, a, b] = lab(rgb), neutral = NEUTRALS.get(name);
  return `${neutral ? neutralWord(rgb, neutral, light, Math.hypot(a, b)) : word(rgb, MEANINGS.get(name) ?? ANY, light)} ${name}`.trim();
}

function word(rgb, { levels, usual }, light) {
  const strength = usual < 1 ? Math.min(strengthOf(rgb) / usual, 0.7) : strengthOf(rgb);
  return WORDS[reached(levels, light)][reached(STRENGTHS, strength)];
}

const reached = (limits, value) => limits.filter((limit) => limit <= value).length;

function strengthOf(rgb) {
  const [, chroma, hue] = oklch(rgb), turned = hue < VIVID[0][0] ? hue + 360 : hue;
  const next = VIVID.findIndex(([limit]) => turned < limit), [[from, low], [to, high]] = VIVID.slice(next - 1, next + 1);
  return chroma / (low + (high - low) * (turned - from) / (to - from));
}

function neutralWord(rgb, { dark, light, grayish: [low, high] }, lightness, chroma) {
  if (lightness < dark) return "dark";
  if (lightness >= light) return "light";
  return chroma >= 5 ? tint(oklch(rgb)[2]) : low <= lightness && lightness < high ? "grayish" : "";
}

function tint(hue) {
  const turned = hue >= 340 ? hue - 360 : hue;
  return TINTS.find(([limit]) => turned < limit)[1];
}

/** At most three other names of a color, the most probable first, each with its probability against that of the
    color's own name, if it has one: [{name, swatch, probability}]. */
function neighbors(rgb, table) {
  const own = table.nameOf(rgb), likely = table.probabilities(rgb);
  const against = (n) => own === NONE ? table.confidence(rgb, n) : likely[n] / (likely[n] + likely[own]);
  return [...likely.keys()].filter((n) => n !== own && likely[n])
    .sort((a, b) => likely[b] - likely[a] || a - b).slice(0, NEIGHBORS)
    .map((n) => ({ ...table.named(n), probability: against(n) })).filter(({ probability }) => probability >= PROBABLE);
}

/** The name of a color, with how sure it is, and its neighbors: [{name, swatch, probability, own}]. */
function likelyNames(rgb, table) {
  return [{ ...table.named(table.nameOf(rgb)), probability: table.confidence(rgb), own: true }, ...neighbors(rgb, table)];
}

export { describe, described, modified, neighbors, likelyNames };

/* Color spaces, with the numbers of folkhue.color.spaces and folkhue.color.gamut. */

const TO_XYZ = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.0721750],
  [0.0193339, 0.1191920, 0.9503041],
];
const D65 = TO_XYZ.map((row) => row.reduce((a, b) => a + b));
const FROM_XYZ = inverse(TO_XYZ);
const TO_LMS = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_OKLAB = [
  [0.2104542553, 0.7936177850, -0.0040720468],
  [1.9779984951, -2.4285922050, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.8086757660],
];
const FROM_OKLAB = inverse(TO_OKLAB);
const FROM_LMS = inverse(TO_LMS);
const TURN = 26 * Math.PI / 180;
const DELTA = 6 / 29;
const ROUNDING = 1e-6;
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const encoded = value / 255;
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
});

const times = (matrix, [x, y, z]) => matrix.map((row) => row[0] * x + row[1] * y + row[2] * z);
const linear = ([r, g, b]) => [LINEAR[r], LINEAR[g], LINEAR[b]];

function inverse([[a, b, c], [d, e, f], [g, h, i]]) {
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g];
  const whole = a * A + b * B + c * C;
  return [
    [A, c * h - b * i, b * f - c * e],
    [B, a * i - c * g, c * d - a * f],
    [C, b * g - a * h, a * e - b * d],
  ].map((row) => row.map((value) => value / whole));
}

/** CIELAB (D65) of sRGB, 0 to 255. */
function lab(rgb) {
  const [x, y, z] = times(TO_XYZ, linear(rgb)).map((value, axis) => {
    const ratio = value / D65[axis];
    return ratio > DELTA ** 3 ? Math.cbrt(ratio) : ratio / (3 * DELTA ** 2) + 4 / 29;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function din99o(rgb) {
  const [lightness, a, b] = lab(rgb), cosine = Math.cos(TURN), sine = Math.sin(TURN);
  const reddish = a * cosine + b * sine, yellowish = 0.83 * (b * cosine - a * sine);
  const chroma = Math.log1p(0.075 * Math.hypot(reddish, yellowish)) / 0.0435;
  const hue = Math.atan2(yellowish, reddish) + TURN;
  return [303.67 * Math.log1p(0.0039 * lightness), chroma * Math.cos(hue), chroma * Math.sin(hue)];
}

/** The sRGB nearest to a place in CIELAB. */
function fromLab([lightness, a, b]) {
  const y = (lightness + 16) / 116;
  const xyz = [y + a / 500, y, y - b / 200].map((f, axis) => (
    D65[axis] * (f > DELTA ? f ** 3 : 3 * DELTA ** 2 * (f - 4 / 29))));
  return times(FROM_XYZ, xyz).map(encoded);
}

function encoded(value) {
  const cut = Math.min(1, Math.max(0, value));
  return rint(255 * (cut <= 0.0031308 ? 12.92 * cut : 1.055 * cut ** (1 / 2.4) - 0.055));
}

const oklab = (rgb) => times(TO_OKLAB, times(TO_LMS, linear(rgb)).map(Math.cbrt));

/** OKLab in polar coordinates: lightness from 0 to 1, chroma, hue in degrees. */
function oklch(rgb) {
  const [lightness, a, b] = oklab(rgb), chroma = Math.hypot(a, b);
  return [lightness, chroma, chroma > 1e-6 ? (Math.atan2(b, a) * 180 / Math.PI + 360) % 360 : 0];
}

/** The sRGB of a place in OKLab; outside of sRGB, each channel is clipped. */
const fromOklab = (place) => linearOf(place).map(encoded);

const linearOf = (place) => times(FROM_LMS, times(FROM_OKLAB, place).map((value) => value ** 3));

/** The sRGB of a place in OKLCh; chroma that sRGB lacks is reduced. */
function fromOklch([lightness, chroma, hue]) {
  const angle = hue * Math.PI / 180, at = (radius) => [lightness, radius * Math.cos(angle), radius * Math.sin(angle)];
  const fits = (radius) => linearOf(at(radius)).every((value) => value >= -ROUNDING && value <= 1 + ROUNDING);
  let inside = fits(chroma) ? chroma : 0, outside = chroma;
  for (let halving = 0; halving < 24; halving++) {
    const middle = (inside + outside) / 2;
    if (fits(middle)) inside = middle;
    else outside = middle;
  }
  return fromOklab(at(inside));
}

/** Hue in degrees, saturation and lightness from 0 to 1, as in CSS. */
function hsl(rgb) {
  const [r, g, b] = rgb.map((value) => value / 255);
  const most = Math.max(r, g, b), span = most - Math.min(r, g, b), lightness = most - span / 2;
  if (!span) return [0, 0, lightness];
  const turn = most === r ? ((g - b) / span + 6) % 6 : most === g ? (b - r) / span + 2 : (r - g) / span + 4;
  return [60 * turn, span / (1 - Math.abs(2 * lightness - 1)), lightness];
}

/** Black or white, whichever has more contrast on a color. */
function inkOn(rgb) {
  const [, luminance] = times(TO_XYZ, linear(rgb));
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? "#000" : "#fff";
}

/** The squared distance of two places in a color space. */
const farness = (one, other) => one.reduce((sum, value, axis) => sum + (value - other[axis]) ** 2, 0);

/** Which of several places is nearest to a place. */
function nearestPlace(at, places) {
  const squares = places.map((place) => farness(place, at));
  return squares.indexOf(Math.min(...squares));
}

/** Round half to even. */
function rint(value) {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 ? near - 1 : near;
}

const hex = (rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;

/** A share as people read it: "62 %", "0.4 %". */
function percent(share) {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(100 * share).toFixed(share < 0.0095 ? 1 : 0)} %`;
}

export { linear, encoded, lab, din99o, fromLab, oklab, fromOklab, fromOklch, oklch, hsl, inkOn, farness, nearestPlace, rint, hex, percent };

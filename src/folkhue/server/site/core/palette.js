/* Palettes by k-means, in the steps of folkhue.palettes.points, clustering and quantize.
   Points are groups of similar colors: means and places (flat, three numbers each), weights, the
   most frequent color of each, top (r · 65536 + g · 256 + b), and its part of the weight, own. */
import { din99o, farness, fromLab, hex, lab, oklch, rint } from "./color.js";

const EXACT = 4096;
const CELL = 3;
const FAR = 30;
const ITERATIONS = 20;
const CORE = 0.5;
const STILL = 0.02;
const REACH = 9;
const ATTEMPTS = 4;
const DISTINCT = 6;
const RARE = 0.1;
const LOST = 12;
const ROUNDING = 1e-9;
const AUTO = { most: 12, gain: 0.07, seen: 2 };
const BLUR = [-3, -2, -1, 0, 1, 2, 3].map((step) => Math.exp(-(step ** 2) / 2));

const triple = (code) => [code >> 16, code >> 8 & 255, code & 255];
const at = (flat, n) => [flat[3 * n], flat[3 * n + 1], flat[3 * n + 2]];

/** Group the opaque pixels of a photograph, RGBA; their weights sum to 1. */
function pointsOf(rgba) {
  const pixels = new Int32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  const codes = new Uint32Array(pixels.length);
  let count = 0;
  for (const pixel of pixels) {
    if (pixel < 0) codes[count++] = (pixel & 255) << 16 | pixel & 0xff00 | pixel >> 16 & 255;
  }
  const sorted = codes.subarray(0, count).sort();
  let distinct = 0;
  for (let i = 0; i < count; i++) distinct += i === 0 || sorted[i] !== sorted[i - 1];
  const few = distinct <= EXACT ? each(sorted) : binned(sorted);
  for (const row of few) { row.weight /= count; row.own /= count; }
  return few;
}

/** Call with each distinct number of a sorted list, and its count. */
function runs(sorted, call) {
  for (let i = 0, start = 0; i < sorted.length; i = start) {
    while (start < sorted.length && sorted[start] === sorted[i]) start++;
    call(sorted[i], start - i);
  }
}

function each(sorted) {
  const rows = [];
  runs(sorted, (top, count) => rows.push({ means: triple(top), weight: count, top, own: count }));
  return rows;
}

const binOf = (code) => (code >> 19) << 10 | (code >> 11 & 31) << 5 | code >> 3 & 31;

/** Make one point of all colors in each bin of 8³. */
function binned(sorted) {
  const sums = new Float64Array(3 << 15), weights = new Float64Array(1 << 15);
  const tops = new Uint32Array(1 << 15), own = new Float64Array(1 << 15);
  runs(sorted, (code, count) => {
    const bin = binOf(code);
    weights[bin] += count;
    sums[3 * bin] += count * (code >> 16);
    sums[3 * bin + 1] += count * (code >> 8 & 255);
    sums[3 * bin + 2] += count * (code & 255);
    if (count > own[bin]) { own[bin] = count; tops[bin] = code; }
  });
  return [...weights.keys()].filter((bin) => weights[bin]).map((bin) => ({
    means: at(sums, bin).map((sum) => sum / weights[bin]), weight: weights[bin], top: tops[bin], own: own[bin],
  }));
}

/** Points of several photographs together. */
function merged(several) {
  return several.filter((rows) => rows.length).reduce((one, other) => {
    if (!one.length) return other;
    const both = [...one, ...other].sort((a, b) => a.top - b.top);
    return grouped(joined(both, (row) => row.top));
  }, []);
}

/** Make one point of all points in each bin of 8³ colors, if there are too many. */
function grouped(rows) {
  if (rows.length <= EXACT) return rows;
  const key = ({ top }) => binOf(top);
  const sorted = rows.map((row) => [key(row), row]).sort((a, b) => a[0] - b[0]);
  return joined(sorted.map(([, row]) => row), key, true);
}

/** Join neighbors of one key; their own weights are added, or only the most is kept. */
function joined(rows, key, most = false) {
  const found = [];
  let last = -1;
  for (const row of rows) {
    const k = key(row);
    if (k !== last) {
      found.push({ sums: row.means.map((m) => m * row.weight), weight: row.weight, top: row.top, own: row.own });
      last = k;
      continue;
    }
    const into = found[found.length - 1];
    row.means.forEach((m, axis) => { into.sums[axis] += m * row.weight; });
    into.weight += row.weight;
    if (!most) into.own += row.own;
    else if (row.own > into.own) { into.own = row.own; into.top = row.top; }
  }
  return found.map(({ sums, ...row }) => ({ ...row, means: sums.map((sum) => sum / row.weight) }));
}

/** Convert points to flat arrays. */
function laidOut(rows) {
  const places = new Float64Array(3 * rows.length);
  rows.forEach((row, n) => places.set(din99o(row.means.map(rint)), 3 * n));
  return {
    places,
    labs: rows.map((row) => lab(row.means.map(rint))),
    size: rows.length,
    weights: Float64Array.from(rows, (row) => row.weight),
    own: Float64Array.from(rows, (row) => row.own),
    top: rows.map((row) => triple(row.top)),
  };
}

/** Find colors: [{rgb, share}], at most `k` ("auto": as many as needed), no two nearer than `distinct`.
    With emphasis "accent", rare, colorful ones come in, too. */
function palette(rows, k, emphasis = "share", distinct = DISTINCT) {
  if (!rows.length) return [];
  const points = laidOut(rows), number = k === "auto" ? bestNumber(points) : k;
  const { colors, nearest } = quantized(points, number, emphasis, distinct);
  const shares = weightsOf(nearest, points, colors.length), total = sum(shares);
  return colors.map((rgb, n) => ({ rgb, share: shares[n] / total }));
}

const sum = (values) => values.reduce((a, b) => a + b, 0);

function weightsOf(nearest, { weights }, k) {
  const found = new Array(k).fill(0);
  nearest.forEach((c, n) => { found[c] += weights[n]; });
  return found;
}

function quantized(points, most, emphasis, distinct) {
  const own = Array.from(points.weights.keys(), (n) => at(points.places, n));
  if (points.size <= most && apart(own, points.weights, distinct, most).length === points.size) {
    return { colors: points.top, nearest: points.top.map((_, n) => n) };
  }
  return distinctOf(points, Math.min(most, points.size), emphasis, distinct);
}

/** Find `k` colors; if some look alike, find more, and leave out the smaller ones of these. */
function distinctOf(points, k, emphasis, distinct) {
  const large = emphasis === "accent" ? largeOf(points, seeds(points, k)) : [];
  let found, number = k;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const centers = starts(points, number, emphasis);
    const accents = emphasis === "accent" ? rare(points, centers) : null;
    found = represented(points, centers, accents, distinct, k);
    found = withLarge(points, large, found, distinct, k);
    const missing = k - found.colors.length;
    if (missing <= 0 || number === points.size) break;
    number = Math.min(number + missing, points.size);
  }
  return found;
}

/** Places from which clusters start. */
function starts(points, k, emphasis) {
  if (emphasis !== "accent") return seeds(points, k);
  const stressed = accented(points);
  return medians(stressed, seeds(stressed, k));
}

/** See folkhue.palettes.points.Points.accented. */
function accented(points) {
  const { of, density } = cells(points), total = sum(points.weights);
  const weights = points.weights.map((weight, n) => {
    const [, a, b] = at(points.places, n);
    return weight * (0.1 + Math.hypot(a, b) / 30) ** 2.5 * (density[of[n]] / total) ** -0.25;
  });
  return { ...points, weights };
}

/** Give up the accent that is most like another color, if a large color is far from all. */
function withLarge(points, large, { colors, nearest }, distinct, k) {
  if (!large.length) return { colors, nearest };
  const centers = colors.map((rgb) => din99o(rgb)), total = sum(points.weights);
  const few = weightsOf(nearest, points, colors.length).map((weight) => weight < RARE * total);
  const lost = large.find((place) => Math.min(...centers.map((one) => farness(one, place))) > LOST ** 2);
  if (!lost || few.filter(Boolean).length < 2) return { colors, nearest };
  const apartness = centers.map((one, c) => (few[c] ? Math.min(...centers.filter((_, other) => other !== c).map((other) => farness(one, other))) : Infinity));
  const given = apartness.indexOf(Math.min(...apartness));
  centers[given] = lost;
  few[given] = false;
  return represented(points, centers, few, distinct, k);
}

/** Where colors are that are not rare, the largest first. */
function largeOf(points, begun) {
  const centers = medians(points, begun), total = sum(points.weights);
  const sizes = weightsOf(nearestTo(points, centers).nearest, points, centers.length);
  return [...centers.keys()].filter((c) => sizes[c] >= RARE * total).sort((a, b) => sizes[b] - sizes[a]).map((c) => centers[c]);
}

/** Which centers have few points; not the one that has the most. */
function rare(points, centers) {
  const weights = weightsOf(nearestTo(points, centers).nearest, points, centers.length), total = sum(weights);
  const largest = best(weights);
  return weights.map((weight, c) => weight < RARE * total && c !== largest);
}

/** Let centers settle among their own points, until `k` or fewer colors are distinct. */
function represented(points, centers, accents, distinct, k) {
  for (;;) {
    centers = medians(points, centers, accents);
    const nearest = filled(points, centers, accents), colors = colorsOf(points, nearest, centers.length);
    const places = colors.map((rgb) => din99o(rgb));
    const kept = apart(places, weightsOf(nearest, points, colors.length), distinct, k);
    if (kept.length === colors.length) return { colors, nearest };
    centers = kept.map((n) => centers[n]);
    const few = accents && rare(points, centers);
    accents = accents && kept.map((n, c) => accents[n] && few[c]);
  }
}

/** Choose at most `k`, of most weight, that are no nearer than `distinct` to each other. */
function apart(places, weights, distinct, k) {
  const kept = [];
  for (const one of [...places.keys()].sort((a, b) => weights[b] - weights[a])) {
    const far = (other) => farness(places[one], places[other]) >= distinct ** 2;
    if (kept.length < k && kept.every(far)) kept.push(one);
  }
  return kept.sort((a, b) => a - b);
}

/** Choose seeds one by one: cells with the largest cube root of density times distance from the seeds. */
function seeds(points, k) {
  let { places, density } = cells(points);
  if (density.length < k) ({ places, weights: density } = points);
  const worth = Array.from(density, Math.cbrt);
  const distance = new Float64Array(worth.length).fill(FAR);
  const chosen = [best(worth)];
  while (chosen.length < k) {
    const last = chosen[chosen.length - 1], center = at(places, last);
    for (let n = 0; n < distance.length; n++) {
      distance[n] = Math.min(distance[n], Math.sqrt(squared(places, n, center)));
    }
    distance[last] = -1;
    chosen.push(best(worth.map((each, n) => each * distance[n])));
  }
  return chosen.map((n) => at(places, n));
}

const best = (values) => values.reduce((top, value, n) => (value > values[top] ? n : top), 0);

function squared(places, n, [x, y, z]) {
  return (places[3 * n] - x) ** 2 + (places[3 * n + 1] - y) ** 2 + (places[3 * n + 2] - z) ** 2;
}

/** Count how dense points are, in cells of DIN99o. */
function cells({ places, weights, size }) {
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity];
  // Grays lie on the edge of cells, except for rounding errors.
  const steps = places.map((value) => Math.floor(value / CELL + 1e-9));
  steps.forEach((step, i) => {
    low[i % 3] = Math.min(low[i % 3], step);
    high[i % 3] = Math.max(high[i % 3], step);
  });
  const shape = high.map((step, axis) => step - low[axis] + 1);
  const whole = shape[0] * shape[1] * shape[2];
  const held = new Float64Array(whole), sums = new Float64Array(3 * whole);
  const cellOf = new Uint32Array(size);
  for (let n = 0; n < size; n++) {
    const [x, y, z] = at(steps, n).map((step, axis) => step - low[axis]);
    const cell = cellOf[n] = (x * shape[1] + y) * shape[2] + z;
    held[cell] += weights[n];
    for (let axis = 0; axis < 3; axis++) sums[3 * cell + axis] += weights[n] * places[3 * n + axis];
  }
  const strides = [shape[1] * shape[2], shape[2], 1];
  const dense = strides.reduce((cube, stride, axis) => blurred(cube, stride, shape[axis]), held);
  const used = [...held.keys()].filter((cell) => held[cell]);
  const numbers = new Map(used.map((cell, n) => [cell, n]));
  return {
    of: Array.from(cellOf, (cell) => numbers.get(cell)),
    places: Float64Array.from(used.flatMap((cell) => at(sums, cell).map((sum) => sum / held[cell]))),
    density: used.map((cell) => dense[cell]),
  };
}

function blurred(cube, stride, size) {
  return cube.map((_, cell) => {
    const place = Math.floor(cell / stride) % size;
    let sum = 0;
    for (let step = -3; step <= 3; step++) {
      if (place + step >= 0 && place + step < size) sum += BLUR[step + 3] * cube[cell + step * stride];
    }
    return sum;
  });
}

/** The nearest center of each point, and how far that is (squared); accents have none beyond their reach. */
function nearestTo(points, centers, accents = null) {
  const nearest = new Uint16Array(points.size), squares = new Float64Array(points.size).fill(Infinity);
  centers.forEach((center, c) => {
    for (let n = 0; n < points.size; n++) {
      const far = squared(points.places, n, center);
      if (far < squares[n] && !(accents?.[c] && far > REACH ** 2)) { squares[n] = far; nearest[n] = c; }
    }
  });
  return { nearest, squares };
}

/** Move centers to the geometric medians of the points around them. */
function medians(points, centers, accents = null) {
  for (let step = 0; step < ITERATIONS; step++) {
    const { nearest, squares } = nearestTo(points, centers, accents);
    const sums = centers.map(() => [0, 0, 0, 0]);
    for (let n = 0; n < points.size; n++) {
      const pull = points.weights[n] / Math.max(Math.sqrt(squares[n]), CORE), sum = sums[nearest[n]];
      for (let axis = 0; axis < 3; axis++) sum[axis] += pull * points.places[3 * n + axis];
      sum[3] += pull;
    }
    const before = centers;
    centers = sums.map((sum, c) => (sum[3] > 0 ? [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]] : before[c]));
    if (centers.every((center, c) => center.every((x, axis) => Math.abs(x - before[c][axis]) < STILL))) break;
  }
  return centers;
}

/** Assign each point to its nearest center, and to an empty center the farthest point. */
function filled(points, centers, accents = null) {
  const { nearest, squares } = nearestTo(points, centers, accents);
  const sizes = centers.map(() => 0);
  for (const c of nearest) sizes[c]++;
  const lost = Array.from(squares, (square, n) => points.weights[n] * Math.sqrt(square));
  sizes.forEach((size, c) => {
    if (size) return;
    const point = best(lost.map((value, n) => (sizes[nearest[n]] > 1 ? value : -1)));
    sizes[nearest[point]]--;
    [sizes[c], nearest[point], lost[point]] = [1, c, 0];
  });
  return nearest;
}

/** The most frequent color of a cluster if it has more than half of the weight, else the median. */
function colorsOf(points, nearest, k) {
  const members = Array.from({ length: k }, () => []), weights = weightsOf(nearest, points, k);
  nearest.forEach((c, n) => members[c].push(n));
  const firsts = members.map((of) => of.reduce((top, n) => (points.own[n] > points.own[top] ? n : top)));
  const tops = firsts.map((n) => points.top[n]);
  const colors = members.map((of, c) => (
    points.own[firsts[c]] > weights[c] / 2 ? tops[c] : fromLab(middle(points, of, weights[c]))));
  return new Set(colors.map(hex)).size < colors.length ? tops : colors;
}

/** The median of each coordinate of points, in CIELAB. */
function middle({ labs, weights }, members, total) {
  return [0, 1, 2].map((axis) => {
    const sorted = [...members].sort((a, b) => labs[a][axis] - labs[b][axis]);
    let upto = 0;
    return labs[sorted.find((n) => (upto += weights[n]) >= total / 2 * (1 - ROUNDING))][axis];
  });
}

/** The largest number whose last color lowers the mean distance by 7 % or more. */
function bestNumber(points) {
  const first = seeds(points, Math.min(AUTO.most, points.size));
  const total = points.weights.reduce((a, b) => a + b);
  const errors = first.map((_, n) => {
    const { squares } = nearestTo(points, medians(points, first.slice(0, n + 1)));
    return AUTO.seen + squares.reduce((sum, square, i) => sum + points.weights[i] * Math.sqrt(square), 0) / total;
  });
  let number = 1;
  errors.forEach((error, n) => { if (n && error < (1 - AUTO.gain) * errors[n - 1]) number = n + 1; });
  return number;
}

const SORTED = {
  share: ({ rgb, share }) => [-share, ...rgb],
  lightness: ({ rgb }) => [-oklch(rgb)[0], ...rgb],
  hue: ({ rgb }) => {
    const [lightness, chroma, hue] = oklch(rgb);
    return chroma < 0.03 ? [1, -lightness, 0, ...rgb] : [0, hue, -lightness, ...rgb];
  },
};

/** Sort colors by share, hue or lightness. */
function ordered(colors, by) {
  const keyed = colors.map((color) => [SORTED[by](color), color]);
  keyed.sort(([a], [b]) => a.map((value, n) => value - b[n]).find((difference) => difference) || 0);
  return keyed.map(([, color]) => color);
}

export { pointsOf, merged, palette, ordered };

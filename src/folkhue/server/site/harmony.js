"use strict";
/* Colors that complete a palette, with the numbers of folkhue.harmonies: a network of palettes says how probable each
   bin of CIELAB is as the missing color. Answers are those of folkhue.suggest. */
folkhue.shared((folkhue) => {
  const KIND = "folkhue palette network";
  const WIDTH = 16;
  const SCALE = [255 / 100, 1, 1];
  const SHIFT = [0, 128, 128];
  const FREQUENCIES = [1, 2, 4];
  const GRAYISH = 0.05;
  const EPSILON = 1e-5;
  const NUCLEUS = 0.9;
  const [DRAWS, LEAST_DRAWS] = [4, 48];
  const [MIN_DISTANCE, MIN_CHANGE] = [5, 10];

  const range = (length) => [...Array(length).keys()];
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  const squared = (one, other) => (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;

  /** Read a model from the bytes of its file; see folkhue.harmonies.network. */
  async function readHarmony(bytes) {
    const arrays = await folkhue.unzipped(bytes);
    const { kind, heads, layers, vocabulary } = JSON.parse(new TextDecoder().decode(arrays.description.data));
    if (kind !== KIND) throw new Error(`a model of kind ${kind}; this page reads a ${KIND}`);
    const weights = {};
    for (const name of Object.keys(arrays)) {
      if (!/^(?:extra_|description|schema|sha256)|_steps$/.test(name)) weights[name] = matrixOf(arrays, name);
    }
    const swatches = triples(arrays.extra_swatches.data), each = arrays.extra_swatches.shape[1];
    const bins = triples(arrays.bins.data), centers = bins.map((bin) => centerOf(bin));
    const choices = bins.map((_, place) => swatches.slice(place * each, (place + 1) * each));
    const levels = byRow(arrays.extra_palette_levels);
    return { heads, layers, vocabulary, weights, centers, choices, levels, labs: choices.map(([first]) => folkhue.lab(first)), nearest: new Map() };
  }

  /** Rows of an array; of one dimension, the only one. Those of 8 bits have steps of their own. */
  function matrixOf(arrays, name) {
    const array = arrays[name], steps = arrays[`${name}_steps`];
    if (!steps) return byRow(array);
    return byRow(array).map((row, place) => row.map((value) => value * steps.data[place]));
  }

  function byRow({ data, shape, fortran }) {
    const [rows, columns] = shape.length > 1 ? shape : [1, shape[0]];
    return range(rows).map((row) => Float64Array.from({ length: columns }, (_, column) => data[fortran ? column * rows + row : row * columns + column]));
  }

  const triples = (data) => range(data.length / 3).map((place) => [...data.subarray(3 * place, 3 * place + 3)]);

  const centerOf = (bin) => bin.map((place, axis) => (place * WIDTH + (WIDTH - 1) / 2 - SHIFT[axis]) / SCALE[axis]);

  /** The place of the bin of a color, or of the nearest bin that the network has. */
  function placeOf({ centers, nearest }, lab) {
    const bin = lab.map((value, axis) => Math.floor(Math.max(0, Math.min(255, folkhue.rint(value * SCALE[axis] + SHIFT[axis]))) / WIDTH));
    const code = bin.join();
    if (!nearest.has(code)) nearest.set(code, leastPlace(centers.map((center) => squared(centerOf(bin), center))));
    return nearest.get(code);
  }

  const leastPlace = (values) => values.reduce((least, value, place) => (value < values[least] ? place : least), 0);

  /* The network, for one palette and what is asked of it. */

  /** Multiply a row with a matrix, and add a row. */
  function times(row, matrix, bias = null) {
    const found = bias ? Float64Array.from(bias) : new Float64Array(matrix[0].length);
    for (let n = 0; n < row.length; n++) {
      const weights = matrix[n], value = row[n];
      for (let column = 0; column < found.length; column++) found[column] += value * weights[column];
    }
    return found;
  }

  function product(row, other) {
    let total = 0;
    for (let n = 0; n < row.length; n++) total += row[n] * other[n];
    return total;
  }

  const sum = (...rows) => rows[0].map((_, n) => rows.reduce((total, row) => total + row[n], 0));

  function normalized(row, [scale], [bias]) {
    const middle = mean(row), centered = row.map((value) => value - middle);
    const deviation = Math.sqrt(mean(centered.map((value) => value ** 2)) + EPSILON);
    return centered.map((value, n) => value / deviation * scale[n] + bias[n]);
  }

  const gelu = (x) => x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

  /** Describe a color by smooth functions. */
  function featuresOf([lightness, a, b]) {
    const unit = [lightness / 100, a / 128, b / 128], chroma = Math.sqrt(unit[1] ** 2 + unit[2] ** 2);
    const waves = FREQUENCIES.flatMap((f) => [Math.sin, Math.cos].flatMap((wave) => unit.map((value) => wave(Math.PI * f * value))));
    return [...unit, ...waves, chroma, unit[1] / (chroma + GRAYISH), unit[2] / (chroma + GRAYISH)];
  }

  /** The tokens of the colors of a palette, and of words, as each layer reads them. */
  function tokensOf(model, labs, words) {
    const { weights } = model;
    const tokens = labs.map((lab) => {
      const row = sum(weights.embedding[placeOf(model, lab)], times(featuresOf(lab), weights.projection), weights.segments[0]);
      return normalized(row, weights.token_scale, weights.token_bias);
    });
    const known = knownWords(model, words).map((word) => weights.words[model.vocabulary.indexOf(word)]);
    if (known.length) tokens.push(sum(...known).map((value, n) => value / Math.sqrt(known.length) + weights.words_bias[0][n]));
    return range(model.layers).map((layer) => ["key", "value"].map((part) => tokens.map((token) => times(token, weights[`${layer}_${part}_matrix`]))));
  }

  const knownWords = ({ vocabulary }, text) => [...new Set(text.toLowerCase().match(/[a-z]+/g))].filter((word) => vocabulary.includes(word));

  /** Logarithms of the probabilities of bins, when all tokens are known but one, or all. */
  function answer(model, tokens, without = -1) {
    const { weights, layers } = model;
    let [query] = weights.queries;
    for (let layer = 0; layer < layers; layer++) {
      const of = (name) => weights[`${layer}_${name}`];
      const asked = times(normalized(query, of("norm1_scale"), of("norm1_bias")), of("query_matrix"));
      const found = attended(asked, tokens[layer].map((rows) => rows.filter((_, place) => place !== without)), model.heads);
      query = sum(query, times(found, of("output_matrix"), of("output_bias")[0]));
      const hidden = times(normalized(query, of("norm2_scale"), of("norm2_bias")), of("up_matrix"), of("up_bias")[0]).map(gelu);
      query = sum(query, times(hidden, of("down_matrix"), of("down_bias")[0]));
    }
    const final = times(normalized(query, weights.final_norm_scale, weights.final_norm_bias), weights.final_matrix, weights.final_bias[0]);
    return logSoftmax(weights.keys.map((key, bin) => product(final, key) + weights.prior[0][bin]));
  }

  /** What the heads read of the tokens: their values, weighted by how well keys fit the query. */
  function attended(asked, [keys, values], heads) {
    const part = asked.length / heads, found = new Float64Array(asked.length);
    for (let from = 0; from < asked.length && keys.length; from += part) {
      const to = from + part, query = asked.subarray(from, to);
      const scores = keys.map((key) => query.reduce((total, value, n) => total + value * key[from + n], 0) / Math.sqrt(part));
      const top = Math.max(...scores), shares = scores.map((score) => Math.exp(score - top)), total = shares.reduce((a, b) => a + b);
      values.forEach((value, token) => { for (let n = from; n < to; n++) found[n] += shares[token] / total * value[n]; });
    }
    return found;
  }

  function logSoftmax(scores) {
    const top = Math.max(...scores), total = Math.log(scores.reduce((all, score) => all + Math.exp(score - top), 0));
    return scores.map((score) => score - top - total);
  }

  const logProbabilities = (model, labs, words) => answer(model, tokensOf(model, labs, words));

  /** How probable each color from some place on is if it is missing from its palette. */
  function fits(model, labs, words = "", from = 0) {
    const tokens = tokensOf(model, labs, words);
    return labs.slice(from).map((lab, place) => answer(model, tokens, from + place)[placeOf(model, lab)]);
  }

  /* Answers; see folkhue.harmonies.drawing and folkhue.harmonies.suggestions. */

  /** Places in descending order of values; equal ones in their order. */
  const descending = (values) => range(values.length).sort((one, other) => values[other] - values[one] || one - other);

  /** Logarithms of probabilities with noise; minus infinity for what is not to be drawn. */
  function perturbed(model, labs, { words, seed }, step, palette) {
    const likely = logProbabilities(model, labs, words).map((value, bin) => (
      labs.some((lab) => squared(model.labs[bin], lab) < MIN_DISTANCE ** 2) ? -Infinity : value));
    const kept = nucleus(likely), start = hash(hash(seed) + step >>> 0) + palette * likely.length;
    return likely.map((value, bin) => {
      if (!kept.has(bin)) return -Infinity;
      return value - Math.log(-Math.log((hash(start + bin >>> 0) + 0.5) / 2 ** 32));
    });
  }

  /** The most probable bins that have together 0.9 of the probability. */
  function nucleus(likely) {
    const order = range(likely.length).filter((bin) => likely[bin] > -Infinity).sort((one, other) => likely[other] - likely[one] || one - other);
    const total = order.reduce((all, bin) => all + Math.exp(likely[bin]), 0), kept = new Set();
    let before = 0;
    for (const bin of order) {
      if (!(before < NUCLEUS * total)) break;
      kept.add(bin);
      before += Math.exp(likely[bin]);
    }
    return kept;
  }

  /** Mix 32 bits: the hash "lowbias32". */
  function hash(value) {
    let mixed = value ^ value >>> 16;
    mixed = Math.imul(mixed, 0x7feb352d);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x846ca68b);
    return (mixed ^ mixed >>> 16) >>> 0;
  }

  /** Sets of bins that complete a palette, the best first: grown side by side, from different first colors. */
  async function drawn(model, given, asked, breathe) {
    const { words, add, alternatives } = asked, first = perturbed(model, given, asked, 0, 0);
    const size = Math.max(LEAST_DRAWS, DRAWS * alternatives);
    const sets = descending(first).slice(0, size).filter((bin) => first[bin] > -Infinity).map((bin) => [bin]);
    const palette = (set) => [...given, ...set.map((bin) => model.labs[bin])];
    for (let step = 1; step < add; step++) {
      await breathe("trying colors", step / (add + 1));
      sets.forEach((set, n) => { set.push(descending(perturbed(model, palette(set), asked, step, n))[0]); });
    }
    await breathe("comparing palettes", add / (add + 1));
    const means = sets.map((set) => mean(fits(model, palette(set), words, given.length)));
    return descending(means).map((n) => sets[n]);
  }

  /** Leave out sets of which each color is close to one of a set before. */
  function different(model, sets, number) {
    const found = [];
    const change = (set, other) => Math.max(...set.map((bin) => Math.min(...other.map((near) => Math.sqrt(squared(model.labs[bin], model.labs[near]))))));
    for (const set of sets) {
      if (found.length < number && found.every((other) => change(set, other) >= MIN_CHANGE)) found.push(set);
    }
    return found.map((set) => set.map((bin) => model.choices[bin][0]));
  }

  /** Single colors to add: of each bin the first that is close neither to a given one nor to one before. */
  function mostProbable(model, given, { words, alternatives }) {
    const present = [...given], found = [];
    for (const bin of descending(logProbabilities(model, given, words))) {
      if (found.length === alternatives) break;
      const rgb = model.choices[bin].find((each) => present.every((lab) => Math.sqrt(squared(folkhue.lab(each), lab)) >= MIN_DISTANCE));
      if (!rgb) continue;
      present.push(folkhue.lab(rgb));
      found.push([rgb]);
    }
    return found;
  }

  /** The share of people's palettes, of as many colors, that are less harmonious. */
  function harmonyOf(model, rgbs) {
    if (rgbs.length < 2) return 1;
    const levels = model.levels[Math.min(rgbs.length, model.levels.length + 1) - 2];
    const value = mean(fits(model, rgbs.map(folkhue.lab))), last = levels.length - 1;
    const above = levels.findIndex((level) => level > value);
    if (above <= 0) return above ? 1 : 0;
    return (above - 1 + (value - levels[above - 1]) / (levels[above] - levels[above - 1])) / last;
  }

  /** Colors to add to those given, the best first: [{colors, harmony}]. */
  async function suggest(model, colors, { add = 1, alternatives = 10, seed = 0, words = "" }, breathe = async () => {}) {
    const given = colors.map(folkhue.lab), asked = { add, alternatives, seed, words };
    const found = add === 1 ? mostProbable(model, given, asked) : different(model, await drawn(model, given, asked, breathe), alternatives);
    return found.map((added) => ({ colors: added, harmony: harmonyOf(model, [...colors, ...added]) }));
  }

  Object.assign(folkhue, { readHarmony, suggest });
});

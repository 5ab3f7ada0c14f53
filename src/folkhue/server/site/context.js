"use strict";
/* Names in context, with the numbers of folkhue.networks: a network sees the frame of a photograph at low resolution, and
   corrects what the table says. Scores of pixels are whole numbers, so that names are those of Python, pixel by pixel. */
folkhue.shared((folkhue) => {
  const { NONE } = folkhue;
  const KIND = "folkhue context network";
  const SIDE = 128;
  const UNIT = 64;
  const STEPS = 32;
  const MOST = 16 * UNIT;
  const FLOOR = 1e-3;
  const AHEAD = 1 / 16;
  const OWN = 0.5;
  const BINS = 32 ** 3;
  const LAYERS = ["a0", "a1", "b1", "a2", "b2", "a3", "b3", "frame", "up2", "d2", "up1", "d1", "up0", "skip0", "d0", "out"];

  const evidences = new WeakMap();

  /** Read a network from the bytes of its file. */
  async function readNetwork(bytes) {
    const arrays = await folkhue.unzipped(bytes);
    const { kind, terms, numbers } = JSON.parse(new TextDecoder().decode(arrays.description.data));
    if (kind !== KIND) throw new Error(`a network of kind ${kind}; this page reads a ${KIND}`);
    const layers = Object.fromEntries(LAYERS.map((name) => [name, layerOf(arrays, name)]));
    return { terms, evidence: numbers.evidence, layers };
  }

  function layerOf(arrays, name) {
    const { data, shape: [size, , inputs, outputs] } = arrays[`${name}.weights`];
    return { size, inputs, outputs, weights: Float64Array.from(data), bias: Float64Array.from(arrays[`${name}.bias`].data) };
  }

  /* What the network computes of grids: {values, height, width, channels}, channels varying fastest. */

  const grid = (height, width, channels) => ({ height, width, channels, values: new Float64Array(height * width * channels) });

  /** Correlate with kernels, every so many rows and columns; outside of the grid there are zeros. */
  function convolution(x, layer, stride = 1) {
    const { size, inputs, outputs, weights, bias } = layer, reach = size >> 1;
    const found = grid(x.height / stride, x.width / stride, outputs);
    for (let place = 0; place < found.height * found.width; place++) {
      const top = stride * Math.floor(place / found.width) - reach, left = stride * (place % found.width) - reach;
      const out = found.values.subarray(place * outputs, (place + 1) * outputs);
      out.set(bias);
      for (let tap = 0; tap < size ** 2; tap++) {
        const row = top + Math.floor(tap / size), column = left + tap % size;
        if (row < 0 || row >= x.height || column < 0 || column >= x.width) continue;
        addProducts(out, x.values, (row * x.width + column) * inputs, inputs, weights, tap * inputs * outputs);
      }
    }
    return found;
  }

  /** Add the products of the inputs at one place with their rows of weights; after rectifying, many are zero. */
  function addProducts(out, values, from, inputs, weights, at) {
    const outputs = out.length;
    for (let input = 0; input < inputs; input++, at += outputs) {
      const value = values[from + input];
      if (value === 0) continue;
      for (let n = 0; n < outputs; n++) out[n] += value * weights[at + n];
    }
  }

  function rectified(x) {
    x.values.forEach((value, place) => { if (value < 0) x.values[place] = 0; });
    return x;
  }

  /** Add a grid to another one of the same size. */
  function plus(x, other) {
    other.values.forEach((value, place) => { x.values[place] += value; });
    return x;
  }

  /** Add to all places what the network says of the whole frame. */
  function plusEverywhere(x, whole) {
    for (let place = 0; place < x.values.length; place++) x.values[place] += whole.values[place % x.channels];
    return x;
  }

  /** Double height and width by bilinear interpolation; the border is continued outside. */
  const enlarged = (x) => doubled(doubled(x, 1, x.height, x.width * x.channels, [2, 1]), 2 * x.height, x.width, x.channels, [1, 2]);

  /** Double one side, of some length: of so many lists along it, whose steps are so many numbers. */
  function doubled({ values, height, width, channels }, lists, length, step, [down, across]) {
    const found = grid(down * height, across * width, channels);
    for (let row = 0; row < lists * length; row++) {
      const place = row % length, before = place ? -step : 0, after = place < length - 1 ? step : 0;
      for (let n = 0; n < step; n++) {
        const at = row * step + n, to = 2 * row * step + n;
        found.values[to] = 0.75 * values[at] + 0.25 * values[at + before];
        found.values[to + step] = 0.75 * values[at] + 0.25 * values[at + after];
      }
    }
    return found;
  }

  /** Average over all places. */
  function pooled({ values, height, width, channels }) {
    const found = grid(1, 1, channels);
    values.forEach((value, place) => { found.values[place % channels] += value; });
    found.values.forEach((sum, n) => { found.values[n] = sum / (height * width); });
    return found;
  }

  /** Run the network; see folkhue.networks.encoder_decoder. */
  function forward(layers, x) {
    const refine = (name, values) => plus(rectified(convolution(values, layers[name])), values);
    const down = (name, values) => refine(`b${name}`, rectified(convolution(values, layers[`a${name}`], 2)));
    const up = (name, values, skip) => refine(`d${name}`, rectified(plus(enlarged(convolution(values, layers[`up${name}`])), skip)));
    const half = rectified(convolution(x, layers.a0, 2));
    const quarter = down("1", half), eighth = down("2", quarter), sixteenth = down("3", eighth);
    const bottom = rectified(plusEverywhere(sixteenth, convolution(pooled(sixteenth), layers.frame)));
    const found = up("0", up("1", up("2", bottom, eighth), quarter), convolution(half, layers.skip0));
    return convolution(found, layers.out);
  }

  /* What the network sees. */

  /** Average the opaque pixels of a picture over the cells of a grid: RGBA, white and transparent where there are none. */
  function frameOf({ rgba, width, height }) {
    const frame = new Uint8ClampedArray(4 * SIDE ** 2), down = cells(height), across = cells(width);
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        frame.set(meanOf(rgba, width, down[row], across[column]), 4 * (row * SIDE + column));
      }
    }
    return frame;
  }

  /** The first pixel of each cell along a side, and the first beyond it; cells of short sides share pixels. */
  function cells(size) {
    const starts = Array.from({ length: SIDE + 1 }, (_, cell) => Math.floor(cell * size / SIDE));
    return starts.slice(0, SIDE).map((start, cell) => [start, Math.max(start + 1, starts[cell + 1])]);
  }

  function meanOf(rgba, width, [top, bottom], [left, right]) {
    let red = 0, green = 0, blue = 0, count = 0;
    for (let row = top; row < bottom; row++) {
      for (let at = 4 * (row * width + left), end = 4 * (row * width + right); at < end; at += 4) {
        if (rgba[at + 3] < 128) continue;
        red += rgba[at]; green += rgba[at + 1]; blue += rgba[at + 2]; count++;
      }
    }
    const rounded = (sum) => Math.floor((2 * sum + count) / (2 * count));
    return count ? [rounded(red), rounded(green), rounded(blue), 255] : [255, 255, 255, 0];
  }

  /** What a table says of colors: by bin, the logarithm of the probability of each name, and what the table's own name
      has instead of that, which is ahead of all others. */
  function evidenceOf(table) {
    if (!evidences.has(table)) evidences.set(table, logarithms(table));
    return evidences.get(table);
  }

  function logarithms(table) {
    const terms = table.terms.length, logs = new Float64Array(BINS * terms), ahead = new Float64Array(BINS);
    for (let bin = 0; bin < BINS; bin++) {
      const floored = table.probabilities([8 * (bin & 31), 8 * (bin >> 5 & 31), 8 * (bin >> 10)]).map((value) => Math.max(value, FLOOR));
      const total = floored.reduce((a, b) => a + b), own = floored.map((value) => Math.log(value / total));
      logs.set(own, bin * terms);
      ahead[bin] = Math.max(...own) + AHEAD;
    }
    return { logs, ahead };
  }

  const binOf = (rgb) => rgb[0] >> 3 | rgb[1] >> 3 << 5 | rgb[2] >> 3 << 10;

  /** The evidence of the cells of a frame. */
  function evidenceOfFrame(frame, table) {
    const { logs, ahead } = evidenceOf(table), terms = table.terms.length, found = grid(SIDE, SIDE, terms);
    for (let place = 0; place < SIDE ** 2; place++) {
      const rgb = frame.subarray(4 * place, 4 * place + 3), bin = binOf(rgb), name = table.nameOf(rgb);
      found.values.set(logs.subarray(bin * terms, (bin + 1) * terms), place * terms);
      if (name !== NONE) found.values[place * terms + name] = ahead[bin];
    }
    return found;
  }

  /** The channels of the network: OKLab, and the evidence, both about from -1 to 1. */
  function inputsOf(frame, { values, channels }) {
    const found = grid(SIDE, SIDE, 3 + channels);
    for (let place = 0; place < SIDE ** 2; place++) {
      const [lightness, a, b] = folkhue.oklab(frame.subarray(4 * place, 4 * place + 3));
      found.values.set([(lightness - 0.6) * 3, a * 8, b * 8], place * found.channels);
      for (let n = 0; n < channels; n++) found.values[place * found.channels + 3 + n] = values[place * channels + n] / 3 + 0.7;
    }
    return found;
  }

  /* Scores, in whole 64ths of a nat. */

  const whole = (score) => Math.max(-MOST, Math.min(MOST, folkhue.rint(score * UNIT)));

  /** What the cells around a place and the network say, by place and name. */
  function scoresAround({ layers, evidence }, table, picture) {
    const frame = frameOf(picture), cellwise = evidenceOfFrame(frame, table);
    const { values } = enlarged(forward(layers, inputsOf(frame, cellwise))), weight = (1 - OWN) * evidence;
    return Int32Array.from(values, (correction, at) => {
      const visible = frame[4 * Math.floor(at / cellwise.channels) + 3] > 0;
      return whole(weight * (visible ? cellwise.values[at] : 0) + correction);
    });
  }

  /** What a pixel's own color says, by bin and name, with that of the table's name in a last column; as interpolated
      scores, in 1024ths. */
  function ownScores({ evidence }, table) {
    const { logs, ahead } = evidenceOf(table), terms = table.terms.length, weight = OWN * evidence;
    const found = new Int32Array(BINS * (terms + 1));
    for (let bin = 0; bin < BINS; bin++) {
      const at = bin * (terms + 1);
      for (let n = 0; n < terms; n++) found[at + n] = STEPS ** 2 * whole(weight * logs[bin * terms + n]);
      found[at + terms] = STEPS ** 2 * whole(weight * ahead[bin]);
    }
    return found;
  }

  /** Between which centers of cells pixels along a side are: the first, and how many 32nds the second one counts. */
  function interpolation(size) {
    const points = new Uint8Array(size), parts = new Uint8Array(size);
    for (let pixel = 0; pixel < size; pixel++) {
      const place = Math.floor((2 * pixel + 1) * SIDE * STEPS / (2 * size)) - STEPS / 2;
      const cut = Math.max(0, Math.min((SIDE - 1) * STEPS, place));
      points[pixel] = Math.min(Math.floor(cut / STEPS), SIDE - 2);
      parts[pixel] = cut - STEPS * points[pixel];
    }
    return { points, parts };
  }

  /** Interpolate scores along one row of pixels, by column of the grid and name. */
  function rowOf(around, terms, point, part) {
    const size = SIDE * terms, from = point * size, row = new Int32Array(size);
    for (let at = 0; at < size; at++) row[at] = (STEPS - part) * around[from + at] + part * around[from + size + at];
    return row;
  }

  /** Get ready to name a picture in context: the result names the pixels from one to another. */
  function inContext(network, table, picture) {
    const { rgba, width, height } = picture, terms = table.terms.length;
    const around = scoresAround(network, table, picture), own = ownScores(network, table);
    const down = interpolation(height), across = interpolation(width);
    return (from, to, out) => {
      for (let y = Math.floor(from / width), start = from; start < to; y++) {
        const end = Math.min(to, (y + 1) * width), pixels = new Int32Array(rgba.buffer, rgba.byteOffset + 4 * start, end - start);
        const row = rowOf(around, terms, down.points[y], down.parts[y]);
        nameRow(pixels, start - y * width, row, across, own, table, out.subarray(start - from, end - from));
        start = end;
      }
    };
  }

  /** Name the pixels of a row from some column on: the first name with the highest score. */
  function nameRow(pixels, column, row, { points, parts }, own, { flat, terms: { length: terms } }, out) {
    for (let i = 0; i < pixels.length; i++, column++) {
      const pixel = pixels[i], name = pixel < 0 ? flat[pixel & 0xffffff] : NONE;
      out[i] = NONE;
      if (name === NONE) continue;
      const bin = pixel >> 3 & 31 | pixel >> 6 & 0x3e0 | pixel >> 9 & 0x7c00;
      const at = bin * (terms + 1), left = points[column] * terms, part = parts[column];
      let best = -Infinity;
      for (let n = 0; n < terms; n++) {
        const score = own[at + (n === name ? terms : n)] + (STEPS - part) * row[left + n] + part * row[left + terms + n];
        if (score > best) { best = score; out[i] = n; }
      }
    }
  }

  Object.assign(folkhue, { readNetwork, inContext });
});

"use strict";
/* Names in context, with the numbers of folkhue.networks: a network sees the frame of a photograph at low resolution, and
   corrects what the table says. Scores of pixels are whole numbers, so that names are those of Python, pixel by pixel. */
folkhue.shared((folkhue) => {
  const { NONE, BINS, binOf, grid, enlarged, forward } = folkhue;
  const KIND = "folkhue context network";
  const SIDE = 128;
  const UNIT = 64;
  const STEPS = 32;
  const MOST = 16 * UNIT;
  const FLOOR = 1e-3;
  const AHEAD = 1 / 16;
  const OWN = 0.5;

  const evidences = new WeakMap();

  /** Read a network from the bytes of its file. */
  async function readNetwork(bytes) {
    const { terms, numbers, layers } = await folkhue.readLayers(bytes, KIND);
    return { terms, evidence: numbers.evidence, layers };
  }

  /* What the network sees. */

  /** What a table says of colors: by bin, the logarithm of the probability of each name, and what the table's own name
      has instead of that, which is ahead of all others. */
  function evidenceOf(table) {
    if (!evidences.has(table)) evidences.set(table, logarithms(table));
    return evidences.get(table);
  }

  function logarithms(table) {
    const terms = table.terms.length, logs = new Float64Array(BINS * terms), ahead = new Float64Array(BINS);
    table.eachBin((bin, likely) => {
      const floored = likely.map((value) => Math.max(value, FLOOR)), total = floored.reduce((a, b) => a + b);
      const own = floored.map((value) => Math.log(value / total));
      logs.set(own, bin * terms);
      ahead[bin] = Math.max(...own) + AHEAD;
    });
    return { logs, ahead };
  }

  /** The evidence of the cells of a frame. */
  function evidenceOfFrame(frame, table) {
    const { logs, ahead } = evidenceOf(table), terms = table.terms.length, found = grid(SIDE, SIDE, terms);
    for (let place = 0; place < SIDE ** 2; place++) {
      const rgb = frame.subarray(4 * place, 4 * place + 3), bin = binOf(...rgb), name = table.nameOf(rgb);
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
    const frame = folkhue.frameOf(picture, SIDE), cellwise = evidenceOfFrame(frame, table);
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

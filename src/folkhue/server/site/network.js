"use strict";
/* The network that names in context and subjects share, with the numbers of folkhue.networks: an encoder and a decoder, and the
   frame that they see. */
folkhue.shared((folkhue) => {
  const LAYERS = ["a0", "a1", "b1", "a2", "b2", "a3", "b3", "frame", "up2", "d2", "up1", "d1", "up0", "skip0", "d0", "out"];
  const WHITE = [255, 255, 255, 0];

  /** Read the layers of a network of some kind from the bytes of its file, and what its outputs stand for. */
  async function readLayers(bytes, wanted) {
    const arrays = await folkhue.unzipped(bytes);
    const { kind, terms, numbers } = JSON.parse(new TextDecoder().decode(arrays.description.data));
    if (kind !== wanted) throw new Error(`a network of kind ${kind}; this page reads a ${wanted}`);
    return { terms, numbers, layers: Object.fromEntries(LAYERS.map((name) => [name, layerOf(arrays, name)])) };
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

  /** Average the opaque pixels of a picture over the cells of a square grid: RGBA, white and transparent where there are none. */
  function frameOf(picture, side) {
    const starts = (size) => Array.from({ length: side }, (_, cell) => Math.floor(cell * size / side));
    const frame = folkhue.gridMeans(picture, starts(picture.height), starts(picture.width));
    for (let at = 0; at < frame.length; at += 4) if (!frame[at + 3]) frame.set(WHITE, at);
    return frame;
  }

  Object.assign(folkhue, { readLayers, grid, enlarged, forward, frameOf });
});

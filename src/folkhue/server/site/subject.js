"use strict";
/* What a picture is of, with the numbers of folkhue.networks.subject: a network estimates it at low resolution, and a guided
   filter brings its mask to the size of the picture (folkhue.networks.guided_filter). */
folkhue.shared((folkhue) => {
  const { grid } = folkhue;
  const KIND = "subject";
  const SIDE = 96;
  const [MEAN, SCALE] = [0.45, 4];
  const RADIUS = 3;
  const SMOOTHNESS = 1e-3;
  const float = Math.fround;

  /** Read the network from the bytes of its file. */
  const readSubject = (bytes) => folkhue.readLayers(bytes, KIND);

  /** How likely each pixel of a picture belongs to a subject, from 0 to 1; 0 where it is transparent. */
  function subjectMask({ layers }, picture) {
    const frame = colorsOf(folkhue.frameOf(picture, SIDE));
    const mask = enlargedMask(linearFunctions(frameMask(layers, frame), frame), picture);
    for (let i = 0; i < mask.length; i++) if (picture.rgba[4 * i + 3] < 128) mask[i] = 0;
    return mask;
  }

  /** Which pixels more likely belong to a subject than not: 1, and 0 for all others. */
  function foregroundOf(network, picture) {
    const mask = subjectMask(network, picture), found = new Uint8Array(mask.length);
    for (let i = 0; i < mask.length; i++) found[i] = mask[i] > 0.5;
    return found;
  }

  /** Red, green and blue of a frame, from 0 to 1. */
  function colorsOf(frame) {
    const colors = grid(SIDE, SIDE, 3);
    colors.values.forEach((_, at) => { colors.values[at] = frame[4 * Math.floor(at / 3) + at % 3] / 255; });
    return colors;
  }

  /** Run the network; its outputs are four pixels of the mask, in a square. */
  function frameMask(layers, frame) {
    const inputs = { ...frame, values: frame.values.map((value) => (value - MEAN) * SCALE) };
    const found = folkhue.forward(layers, inputs), mask = grid(SIDE, SIDE, 1);
    mask.values.forEach((_, place) => {
      const row = Math.floor(place / SIDE), column = place % SIDE;
      const logit = found.values[4 * ((row >> 1) * found.width + (column >> 1)) + 2 * (row & 1) + (column & 1)];
      mask.values[place] = 1 / (1 + Math.exp(-logit));
    });
    return mask;
  }

  /* The guided filter. */

  /** Fit the mask by a linear function of red, green and blue in each window: three slopes and an offset. */
  function linearFunctions(mask, frame) {
    const means = windowMeans(momentsOf(mask, frame)), found = grid(SIDE, SIDE, 4);
    for (let place = 0; place < SIDE ** 2; place++) {
      const [r, g, b, level, ...moments] = means.values.subarray(13 * place, 13 * place + 13), color = [r, g, b];
      const covariances = color.map((value, n) => moments[n] - value * level);
      const [rr, rg, rb, gg, gb, bb] = moments.slice(3);
      const variances = [[rr, rg, rb], [rg, gg, gb], [rb, gb, bb]].map((row, m) => (
        row.map((value, n) => value - color[m] * color[n] + (m === n ? SMOOTHNESS : 0))));
      const slopes = solved(variances, covariances);
      found.values.set([...slopes, level - (slopes[0] * r + slopes[1] * g + slopes[2] * b)], 4 * place);
    }
    return windowMeans(found);
  }

  /** What means are needed of: red, green, blue, the mask, each color times the mask, and products of colors. */
  function momentsOf(mask, frame) {
    const found = grid(SIDE, SIDE, 13);
    for (let place = 0; place < SIDE ** 2; place++) {
      const [r, g, b] = frame.values.subarray(3 * place, 3 * place + 3), level = mask.values[place];
      found.values.set([r, g, b, level, r * level, g * level, b * level, r * r, r * g, r * b, g * g, g * b, b * b], 13 * place);
    }
    return found;
  }

  /** Average over squares around each place, cut off at the border. */
  const windowMeans = (x) => slidingMeans(slidingMeans(x, x.width * x.channels, 1), x.channels, x.height);

  /** Average along one side: values are so many numbers apart along it, so that as many lists lie side by side, in so many blocks. */
  function slidingMeans({ values, height, width, channels }, step, blocks) {
    const found = grid(height, width, channels), length = values.length / (step * blocks), sums = new Float64Array(length + 1);
    for (let list = 0; list < step * blocks; list++) {
      const from = Math.floor(list / step) * length * step + list % step;
      for (let place = 0; place < length; place++) sums[place + 1] = sums[place] + values[from + place * step];
      for (let place = 0; place < length; place++) {
        const start = Math.max(place - RADIUS, 0), end = Math.min(place + RADIUS + 1, length);
        found.values[from + place * step] = (sums[end] - sums[start]) / (end - start);
      }
    }
    return found;
  }

  /** Solve three linear equations, by elimination with the largest pivots. */
  function solved(matrix, right) {
    const rows = matrix.map((row, n) => [...row, right[n]]);
    for (let n = 0; n < 3; n++) {
      const pivot = rows.reduce((best, row, m) => (m > n && Math.abs(row[n]) > Math.abs(rows[best][n]) ? m : best), n);
      [rows[n], rows[pivot]] = [rows[pivot], rows[n]];
      for (let m = n + 1; m < 3; m++) {
        const factor = rows[m][n] / rows[n][n];
        for (let k = n; k < 4; k++) rows[m][k] -= factor * rows[n][k];
      }
    }
    const z = rows[2][3] / rows[2][2], y = (rows[1][3] - rows[1][2] * z) / rows[1][1];
    return [(rows[0][3] - rows[0][1] * y - rows[0][2] * z) / rows[0][0], y, z];
  }

  /** Interpolate the functions at each pixel, and apply them to its color; in 32 bits, as Python does. */
  function enlargedMask(linear, { rgba, width, height }) {
    const functions = Float32Array.from(linear.values, (value, at) => (at % 4 === 3 ? value : float(value) / 255));
    const mask = new Float32Array(width * height), down = interpolation(height), across = interpolation(width);
    for (let y = 0, pixel = 0; y < height; y++) {
      const row = rowOf(functions, down.places[y], down.shares[y]);
      for (let x = 0; x < width; x++, pixel++) {
        const at = 4 * across.places[x], share = across.shares[x];
        const between = (n) => float(row[at + n] + float(float(row[at + n + 4] - row[at + n]) * share));
        const red = float(between(0) * rgba[4 * pixel]), green = float(between(1) * rgba[4 * pixel + 1]);
        const blue = float(between(2) * rgba[4 * pixel + 2]);
        const value = float(float(float(red + green) + blue) + between(3));
        mask[pixel] = value < 0 ? 0 : value > 1 ? 1 : value;
      }
    }
    return mask;
  }

  /** Between which places of the frame pixels along a side are: the first, and the share of the second. */
  function interpolation(size) {
    const places = new Uint8Array(size), shares = new Float32Array(size);
    for (let pixel = 0; pixel < size; pixel++) {
      const place = Math.max(0, Math.min(SIDE - 1, (pixel + 0.5) * SIDE / size - 0.5));
      places[pixel] = Math.min(Math.floor(place), SIDE - 2);
      shares[pixel] = place - places[pixel];
    }
    return { places, shares };
  }

  /** Interpolate the functions along one row of pixels. */
  function rowOf(functions, place, share) {
    const size = 4 * SIDE, from = place * size, row = new Float32Array(size);
    for (let n = 0; n < size; n++) row[n] = functions[from + n] + float(float(functions[from + size + n] - functions[from + n]) * share);
    return row;
  }

  Object.assign(folkhue, { readSubject, subjectMask, foregroundOf });
});

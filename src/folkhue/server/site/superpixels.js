"use strict";
/* Superpixels of a picture, with the numbers of folkhue.palettes.superpixels: SLIC, as scikit-image computes it. */
folkhue.shared((folkhue) => {
  const MAX_PIXELS = 300000;
  const SUPERPIXELS = 600;
  const COMPACTNESS = 10;
  const ITERATIONS = 10;
  const [SMALLEST, LARGEST] = [0.5, 3]; // of the mean size
  const TRANSPARENT = -1;
  // The numbers of skimage.color.rgb2lab.
  const TO_XYZ = [[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]];
  const WHITE = [0.95047, 1, 1.08883];

  const range = (start, end, step) => Array.from({ length: Math.max(0, Math.ceil((end - start) / step)) }, (_, n) => start + n * step);

  /** Average blocks of pixels until few enough remain; the factor is the side of a block. */
  function shrink(picture) {
    const { width, height } = picture;
    let factor = 1;
    while (Math.ceil(height / factor) * Math.ceil(width / factor) > MAX_PIXELS) factor++;
    if (factor === 1) return { small: picture, factor };
    const rows = range(0, height, factor), columns = range(0, width, factor);
    return { small: { rgba: folkhue.gridMeans(picture, rows, columns), width: columns.length, height: rows.length }, factor };
  }

  /** Segment a picture: {labels, sizes, neighbors}, the label of transparent pixels being -1, and pairs of neighbors in order. */
  async function superpixelsOf(picture, breathe) {
    const { rgba, width, height } = picture, opaque = Uint8Array.from({ length: width * height }, (_, i) => rgba[4 * i + 3] >> 7);
    const found = opaque.includes(1) ? await slic(labOf(filled(picture, opaque)), width, height, breathe) : null;
    const { labels, sizes } = numbered(found, opaque);
    return { labels, sizes, neighbors: neighborsOf(labels, width, sizes.length) };
  }

  /** Number superpixels anew, without those that are transparent. */
  function numbered(found, opaque) {
    const labels = new Int32Array(opaque.length).fill(TRANSPARENT), counts = [];
    opaque.forEach((shown, i) => { if (shown) counts[found[i]] = (counts[found[i]] || 0) + 1; });
    const numbers = [], sizes = [];
    counts.forEach((count, label) => { numbers[label] = sizes.push(count) - 1; });
    opaque.forEach((shown, i) => { if (shown) labels[i] = numbers[found[i]]; });
    return { labels, sizes: Float64Array.from(sizes) };
  }

  /** Pairs of superpixels that touch, the smaller number first, each once. */
  function neighborsOf(labels, width, count) {
    const codes = new Set();
    const touch = (one, other) => {
      if (one !== other && one !== TRANSPARENT && other !== TRANSPARENT) codes.add(Math.min(one, other) * count + Math.max(one, other));
    };
    for (let i = 0; i < labels.length; i++) {
      if ((i + 1) % width) touch(labels[i], labels[i + 1]);
      if (i + width < labels.length) touch(labels[i], labels[i + width]);
    }
    return [...codes].sort((a, b) => a - b).map((code) => [Math.floor(code / count), code % count]);
  }

  /* What SLIC sees. */

  /** The pixels, with the median color where they are transparent, which attracts no boundaries. */
  function filled({ rgba }, opaque) {
    if (!opaque.includes(0)) return rgba;
    const median = medianOf(rgba, opaque), copy = rgba.slice();
    opaque.forEach((shown, i) => { if (!shown) copy.set(median, 4 * i); });
    return copy;
  }

  function medianOf(rgba, opaque) {
    const counts = [0, 1, 2].map(() => new Uint32Array(256));
    let total = 0;
    opaque.forEach((shown, i) => {
      if (!shown) return;
      counts.forEach((each, channel) => { each[rgba[4 * i + channel]]++; });
      total++;
    });
    return counts.map((each) => Math.floor((ranked(each, total - 1 >> 1) + ranked(each, total >> 1)) / 2));
  }

  /** The value of some rank in a histogram. */
  function ranked(counts, rank) {
    let value = 0;
    for (let below = counts[0]; below <= rank; below += counts[value]) value++;
    return value;
  }

  /** CIELAB of pixels, channel by channel, after their range was stretched to that from 0 to 1. */
  function labOf(rgba) {
    const size = rgba.length / 4, [l, a, b] = [0, 1, 2].map(() => new Float64Array(size)), linear = stretched(rgba);
    const root = (ratio) => (ratio > 0.008856 ? Math.cbrt(ratio) : 7.787 * ratio + 16 / 116);
    const part = (row, axis, i) => root((
      TO_XYZ[row][0] * linear[rgba[i]] + TO_XYZ[row][1] * linear[rgba[i + 1]] + TO_XYZ[row][2] * linear[rgba[i + 2]]) / WHITE[axis]);
    for (let i = 0; i < size; i++) {
      const x = part(0, 0, 4 * i), y = part(1, 1, 4 * i), z = part(2, 2, 4 * i);
      l[i] = (116 * y - 16) / COMPACTNESS; a[i] = 500 * (x - y) / COMPACTNESS; b[i] = 200 * (y - z) / COMPACTNESS;
    }
    return [l, a, b];
  }

  /** Linear light of each value of a channel, from the least that occurs to the most. */
  function stretched(rgba) {
    let least = 255, most = 0;
    rgba.forEach((value, at) => {
      if (at % 4 === 3) return;
      if (value < least) least = value;
      if (value > most) most = value;
    });
    return Float64Array.from({ length: 256 }, (_, value) => {
      const encoded = (value - least) / Math.max(1, most - least);
      return encoded > 0.04045 ? ((encoded + 0.055) / 1.055) ** 2.4 : encoded / 12.92;
    });
  }

  /* SLIC. */

  async function slic(lab, width, height, breathe) {
    const centers = seeds(width, height), { grid: { rows, columns } } = centers;
    const windows = gridOf(height, width, rows.length * columns.length), nearest = new Int32Array(width * height).fill(TRANSPARENT);
    for (let n = 0; n < ITERATIONS; n++) {
      await breathe(n / ITERATIONS);
      assign(lab, width, height, centers, windows, nearest);
      move(lab, width, centers, nearest);
    }
    const size = width * height / centers.count;
    return connected(nearest, width, height, Math.floor(SMALLEST * size), Math.floor(LARGEST * size));
  }

  /** Begin with centers on a grid. In the first iteration, colors do not count, as all centers are of one. */
  function seeds(width, height) {
    const grid = gridOf(height, width, SUPERPIXELS), { rows, columns, step } = grid, count = rows.length * columns.length;
    const [y, x, l, a, b] = Array.from({ length: 5 }, () => new Float64Array(count));
    for (let k = 0; k < count; k++) {
      y[k] = rows[Math.floor(k / columns.length)];
      x[k] = columns[k % columns.length];
    }
    return { y, x, l, a, b, counts: new Float64Array(count).fill(1), count, grid, weight: 1 / step ** 2 };
  }

  /** Rows and columns that are spaced regularly; about so many places where they meet. See skimage.util.regular_grid. */
  function gridOf(height, width, places) {
    const [short, long] = [Math.min(height, width), Math.max(height, width)];
    if (height * width <= places) return { rows: range(0, height, 1), columns: range(0, width, 1), down: 1, across: 1, step: 1 };
    const square = Math.sqrt(height * width / places);
    const steps = short < square ? [short, long / places] : [square, square];
    const [along, beside] = steps.map((step, n) => {
      const side = n ? long : short, spacing = folkhue.rint(step);
      return { starts: range(Math.floor(step / 2), side, spacing), spacing };
    });
    const [down, across] = height <= width ? [along, beside] : [beside, along];
    return { rows: down.starts, columns: across.starts, down: down.spacing, across: across.spacing, step: Math.max(down.spacing, across.spacing) };
  }

  /** Assign each pixel to the nearest center, by place and color; centers look around in windows only. */
  function assign([L, A, B], width, height, centers, { down, across }, nearest) {
    const distances = new Float64Array(nearest.length).fill(Infinity), { weight } = centers;
    for (let k = 0; k < centers.count; k++) {
      if (!centers.counts[k]) continue;
      const cy = centers.y[k], cx = centers.x[k], l = centers.l[k], a = centers.a[k], b = centers.b[k];
      const bottom = Math.trunc(Math.min(cy + 2 * down + 1, height)), left = Math.trunc(Math.max(cx - 2 * across, 0));
      const right = Math.trunc(Math.min(cx + 2 * across + 1, width));
      for (let y = Math.trunc(Math.max(cy - 2 * down, 0)); y < bottom; y++) {
        const dy = (cy - y) * (cy - y);
        for (let x = left, i = y * width + left; x < right; x++, i++) {
          const dx = cx - x, dl = L[i] - l, da = A[i] - a, db = B[i] - b;
          const distance = (dy + dx * dx) * weight + (dl * dl + da * da + db * db);
          if (distance < distances[i]) { distances[i] = distance; nearest[i] = k; }
        }
      }
    }
  }

  /** Move centers to the means of their pixels. */
  function move([L, A, B], width, { y, x, l, a, b, counts }, nearest) {
    for (const each of [y, x, l, a, b, counts]) each.fill(0);
    for (let i = 0, row = 0, column = 0; i < nearest.length; i++) {
      const k = nearest[i];
      if (k !== TRANSPARENT) {
        counts[k]++; y[k] += row; x[k] += column;
        l[k] += L[i]; a[k] += A[i]; b[k] += B[i];
      }
      if (++column === width) { column = 0; row++; }
    }
    for (const each of [y, x, l, a, b]) counts.forEach((count, k) => { each[k] /= count; });
  }

  /** Label connected parts anew; small ones join a neighbor, and large ones are divided. */
  function connected(nearest, width, height, least, most) {
    const labels = new Int32Array(nearest.length).fill(TRANSPARENT), queue = new Int32Array(Math.max(1, most));
    let label = 0;
    for (let start = 0; start < labels.length; start++) {
      if (labels[start] !== TRANSPARENT || nearest[start] === TRANSPARENT) continue;
      const { size, adjacent } = spread(nearest, labels, width, height, start, label, queue);
      if (size < least) for (let n = 0; n < size; n++) labels[queue[n]] = adjacent;
      else label++;
    }
    return labels;
  }

  /** Label what is connected with a pixel, as far as a queue reaches, and find a label beside it. */
  function spread(nearest, labels, width, height, start, label, queue) {
    const own = nearest[start], last = labels.length - width;
    let size = 1, adjacent = 0;
    const visit = (i) => {
      if (nearest[i] === own && labels[i] === TRANSPARENT) {
        labels[i] = label;
        queue[size++] = i;
      } else if (labels[i] !== TRANSPARENT && labels[i] !== label) adjacent = labels[i];
    };
    labels[start] = label;
    queue[0] = start;
    for (let visited = 0; visited < size && size < queue.length; visited++) {
      const i = queue[visited], x = i % width;
      if (x < width - 1) visit(i + 1);
      if (size < queue.length && x > 0) visit(i - 1);
      if (size < queue.length && i < last) visit(i + width);
      if (size < queue.length && i >= width) visit(i - width);
    }
    return { size, adjacent };
  }

  Object.assign(folkhue, { shrink, superpixelsOf });
});

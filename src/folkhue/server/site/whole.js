"use strict";
/* The color of a whole picture, with the numbers of folkhue.pictures: a small version of the picture, its subject,
   features of the names and colors in both, and a model that knows what they tell. */
folkhue.shared((folkhue) => {
  const { NONE } = folkhue;
  const MAX_SIDE = 224;
  const TOLERANCE = 10;
  const UNIFORM = 0.5;
  const MIN_SHARE = 0.01;
  const BORDER = 8;
  const LEVELS = 5;
  const GRID = [4, 4];
  const [FINE, COARSE] = [8, 30];
  const NEAREST = 8;
  const PRECISION = 2 ** 20;
  const APART = 2;
  const COLORS = 4;
  const PROFILE = 8;
  const { BINS } = folkhue;

  const range = (length) => [...Array(length).keys()];
  const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
  /** The part of each place, if a length is divided into equal parts. */
  const places = (length, parts) => range(length).map((place) => Math.floor(place * parts / length));

  function median(values) {
    const sorted = Float64Array.from(values).sort(), half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** Average square blocks of pixels, RGBA, so that no side is longer; as Pillow rounds it. Their side is a power of two. */
  function reduced({ rgba, width, height }, maxSide) {
    let factor = 1;
    while (Math.max(width, height) > maxSide * factor) factor *= 2;
    if (factor === 1) return { rgba, width, height };
    const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
    small.rgba = new Uint8ClampedArray(4 * small.width * small.height);
    for (let y = 0; y < small.height; y++) {
      for (let x = 0; x < small.width; x++) average(rgba, width, height, factor, x, y, small.rgba, 4 * (y * small.width + x));
    }
    const most = small.rgba.reduce((found, value, place) => (place % 4 === 3 ? Math.max(found, value) : found), 0);
    for (let i = 3; i < small.rgba.length; i += 4) {
      small.rgba[i] = small.rgba[i] > 0 && small.rgba[i] >= Math.min(128, most) ? 255 : 0;
    }
    return small;
  }

  /** Average a block of pixels; those with alpha below 128 have no color. */
  function average(rgba, width, height, factor, x, y, out, to) {
    const right = Math.min(width, (x + 1) * factor), bottom = Math.min(height, (y + 1) * factor);
    const size = (right - x * factor) * (bottom - y * factor);
    let red = 0, green = 0, blue = 0, alpha = 0;
    for (let row = y * factor; row < bottom; row++) {
      for (let at = 4 * (row * width + x * factor), end = 4 * (row * width + right); at < end; at += 4) {
        if (rgba[at + 3] < 128) continue;
        red += rgba[at]; green += rgba[at + 1]; blue += rgba[at + 2]; alpha += 255;
      }
    }
    const scale = Math.trunc(Math.fround(2 ** 32 / (256 * size))), half = size >> 1;
    const rounded = (sum) => Math.floor((sum + half) * scale / 2 ** 24);
    const a = rounded(alpha);
    const plain = (sum) => (a === 255 || a === 0 ? rounded(sum) : Math.floor(255 * rounded(sum) / a));
    out.set([plain(red), plain(green), plain(blue), a], to);
  }

  /** What features see of a picture; nothing, if it is transparent everywhere. */
  function viewOf(picture, table) {
    const { rgba, width, height } = reduced(reduced(picture, MAX_SIDE), MAX_SIDE / 2), size = width * height;
    const opaque = Uint8Array.from({ length: size }, (_, i) => rgba[4 * i + 3] >= 128);
    if (!opaque.some(Boolean)) return null;
    const names = Uint8Array.from({ length: size }, (_, i) => table.nameOf(rgba.subarray(4 * i, 4 * i + 3)));
    const bins = Uint16Array.from({ length: size }, (_, i) => (
      folkhue.binOf(rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2])));
    const view = { rgba, width, height, size, opaque, names, bins, table };
    view.subject = subjectOf(view);
    view.box = boxOf(view);
    view.histogram = histogramOf(view);
    return view;
  }

  /* The subject: what is opaque in a cut-out, what the border does not reach before a uniform background, or the colors
     that are more frequent in the center. */

  function subjectOf({ rgba, width, height, size, opaque }) {
    if (!opaque.every(Boolean)) return opaque;
    const edge = [
      ...range(width), ...range(width).map((x) => (height - 1) * width + x),
      ...range(height).map((y) => y * width), ...range(height).map((y) => y * width + width - 1),
    ];
    const color = [0, 1, 2].map((channel) => Math.trunc(median(edge.map((i) => rgba[4 * i + channel]))));
    const near = Uint8Array.from({ length: size }, (_, i) => color.every((value, channel) => Math.abs(rgba[4 * i + channel] - value) <= TOLERANCE));
    const uniform = mean(edge.map((i) => near[i])) >= UNIFORM;
    const found = uniform ? notReached(near, width, height) : moreFrequentInCenter(rgba, width, height);
    return mean(found) >= MIN_SHARE ? found : opaque;
  }

  /** What straight lines from the border do not reach through pixels of the background. */
  function notReached(near, width, height) {
    const found = new Uint8Array(width * height).fill(1);
    const walk = (start, step, length) => {
      for (let n = 0, at = start; n < length && near[at]; n++, at += step) found[at] = 0;
    };
    for (let x = 0; x < width; x++) {
      walk(x, width, height);
      walk((height - 1) * width + x, -width, height);
    }
    for (let y = 0; y < height; y++) {
      walk(y * width, 1, width);
      walk(y * width + width - 1, -1, width);
    }
    return found;
  }

  function moreFrequentInCenter(rgba, width, height) {
    const top = Math.floor(height / 5), left = Math.floor(width / 5), inside = new Array(512).fill(0), outside = new Array(512).fill(0);
    const isCenter = (i) => {
      const y = Math.floor(i / width), x = i % width;
      return y >= top && y < height - top && x >= left && x < width - left;
    };
    const binOf = (i) => (rgba[4 * i] >> 5) << 6 | (rgba[4 * i + 1] >> 5) << 3 | rgba[4 * i + 2] >> 5;
    const size = width * height;
    for (let i = 0; i < size; i++) (isCenter(i) ? inside : outside)[binOf(i)]++;
    const [within, around] = [inside, outside].map((counts) => counts.reduce((a, b) => a + b));
    const more = inside.map((count, bin) => count * Math.max(1, around) > outside[bin] * within);
    return Uint8Array.from({ length: size }, (_, i) => isCenter(i) && more[binOf(i)]);
  }

  /** The bounding box of the subject: {top, bottom, left, right}, the last two of each beyond it. */
  function boxOf({ subject, width, height }) {
    const box = { top: height, bottom: 0, left: width, right: 0 };
    subject.forEach((inside, i) => {
      if (!inside) return;
      const y = Math.floor(i / width), x = i % width;
      Object.assign(box, { top: Math.min(box.top, y), bottom: Math.max(box.bottom, y + 1), left: Math.min(box.left, x), right: Math.max(box.right, x + 1) });
    });
    return box;
  }

  /** Bins that occur in the subject, and the share of each. */
  function histogramOf({ subject, bins }) {
    const counts = new Float64Array(BINS);
    subject.forEach((inside, i) => { if (inside) counts[bins[i]]++; });
    const total = counts.reduce((a, b) => a + b), found = range(BINS).filter((bin) => counts[bin]);
    return found.map((bin) => ({ bin, share: counts[bin] / total }));
  }

  const middle = ({ box: { top, bottom, left, right } }) => {
    const high = (bottom - top) >> 2, wide = (right - left) >> 2;
    return { top: top + high, bottom: bottom - high, left: left + wide, right: right - wide };
  };

  const within = ({ top, bottom, left, right }, width) => (i) => {
    const y = Math.floor(i / width), x = i % width;
    return y >= top && y < bottom && x >= left && x < right;
  };

  const colorOf = (bin) => [bin & 31, bin >> 5 & 31, bin >> 10].map((part) => 8 * part + 4);

  /** Share of each name where a function of the place is true; zeros if it is nowhere. */
  function sharesOf({ names, table, size }, isIn) {
    const counts = new Float64Array(256);
    let total = 0;
    for (let i = 0; i < size; i++) {
      if (isIn(i)) { counts[names[i]]++; total++; }
    }
    return table.terms.map((_, n) => counts[n] / Math.max(1, total));
  }

  /** Pixels of the subject, each with its name and bin. */
  const pixelsOf = ({ subject, size }) => range(size).filter((i) => subject[i]);

  const groups = {
    names: (view) => sharesOf(view, (i) => view.opaque[i]),

    subject: (view) => sharesOf(view, (i) => view.subject[i]),

    probabilities({ histogram, table }) {
      const sums = table.terms.map(() => 0);
      for (const { bin, share } of histogram) {
        table.probabilities(colorOf(bin)).forEach((probability, n) => { sums[n] += share * probability; });
      }
      return sums;
    },

    border(view) {
      const high = Math.floor(view.height / BORDER), wide = Math.floor(view.width / BORDER);
      const inner = within({ top: high, bottom: view.height - high, left: wide, right: view.width - wide }, view.width);
      return sharesOf(view, (i) => view.opaque[i] && !inner(i));
    },

    center(view) {
      const inner = within(middle(view), view.width);
      return sharesOf(view, (i) => view.opaque[i] && inner(i));
    },

    levels(view) {
      const pixels = pixelsOf(view), terms = view.table.terms.length, counts = new Array(LEVELS * terms).fill(0);
      for (const i of pixels) {
        const level = Math.trunc(Math.min(LEVELS - 1, Math.max(0, folkhue.lab(colorOf(view.bins[i]))[0] * LEVELS / 100)));
        if (view.names[i] !== NONE) counts[level * terms + view.names[i]]++;
      }
      return counts.map((count) => count / pixels.length);
    },

    lab(view) {
      const inner = within(middle(view), view.width), pixels = pixelsOf(view);
      const central = pixels.filter(inner), labs = view.histogram.map(({ bin, share }) => ({ share, lab: folkhue.lab(colorOf(bin)) }));
      const averages = [0, 1, 2].map((axis) => labs.reduce((sum, { share, lab }) => sum + share * lab[axis], 0));
      const squares = [0, 1, 2].map((axis) => labs.reduce((sum, { share, lab }) => sum + share * lab[axis] ** 2, 0));
      const deviations = squares.map((square, axis) => Math.sqrt(Math.max(0, square - averages[axis] ** 2)));
      const medians = [pixels, central.length ? central : pixels].map((some) => {
        const all = some.map((i) => folkhue.lab(colorOf(view.bins[i])));
        return [0, 1, 2].map((axis) => median(all.map((lab) => lab[axis])));
      });
      return [...averages, ...deviations, ...medians.flat()];
    },

    words: ({ histogram }) => colorWords(FINE).histogram(histogram),

    grid({ box, subject, bins, width }) {
      const [rows, columns] = GRID, words = colorWords(COARSE);
      const high = places(box.bottom - box.top, rows), wide = places(box.right - box.left, columns);
      const cells = range(rows * columns).map(() => new Map()), sizes = new Array(rows * columns).fill(0);
      high.forEach((row, y) => wide.forEach((column, x) => {
        const i = (box.top + y) * width + box.left + x, cell = row * columns + column;
        sizes[cell]++;
        if (subject[i]) cells[cell].set(bins[i], (cells[cell].get(bins[i]) || 0) + 1);
      }));
      return cells.flatMap((counts, cell) => words.histogram(
        [...counts].sort(([one], [other]) => one - other)
          .map(([bin, count]) => ({ bin, share: count / (Math.max(1, sizes[cell]) * rows * columns) }))));
    },

    pairs({ subject, names, width, height, table }) {
      const kinds = table.terms.length + 1, counts = new Array(kinds ** 2).fill(0);
      const kindOf = (i) => (subject[i] ? Math.min(names[i], kinds - 1) : kinds - 1);
      const count = (one, other) => { counts[Math.min(one, other) * kinds + Math.max(one, other)]++; };
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const i = y * width + x, kind = kindOf(i);
          if (x + APART < width) count(kind, kindOf(i + APART));
          if (y + APART < height) count(kind, kindOf(i + APART * width));
        }
      }
      const found = range(kinds).flatMap((one) => counts.slice(one * kinds + one, (one + 1) * kinds)).slice(0, -1);
      const total = Math.max(1, found.reduce((a, b) => a + b));
      return found.map((times) => times / total);
    },

    palette({ histogram }) {
      const shares = new Array(512).fill(0), sums = range(512).map(() => [0, 0, 0]);
      for (const { bin, share } of histogram) {
        const coarse = (bin & 31) >> 2 | (bin >> 5 & 31) >> 2 << 3 | bin >> 12 << 6;
        shares[coarse] += share;
        folkhue.lab(colorOf(bin)).forEach((value, axis) => { sums[coarse][axis] += share * value; });
      }
      const largest = range(512).sort((a, b) => shares[b] - shares[a] || a - b).slice(0, COLORS);
      return largest.flatMap((each) => [...sums[each].map((sum) => sum / Math.max(shares[each], 1e-9)), shares[each]]);
    },

    shape({ box: { top, bottom, left, right }, subject, width, height }) {
      const high = bottom - top, wide = right - left;
      const rows = range(high).map((y) => mean(range(wide).map((x) => subject[(top + y) * width + left + x])));
      const columns = range(wide).map((x) => mean(range(high).map((y) => subject[(top + y) * width + left + x])));
      return [top / height, bottom / height, left / width, right / width, high / (high + wide), mean(subject), ...profile(rows), ...profile(columns)];
    },
  };

  /** Average an extent over eight parts of it; one of no length has 0. */
  function profile(extent) {
    const parts = places(extent.length, PROFILE), sums = new Array(PROFILE).fill(0), sizes = new Array(PROFILE).fill(0);
    extent.forEach((value, place) => { sums[parts[place]] += value; sizes[parts[place]]++; });
    return sums.map((sum, part) => sum / Math.max(1, sizes[part]));
  }

  /** Color words: points of a lattice in DIN99o, among which each color is shared by nearness; see folkhue.pictures.words. */
  class ColorWords {
    constructor(step) {
      this.step = step;
      this.rows = new Map(); // bin → [{ point, weight }]
      this.points = new Map(this.codes().map((code, point) => [code, point]));
    }

    codes() {
      const found = new Set();
      for (let bin = 0; bin < BINS; bin++) found.add(this.nearest(bin));
      return [...found].sort((one, other) => one - other);
    }

    nearest(bin) {
      let least = Infinity, nearest;
      this.around(bin, (code, distance) => {
        if (distance >= least) return;
        least = distance;
        nearest = code;
      }, [0]);
      return nearest;
    }

    /** Tell points around a color, 9 in each of three planes or the nearest alone, each with the square of its distance. */
    around(bin, tell, sides = SIDES) {
      const { step } = this, [light, atA, atB] = centerOf(bin);
      for (const up of SIDES) {
        const plane = Math.floor(light / step) + up, shift = Math.abs(plane % 2) / 2;
        const left = folkhue.rint(atA / step - shift), below = folkhue.rint(atB / step - shift);
        for (const beside of sides) {
          const a = left + beside + shift, near = ((plane + 0.5) * step - light) ** 2 + (a * step - atA) ** 2;
          for (const above of sides) {
            const b = below + above + shift;
            tell(((plane + 1) * 1000 + 2 * a + 500) * 1000 + 2 * b + 500, near + (b * step - atB) ** 2);
          }
        }
      }
    }

    candidates(bin) {
      const found = [];
      this.around(bin, (code, distance) => found.push({ code, distance }));
      return found;
    }

    rowOf(bin) {
      if (!this.rows.has(bin)) {
        const near = this.candidates(bin).filter(({ code }) => this.points.has(code))
          .sort((one, other) => one.distance - other.distance).slice(0, NEAREST)
          .map(({ code, distance }) => ({ point: this.points.get(code), weight: Math.exp(-2 * distance / this.step ** 2) }));
        const total = near.reduce((sum, { weight }) => sum + weight, 0);
        this.rows.set(bin, near.map(({ point, weight }) => ({ point, weight: weight / total })));
      }
      return this.rows.get(bin);
    }

    /** The share of each point among bins with shares. */
    histogram(shares) {
      const found = new Array(this.points.size).fill(0);
      for (const { bin, share } of shares) {
        for (const { point, weight } of this.rowOf(bin)) found[point] += share * weight;
      }
      return found;
    }
  }

  const SIDES = [-1, 0, 1];
  const lattices = new Map(), centers = [];

  /** The center of a bin in DIN99o. */
  function centerOf(bin) {
    centers[bin] ??= folkhue.din99o(colorOf(bin)).map((value) => folkhue.rint(value * PRECISION) / PRECISION);
    return centers[bin];
  }

  function colorWords(step) {
    if (!lattices.has(step)) lattices.set(step, new ColorWords(step));
    return lattices.get(step);
  }

  /** Features of a picture, {rgba, width, height}; nothing, if it is transparent everywhere. */
  function pictureFeatures(picture, table, chosen) {
    const view = viewOf(picture, table);
    return view && chosen.flatMap((group) => groups[group](view)).map(Math.fround);
  }

  /** Read a model from the bytes of its file; see folkhue.pictures.model. */
  async function readModel(bytes) {
    const arrays = await folkhue.unzipped(bytes), { terms, groups: chosen, table, layers } = JSON.parse(new TextDecoder().decode(arrays.description.data));
    const networks = layers.map((depth, n) => range(depth).map((layer) => (
      { weights: byRow(arrays[`weights${n}_${layer}`]), bias: arrays[`bias${n}_${layer}`].data })));
    return { terms, groups: chosen, table, networks, roots: arrays.roots.data, center: arrays.center.data, scale: arrays.scale.data, components: componentsOf(arrays) };
  }

  /** The coefficients of components for each feature; nothing, if features are used as they are. */
  function componentsOf({ projection, steps: { data: steps } }) {
    return steps.length ? byRow(projection).map((row) => row.map((code, n) => code * steps[n])) : null;
  }

  /** The rows of a matrix. */
  function byRow({ data, shape: [rows, columns], fortran }) {
    return range(rows).map((row) => range(columns).map((column) => data[fortran ? column * rows + row : row * columns + column]));
  }

  function softmax(scores) {
    const most = Math.max(...scores), powers = scores.map((score) => Math.exp(score - most)), total = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / total);
  }

  function layered(values, { weights, bias }) {
    const out = Float64Array.from(bias);
    values.forEach((value, row) => { for (let n = 0; n < out.length; n++) out[n] += value * weights[row][n]; });
    return [...out];
  }

  /** Probabilities of names from features. */
  function probabilitiesOf({ networks, roots, center, scale, components }, features) {
    const scaled = features.map((value, n) => ((roots[n] ? Math.sqrt(Math.max(value, 0)) : value) - center[n]) / scale[n]);
    const values = components ? layered(scaled, { weights: components, bias: components[0].map(() => 0) }) : scaled;
    const each = networks.map((layers) => softmax(layers.reduce((before, layer, depth) => (
      layered(depth ? before.map((value) => Math.max(value, 0)) : before, layer)), values)));
    return each[0].map((_, n) => mean(each.map((found) => found[n])));
  }

  /** Name the color of a picture: [{name, probability}], the most probable first. */
  function pictureColor(model, table, picture) {
    const features = pictureFeatures(picture, table, model.groups);
    if (!features) return [];
    return probabilitiesOf(model, features).map((probability, n) => ({ name: model.terms[n], probability }))
      .sort((a, b) => b.probability - a.probability);
  }

  /** Whether this page computes all features of a model; the moments of OpenCV, for one, it does not. */
  const isComputable = (model) => model.groups.every((group) => group in groups);

  Object.assign(folkhue, { pictureFeatures, pictureColor, readModel, isComputable });
});

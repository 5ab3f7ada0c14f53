"use strict";
/* Regions of a picture, with the numbers of folkhue.palettes.regions: superpixels are described by their color, by what it is
   called and by whether they belong to the subject, and merged with their neighbors. */
folkhue.shared((folkhue) => {
  const [COLOR, NAMES, SUBJECT] = [0.5, 50, 5];
  const { BINS, binOf } = folkhue;
  const TRANSPARENT = -1;

  const roots = new WeakMap();

  /** Segment a picture into regions: {labels, records}. The label of transparent pixels is -1. Records are by size, the largest
      first: {number, share, centrality, shares}. Without the network for subjects, these do not count. */
  async function regionsOf({ table, subject, picture }, breathe) {
    await breathe("looking for areas", 0);
    const { small, factor } = folkhue.shrink(picture);
    const superpixels = await folkhue.superpixelsOf(small, (part) => breathe("looking for areas", part));
    if (subject) await breathe("looking for a subject");
    const mask = subject && folkhue.subjectMask(subject, small);
    await breathe("merging areas");
    const numbers = bySize(folkhue.mergedRegions(superpixels, meansOf(superpixels, small, table, mask)), superpixels.sizes);
    const labels = enlarged(superpixels.labels, numbers, small.width, factor, picture);
    await breathe("counting colors of areas");
    return { labels, records: recordsOf(labels, centralities(superpixels, numbers, small), table, picture) };
  }

  /* What is known of superpixels. */

  /** The mean of each superpixel: its place in the HSV cone, the square roots of probabilities of names, and the mask. */
  function meansOf({ labels, sizes }, { rgba }, table, mask) {
    const names = rootsOf(table), terms = table.terms.length, length = 3 + terms + (mask ? 1 : 0), cone = new Float64Array(3);
    const sums = new Float64Array(sizes.length * length);
    labels.forEach((label, i) => {
      if (label === TRANSPARENT) return;
      const r = rgba[4 * i], g = rgba[4 * i + 1], b = rgba[4 * i + 2], bin = binOf(r, g, b);
      const at = label * length;
      placeInCone(r / 255, g / 255, b / 255, cone);
      for (let n = 0; n < 3; n++) sums[at + n] += COLOR * cone[n];
      for (let n = 0; n < terms; n++) sums[at + 3 + n] += names[bin * terms + n];
      if (mask) sums[at + 3 + terms] += SUBJECT * mask[i];
    });
    return Array.from(sizes, (size, n) => sums.subarray(n * length, (n + 1) * length).map((sum) => sum / size));
  }

  /** Chroma in the direction of red and at a right angle to it, and value, up to 100. */
  function placeInCone(r, g, b, out) {
    const value = Math.max(r, g, b), chroma = value - Math.min(r, g, b);
    const across = Math.sqrt(3) / 2 * (g - b), along = r - (g + b) / 2, length = Math.sqrt(across * across + along * along);
    const scale = length > 0 ? chroma / length : 0;
    out[0] = 100 * (along * scale); out[1] = 100 * (across * scale); out[2] = 100 * value;
  }

  /** By bin, the square roots of the probabilities of names, weighted; in 32 bits, as Python computes them. */
  function rootsOf(table) {
    if (!roots.has(table)) {
      const terms = table.terms.length, found = new Float32Array(BINS * terms);
      table.eachBin((bin, likely) => {
        for (let n = 0; n < terms; n++) found[bin * terms + n] = NAMES * Math.fround(Math.sqrt(Math.max(likely[n], 0)));
      });
      roots.set(table, found);
    }
    return roots.get(table);
  }

  /* What is known of regions. */

  /** Number the regions of superpixels by size, the largest first; of equals the one that begins first. */
  function bySize(merged, sizes) {
    const regions = new Map();
    merged.forEach((root, n) => {
      if (!regions.has(root)) regions.set(root, { root, size: 0 });
      regions.get(root).size += sizes[n];
    });
    const numbers = new Map([...regions.values()].sort((a, b) => b.size - a.size).map(({ root }, number) => [root, number]));
    return merged.map((root) => numbers.get(root));
  }

  /** The region of each pixel of the whole picture. */
  function enlarged(labels, numbers, across, factor, { rgba, width, height }) {
    const found = new Int16Array(width * height), blocks = Uint32Array.from({ length: width }, (_, x) => Math.floor(x / factor));
    for (let i = 0, y = 0; y < height; y++) {
      const row = Math.floor(y / factor) * across;
      for (let x = 0; x < width; x++, i++) found[i] = rgba[4 * i + 3] < 128 ? TRANSPARENT : numbers[labels[row + blocks[x]]];
    }
    return found;
  }

  /** Of each region, 1 minus the mean distance of its pixels from the center; 0 is at the corners. */
  function centralities({ labels }, numbers, { width, height }) {
    const sums = [], counts = [];
    labels.forEach((label, i) => {
      if (label === TRANSPARENT) return;
      const number = numbers[label], x = i % width, y = (i - x) / width;
      const distance = Math.hypot(2 * (x + 0.5) / width - 1, 2 * (y + 0.5) / height - 1) / Math.SQRT2;
      sums[number] = (sums[number] || 0) + distance;
      counts[number] = (counts[number] || 0) + 1;
    });
    return sums.map((sum, number) => 1 - sum / counts[number]);
  }

  /** Count the names of pixels in each region. */
  function recordsOf(labels, centers, table, { rgba }) {
    const counts = new Uint32Array(256 * centers.length), names = table.names(rgba);
    for (let i = 0; i < labels.length; i++) if (labels[i] !== TRANSPARENT) counts[256 * labels[i] + names[i]]++;
    const sum = (numbers) => numbers.reduce((a, b) => a + b, 0), total = sum(counts);
    return centers.map((centrality, number) => {
      const own = counts.subarray(256 * number, 256 * (number + 1)), size = sum(own);
      return { number, share: size / total, centrality, shares: table.ranked(own, size) };
    });
  }

  Object.assign(folkhue, { regionsOf });
});

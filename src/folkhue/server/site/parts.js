"use strict";
/* Parts of a picture, {labels, records}: its subject and background, or its regions. A label is the number of a pixel's
   part; transparent pixels are in none. Each record has the number, share and mean color of a part. */
folkhue.shared((folkhue) => {
  const NOWHERE = 255;
  const GROUNDS = { background: 0, subject: 1 };

  /** The subject and the background of a picture, as a network sees them; one of them may be absent. */
  async function groundsOf(network, picture, breathe) {
    await breathe("finding its subject");
    const { rgba } = picture, labels = folkhue.foregroundOf(network, picture);
    for (let i = 0; i < labels.length; i++) if (rgba[4 * i + 3] < 128) labels[i] = NOWHERE;
    return { labels, records: summaries(labels, rgba) };
  }

  /** The regions of a picture; see folkhue.regionsOf. */
  async function areasOf(given, breathe) {
    await breathe("finding its regions");
    const found = await folkhue.regionsOf(given, breathe), labels = Uint8Array.from(found.labels); // -1 becomes NOWHERE
    const means = new Map(summaries(labels, given.picture.rgba).map(({ number, mean }) => [number, mean]));
    return { labels, records: found.records.map((record) => ({ ...record, mean: means.get(record.number) })) };
  }

  /** Share and mean color of each part that has pixels. */
  function summaries(labels, rgba) {
    const sums = [0, 1, 2, 3].map(() => new Float64Array(256));
    let opaque = 0;
    for (let i = 0; i < labels.length; i++) {
      const label = labels[i];
      if (label === NOWHERE) continue;
      opaque++;
      sums[3][label]++;
      for (let channel = 0; channel < 3; channel++) sums[channel][label] += rgba[4 * i + channel];
    }
    return [...sums[3].keys()].filter((number) => sums[3][number]).map((number) => ({
      number,
      share: sums[3][number] / opaque,
      mean: [0, 1, 2].map((channel) => Math.round(sums[channel][number] / sums[3][number])),
    }));
  }

  /** The colors of one part for a palette, of all its pixels. */
  function pointsOfPart({ labels }, number, { rgba }) {
    const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, labels.length);
    const own = new Uint32Array(labels.reduce((count, label) => count + (label === number), 0));
    for (let i = 0, to = 0; to < own.length; i++) if (labels[i] === number) own[to++] = pixels[i];
    return folkhue.pointsOf(new Uint8Array(own.buffer));
  }

  Object.assign(folkhue, { GROUNDS, NOWHERE, groundsOf, areasOf, pointsOfPart });
});

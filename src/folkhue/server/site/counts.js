"use strict";
/* Shares of a palette that people changed: each color has the pixels that are nearest to it, in DIN99o; an edited one
   those of the color that it was. */
folkhue.shared((folkhue) => {
  /** The share of pixels nearest to each color, of photographs whose points are given; none without pixels. */
  function nearestShares(several, colors) {
    const places = colors.map(folkhue.din99o), shares = colors.map(() => 0);
    for (const { means, weight } of colors.length ? folkhue.merged(several) : []) {
      shares[folkhue.nearestPlace(folkhue.din99o(means.map(folkhue.rint)), places)] += weight;
    }
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => share / (total || 1));
  }

  Object.assign(folkhue, { nearestShares });
});

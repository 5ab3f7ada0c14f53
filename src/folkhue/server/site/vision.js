"use strict";
/* Colors as people see them who lack one kind of cone, with the numbers of folkhue.color.vision and
   folkhue.palettes.confusable. */
folkhue.shared((folkhue) => {
  const [ALIKE, APART] = [6, 12];
  const VISIONS = {
    protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
  };

  /** The color that looks to normal vision as `rgb` to another. */
  function simulate(rgb, vision) {
    const light = folkhue.linear(rgb);
    return VISIONS[vision].map((row) => folkhue.encoded(row.reduce((sum, weight, n) => sum + weight * light[n], 0)));
  }

  /** Pairs of colors that clearly differ, but look alike with another vision: [{one, other, distance, visions}]. */
  function confusable(colors) {
    const seen = Object.keys(VISIONS).map((vision) => [vision, colors.map(({ rgb }) => folkhue.din99o(simulate(rgb, vision)))]);
    const normal = colors.map(({ rgb }) => folkhue.din99o(rgb)), found = [];
    const apart = (places, i, j) => Math.sqrt(folkhue.farness(places[i], places[j]));
    colors.forEach((one, i) => colors.slice(i + 1).forEach((other, n) => {
      const j = i + 1 + n, distance = apart(normal, i, j);
      const alike = seen.map(([vision, places]) => [vision, apart(places, i, j)]).filter(([, near]) => near < ALIKE);
      if (alike.length && distance >= APART) found.push({ one, other, distance, visions: Object.fromEntries(alike) });
    }));
    return found;
  }

  Object.assign(folkhue, { VISIONS, simulate, confusable });
});

"use strict";
/* The photographs of a palette on its card: one as it is, several in rows of equal heights, as on folkhue's mood boards. */
(function () {
  const { find, state } = folkhue;
  const RATIOS = [0.4, 3.5]; // width to height; others are cropped to this range
  const RATIO_OF_ROW = 4.2; // about three photographs
  const LONGEST = 10; // a panorama by itself
  const SIDE = 1600; // pixels

  /** Pictures of what the palette is of: canvases, of all photographs or of the one in view. */
  async function pictures(progress) {
    if (!folkhue.isShowingPhoto()) return [];
    if (folkhue.isOfView() || state.photos.length === 1) return [find("#frame .before")];
    const found = [];
    for (const photo of state.photos) {
      progress(found.length / state.photos.length);
      found.push(await small(photo));
    }
    return found;
  }

  async function small({ name, file }) {
    const { canvas } = file ? await folkhue.opened(file) : folkhue.sample(name);
    const scale = Math.min(1, SIDE / 2 / Math.max(canvas.width, canvas.height));
    return folkhue.shrunk(canvas, Math.max(1, Math.round(scale * canvas.width)), Math.max(1, Math.round(scale * canvas.height)));
  }

  const ratioOf = ({ width, height }) => Math.min(RATIOS[1], Math.max(RATIOS[0], width / height));

  /** Divide pictures, in their order, among rows that are about equally wide. */
  function rowsOf(all) {
    const ratios = all.map(ratioOf), total = ratios.reduce((sum, ratio) => sum + ratio, 0);
    const number = Math.max(1, Math.round(total / RATIO_OF_ROW)), rows = [];
    let before = 0;
    all.forEach((picture, n) => {
      (rows[Math.floor((before + ratios[n] / 2) / total * number)] ||= []).push(picture);
      before += ratios[n];
    });
    return rows.filter(Boolean);
  }

  /** Places of pictures in rows from a corner on: [{picture, x, y, width, height}]. */
  function placed(all, left, top, width, gap) {
    if (all.length === 1) return [{ picture: all[0], x: left, y: top, width, height: width / Math.min(LONGEST, all[0].width / all[0].height) }];
    let y = top;
    return rowsOf(all).flatMap((row) => {
      const height = (width - gap * (row.length - 1)) / row.reduce((sum, picture) => sum + ratioOf(picture), 0), places = [];
      let x = left;
      for (const picture of row) {
        places.push({ picture, x, y, width: height * ratioOf(picture), height });
        x += height * ratioOf(picture) + gap;
      }
      y += height + gap;
      return places;
    });
  }

  /** Draw a picture so that it fills a place; its middle is shown if the shapes differ. */
  function drawIn(context, { picture, x, y, width, height }) {
    const scale = Math.max(width / picture.width, height / picture.height), [w, h] = [width / scale, height / scale];
    context.drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, x, y, width, height);
  }

  Object.assign(folkhue, { pictures, placed, drawIn });
})();

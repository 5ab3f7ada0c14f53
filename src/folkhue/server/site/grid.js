"use strict";
/* Mean colors of a picture in the cells of a grid, with the whole numbers of folkhue.images.grid_means. */
folkhue.shared((folkhue) => {
  /** Average the opaque pixels in each cell: RGBA, transparent black where there are none. Cells begin at some rows and columns,
      and reach to where the next ones begin, but have at least one of each. */
  function gridMeans({ rgba, width, height }, rows, columns) {
    const means = new Uint8ClampedArray(4 * rows.length * columns.length), down = cells(rows, height), across = cells(columns, width);
    let to = 0;
    for (const strip of down) {
      for (const part of across) {
        average(rgba, width, strip, part, means, to);
        to += 4;
      }
    }
    return means;
  }

  /** The first row or column of each cell, and the first beyond it. */
  const cells = (starts, end) => starts.map((start, n) => [start, Math.max(start + 1, n + 1 < starts.length ? starts[n + 1] : end)]);

  function average(rgba, width, [top, bottom], [left, right], means, to) {
    let red = 0, green = 0, blue = 0, count = 0;
    for (let row = top; row < bottom; row++) {
      for (let at = 4 * (row * width + left), end = 4 * (row * width + right); at < end; at += 4) {
        if (rgba[at + 3] < 128) continue;
        red += rgba[at]; green += rgba[at + 1]; blue += rgba[at + 2]; count++;
      }
    }
    if (!count) return;
    const half = count >> 1;
    means[to] = Math.floor((red + half) / count);
    means[to + 1] = Math.floor((green + half) / count);
    means[to + 2] = Math.floor((blue + half) / count);
    means[to + 3] = 255;
  }

  Object.assign(folkhue, { gridMeans });
});

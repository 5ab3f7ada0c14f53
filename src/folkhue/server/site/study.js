"use strict";
/* A photograph studied: its pixels named strip by strip, painted and counted. */
folkhue.shared((folkhue) => {
  const STRIP = 1 << 20; // pixels
  const SMALL = 5e5; // pixels
  const VISIBLE = 2e6; // pixels
  const THUMB = 128; // pixels

  /** Name every pixel by a table, in context if there is a network: {names, small, shares, after}, the last being the
      picture in the swatches of its names. */
  async function named({ table, network }, picture, breathe) {
    const { names, canvas } = await painted({ table, network }, picture, breathe);
    await breathe("counting its colors");
    return {
      names,
      small: sample(names, picture.width, picture.height),
      shares: table.shares(names, picture.rgba),
      after: await visible(canvas),
    };
  }

  /** Name every pixel, and paint a canvas in the swatches of their names. */
  async function painted({ table, network }, picture, breathe) {
    if (network) await breathe("looking at what surrounds its pixels");
    const { rgba, width, height } = picture, name = network ? folkhue.inContext(network, table, picture) : byThemselves(table, rgba);
    const names = new Uint8Array(width * height), image = new ImageData(width, height);
    for (let from = 0; from < names.length; from += STRIP) {
      const to = Math.min(names.length, from + STRIP), strip = rgba.subarray(4 * from, 4 * to);
      await breathe("naming its colors", from / names.length);
      name(from, to, names.subarray(from, to));
      table.paint(names.subarray(from, to), strip, image.data.subarray(4 * from, 4 * to));
    }
    const canvas = folkhue.blank(width, height);
    folkhue.brush(canvas).putImageData(image, 0, 0);
    return { names, canvas };
  }

  /** Name pixels from one to another, each by its own color. */
  const byThemselves = (table, rgba) => (from, to, out) => table.names(rgba.subarray(4 * from, 4 * to), out);

  /** What the page shows of a canvas: no more pixels than a screen has, as browsers copy all of them at once. */
  function visible(canvas) {
    const scale = Math.sqrt(VISIBLE / (canvas.width * canvas.height));
    const [width, height] = [canvas.width, canvas.height].map((side) => Math.max(1, Math.round(scale * side)));
    return folkhue.bitmapOf(scale < 1 ? folkhue.shrunk(canvas, width, height) : canvas);
  }

  /** The picture in the swatches of its names, as a PNG. */
  async function png(naming, picture, breathe) {
    const { canvas } = await painted(naming, picture, breathe);
    if (canvas.convertToBlob) return canvas.convertToBlob({ type: "image/png" });
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  /** Keep every n-th row and column, so that highlighting is immediate. */
  function sample(names, width, height) {
    const step = Math.ceil(Math.sqrt(width * height / SMALL));
    const small = { width: Math.ceil(width / step), height: Math.ceil(height / step) };
    small.names = new Uint8Array(small.width * small.height);
    for (let y = 0; y < small.height; y++) {
      for (let x = 0; x < small.width; x++) small.names[y * small.width + x] = names[y * step * width + x * step];
    }
    return small;
  }

  /** Find colors for a palette of several photographs, and describe them. */
  function paletteOf(several, { k, emphasis, distinct }, table) {
    return folkhue.palette(folkhue.merged(several), k, emphasis, distinct).map(({ rgb, share }) => folkhue.described(rgb, share, table));
  }

  const thumb = (canvas) => folkhue.bitmapOf(folkhue.thumbnail(canvas, THUMB));

  Object.assign(folkhue, { named, visible, png, paletteOf, thumb });
});

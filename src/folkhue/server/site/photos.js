"use strict";
/* Photographs: decoded by the browser, upright and in sRGB, scaled down if they are large. */
folkhue.shared((folkhue) => {
  const MOST_PIXELS = 12e6;
  const MOST_SIDE = 8192;
  const ENOUGH = 500e3;

  /** An error whose message people can understand. */
  class PhotoError extends Error {
    name = "PhotoError";
  }

  /** Decode a file into a canvas: {canvas, width, height}, the sizes being the file's. */
  async function opened(file) {
    const bitmap = await folkhue.decoded(file);
    const { width, height } = bitmap;
    const canvas = drawn(bitmap, width, height);
    bitmap.close();
    return { canvas, width, height };
  }

  function drawn(image, width, height) {
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)), MOST_SIDE / Math.max(width, height));
    return shrunk(image, Math.max(1, Math.floor(scale * width)), Math.max(1, Math.floor(scale * height)));
  }

  function blank(width, height) {
    if (typeof OffscreenCanvas === "function") return new OffscreenCanvas(width, height);
    return Object.assign(document.createElement("canvas"), { width, height });
  }

  const brush = (canvas) => canvas.getContext("2d", { colorSpace: "srgb", willReadFrequently: true });

  function shrunk(image, width, height) {
    const canvas = blank(width, height), context = brush(canvas);
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    return canvas;
  }

  const pixelsOf = (canvas) => brush(canvas).getImageData(0, 0, canvas.width, canvas.height).data;

  /** What a canvas shows, as it is handed to another canvas; it may be empty thereafter. */
  const bitmapOf = (canvas) => (canvas.transferToImageBitmap ? canvas.transferToImageBitmap() : createImageBitmap(canvas));

  /** Shrink a canvas to a height; panoramas are squeezed to three times that. */
  function thumbnail(canvas, height) {
    const scale = height / canvas.height;
    return shrunk(canvas, Math.max(1, Math.min(3 * height, Math.round(scale * canvas.width))), height);
  }

  /** The colors of a photograph for a palette; a large one is halved first. */
  function pointsOf(canvas) {
    let { width, height } = canvas;
    while (width * height / 4 >= ENOUGH) { width >>= 1; height >>= 1; }
    return folkhue.pointsOf(pixelsOf(width === canvas.width ? canvas : shrunk(canvas, width, height)));
  }

  Object.assign(folkhue, { PhotoError, opened, blank, brush, shrunk, pixelsOf, bitmapOf, thumbnail, pointsOfCanvas: pointsOf });
});

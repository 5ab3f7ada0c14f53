"use strict";
/* Photographs: decoded by the browser, upright and in sRGB, scaled down if they are large. */
(function () {
  const MOST_BYTES = 100e6;
  const MOST_DECODED = 150e6;
  const MOST_PIXELS = 12e6;
  const MOST_SIDE = 8192;
  const ENOUGH = 500e3;

  /** An error whose message people can understand. */
  class PhotoError extends Error {}

  /** Decode a file into a canvas: {name, canvas, width, height}, the sizes being the file's. */
  async function opened(file) {
    if (file.size > MOST_BYTES) {
      throw new PhotoError(`${file.name} is too large: ${megabytes(file.size)}, and at most ${megabytes(MOST_BYTES)} can be opened here.`);
    }
    const address = URL.createObjectURL(file);
    try {
      const image = await loaded(address).catch(async () => { throw new PhotoError(await whatItIs(file)); });
      const { naturalWidth: width, naturalHeight: height } = image;
      if (width * height > MOST_DECODED) {
        throw new PhotoError(`${file.name} is too large: ${width} × ${height} pixels, and at most ${MOST_DECODED / 1e6} million can be opened here.`);
      }
      await image.decode().catch(() => { throw new PhotoError(`${file.name} is damaged, and cannot be opened.`); });
      return { name: file.name, canvas: drawn(image, width, height), width, height };
    } finally {
      URL.revokeObjectURL(address);
    }
  }

  function loaded(address) {
    return new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => (image.naturalWidth ? resolve(image) : reject());
      image.onerror = reject;
      image.src = address;
    });
  }

  const megabytes = (size) => `${Math.round(size / 1e6)} MB`;

  /** Describe a file that is not a picture. */
  async function whatItIs(file) {
    const start = await file.slice(0, 512).arrayBuffer().then((bytes) => new Uint8Array(bytes), () => null);
    if (!start) return `${file.name} cannot be read; if it is a folder, open the photographs in it.`;
    const letters = String.fromCharCode(...start);
    const reads = "JPEG, PNG, WebP, GIF and AVIF can";
    if (!start.length) return `${file.name} is empty.`;
    if (/^(\xff\xd8\xff|\x89PNG|GIF8|BM|RIFF.{4}WEBP)/s.test(letters)) return `${file.name} is damaged, and cannot be opened.`;
    if (/^.{4}ftyp/s.test(letters) || /^(II\*\0|MM\0\*)/.test(letters)) {
      return `${file.name} is of a kind that this browser cannot open; ${reads}. Save it as JPEG.`;
    }
    const text = !/[\0-\x08\x0e-\x1a]/.test(letters);
    return `${file.name} is ${text ? "a text file" : "not a picture"}; ${reads} be opened.`;
  }

  function drawn(image, width, height) {
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)), MOST_SIDE / Math.max(width, height));
    return shrunk(image, Math.max(1, Math.floor(scale * width)), Math.max(1, Math.floor(scale * height)));
  }

  function blank(width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    return canvas;
  }

  const brush = (canvas) => canvas.getContext("2d", { colorSpace: "srgb", willReadFrequently: true });

  function shrunk(image, width, height) {
    const canvas = blank(width, height), context = brush(canvas);
    context.imageSmoothingQuality = "high";
    context.drawImage(image, 0, 0, width, height);
    return canvas;
  }

  const pixelsOf = (canvas) => brush(canvas).getImageData(0, 0, canvas.width, canvas.height).data;

  /** The colors of a photograph for a palette; a large one is halved first. */
  function pointsOf(canvas) {
    let { width, height } = canvas;
    while (width * height / 4 >= ENOUGH) { width >>= 1; height >>= 1; }
    return folkhue.pointsOf(pixelsOf(width === canvas.width ? canvas : shrunk(canvas, width, height)));
  }

  Object.assign(folkhue, { PhotoError, opened, blank, brush, shrunk, pixelsOf, pointsOfCanvas: pointsOf });
})();

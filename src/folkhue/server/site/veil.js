"use strict";
/* Parts on the picture: regions are outlined, and what is not chosen is veiled. It is drawn pixel by pixel as the screen
   shows the picture, so that lines stay thin however the picture is scaled. */
(function () {
  const { every, state } = folkhue;
  const MOST = 4e6; // pixels
  const [LIGHT, DARK] = [0xccf4f7f8, 0xcc141210];
  const LINE = 0xffffffff;
  const FAINT = 0x66ffffff;
  const SHADOW = 0x80000000;

  const scaled = new WeakMap();

  /** Draw parts on every picture; those except the seen one are veiled. */
  function drawParts(seen) {
    for (const canvas of every("canvas.veil")) draw(canvas, state.shown?.parts, seen);
  }

  function draw(canvas, parts, seen) {
    const size = sizeOf(canvas);
    if (!parts || !size.width) {
      canvas.width = canvas.height = 0;
      return;
    }
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    const image = new ImageData(size.width, size.height);
    const pixels = new Uint32Array(image.data.buffer), labels = labelsAt(canvas, parts);
    if (seen !== null) veil(pixels, labels, seen, colorOfVeil(parts, seen));
    if (parts.by === "regions") outline(pixels, labels, size.width, seen);
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  /** The pixels of the screen that a canvas covers. */
  function sizeOf({ clientWidth, clientHeight }) {
    const scale = Math.min(devicePixelRatio, Math.sqrt(MOST / (clientWidth * clientHeight || 1)));
    return { width: Math.round(scale * clientWidth), height: Math.round(scale * clientHeight) };
  }

  /** The part at each pixel of a canvas. */
  function labelsAt(canvas, parts) {
    const { width, height } = canvas, known = scaled.get(canvas);
    if (known?.parts === parts && known.width === width && known.height === height) return known.labels;
    const labels = new Uint8Array(width * height), { width: columns, height: rows } = state.shown;
    const places = Uint32Array.from({ length: width }, (_, x) => Math.floor((x + 0.5) * columns / width));
    for (let y = 0, i = 0; y < height; y++) {
      const row = columns * Math.floor((y + 0.5) * rows / height);
      for (let x = 0; x < width; x++) labels[i++] = parts.labels[row + places[x]];
    }
    scaled.set(canvas, { parts, width, height, labels });
    return labels;
  }

  /** A dark veil if the part is light, else a light one. */
  function colorOfVeil({ records }, seen) {
    const part = records.find(({ number }) => number === seen);
    return part && folkhue.inkOn(part.mean) === "#000" ? DARK : LIGHT;
  }

  function veil(pixels, labels, seen, color) {
    for (let i = 0; i < labels.length; i++) if (labels[i] !== seen) pixels[i] = color;
  }

  /** Draw white lines with a shadow between parts; those that the seen one has no share in are faint. */
  function outline(pixels, labels, width, seen) {
    for (let i = 0; i < labels.length - width; i++) {
      const own = labels[i], below = labels[i + width], right = (i + 1) % width ? labels[i + 1] : own;
      if (own === right && own === below) continue;
      const clear = seen === null || own === seen || right === seen || below === seen;
      pixels[i] = clear ? LINE : FAINT;
      if (clear) for (const beside of [i + 1, i + width, i + width + 1]) if (pixels[beside] !== LINE) pixels[beside] = SHADOW;
    }
  }

  Object.assign(folkhue, { drawParts });
})();

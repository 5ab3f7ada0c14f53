"use strict";
/* Pictures that end early, as in folkhue.images.cut_off. One that lacks only its end marker is read. Of one that lacks
   more nothing is shown, as the rest would be gray, white or transparent: browsers show such pictures without a word. */
folkhue.shared((folkhue) => {
  const END_OF_JPEG = [0xff, 0xd9];
  const END_OF_PNG = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];
  const TAIL = 1 << 12; // bytes
  const GRAYS = [128, 64]; // of RGB, and of CMYK
  const NEAR = 16;

  class CutError extends Error {}

  /** Decode a file; a picture that ends early is an error. */
  async function decoded(file) {
    const bytes = await file.arrayBuffer().then((all) => new Uint8Array(all))
      .catch(async () => { throw await folkhue.refusal(file); });
    try {
      return await decodedWhole(file, bytes);
    } catch (error) {
      if (!(error instanceof CutError)) throw await folkhue.refusal(file);
      throw new folkhue.PhotoError(`${file.name} is damaged: the file ends before the picture does. Download or copy it again.`);
    }
  }

  function decodedWhole(file, bytes) {
    const starts = (...first) => first.every((byte, place) => bytes[place] === byte);
    if (starts(0xff, 0xd8)) return jpeg(file, bytes);
    if (starts(0x89, 0x50, 0x4e, 0x47)) return png(file, bytes);
    if (starts(0x47, 0x49, 0x46)) return gif(file, bytes);
    const view = new DataView(bytes.buffer), length = bytes.length;
    if (starts(0x52, 0x49, 0x46, 0x46) && length > 12 && view.getUint32(4, true) + 8 > length) return webp(file, view);
    const cut = (starts(0x42, 0x4d) && length > 14 && view.getUint32(2, true) > length)
      || (length > 12 && view.getUint32(4) === 0x66747970 && endOfBoxes(view) > length);
    if (cut) throw new CutError();
    return createImageBitmap(file);
  }

  /** Decode the start of a file with each of two tails: its picture is whole if neither changes it. */
  async function withTails(start, tails) {
    const [one, other] = await Promise.all(tails.map((tail) => createImageBitmap(new Blob([start, Uint8Array.from(tail)]))))
      .catch(() => { throw new CutError(); });
    const same = isSame(one, other);
    other.close();
    if (same) return one;
    one.close();
    throw new CutError();
  }

  /** Where the boxes of an AVIF file end. */
  function endOfBoxes(view) {
    let at = 0;
    while (at + 8 <= view.byteLength) {
      const size = view.getUint32(at);
      if (size === 0) return view.byteLength;
      at += size === 1 ? Number(view.getBigUint64(at + 8)) : Math.max(8, size);
    }
    return at;
  }

  /* JPEG. How long its scans are is not said in the file. */

  async function jpeg(file, bytes) {
    const found = scansOf(bytes);
    const whole = () => withTails(file.slice(0, found.length), [0x00, 0xb6].map((byte) => [...new Uint8Array(TAIL).fill(byte), ...END_OF_JPEG]));
    if (!found.ended) {
      if (!found.complete) throw new CutError();
      return whole();
    }
    const bitmap = await createImageBitmap(file);
    if (!hasGrayCorner(bitmap)) return bitmap;
    bitmap.close();
    return whole();
  }

  /** Whether a corner has the gray of missing data, as where an end marker was added to a part of a file. */
  function hasGrayCorner(bitmap) {
    const brush = folkhue.brush(folkhue.blank(1, 1));
    return [[0, 0], [0, 1], [1, 0], [1, 1]].some(([x, y]) => {
      brush.drawImage(bitmap, -x * (bitmap.width - 1), -y * (bitmap.height - 1));
      const [r, g, b] = brush.getImageData(0, 0, 1, 1).data;
      return GRAYS.some((gray) => Math.abs(g - gray) <= NEAR) && Math.max(r, g, b) - Math.min(r, g, b) <= 2;
    });
  }

  /** Follow the markers of a JPEG: whether it has its end, and whether all of its scans begin. */
  function scansOf(bytes) {
    let at = 2, scans = null;
    while (at < bytes.length) {
      const marker = bytes[at + 1], size = bytes[at + 2] << 8 | bytes[at + 3];
      if (bytes[at] !== 0xff || marker === 0xff || marker === 0) { at++; continue; }
      if (marker === 0xd9) return { ended: true, length: at };
      if (!(at + 2 + size <= bytes.length)) break;
      if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) scans = frameOf(bytes, at, marker);
      at += 2 + size;
      if (marker !== 0xda) continue;
      scans?.note(bytes, at - size);
      at = endOfScan(bytes, at);
    }
    return { ended: false, complete: Boolean(scans?.complete()), length: endOfData(bytes) };
  }

  /** Where data end that are padded with zeros, of which one after 255 belongs to them, or end with half of a marker. */
  function endOfData(bytes) {
    let end = bytes.length;
    while (end && !bytes[end - 1]) end--;
    if (bytes[end - 1] !== 0xff) return end;
    return end < bytes.length ? end + 1 : end - 1;
  }

  /** Where the next marker is that does not belong to the scan. */
  function endOfScan(bytes, from) {
    let at = bytes.indexOf(0xff, from);
    while (at >= 0 && (bytes[at + 1] === 0 || bytes[at + 1] === 0xff || (bytes[at + 1] & 0xf8) === 0xd0)) at = bytes.indexOf(0xff, at + 1);
    return at < 0 ? bytes.length : at;
  }

  /** Count which parts of each component its scans bring: all at once, or coefficients bit by bit if progressive. */
  function frameOf(bytes, at, marker) {
    const progressive = (marker & 3) === 2;
    const missing = new Map(Array.from({ length: bytes[at + 9] }, (_, n) => [
      bytes[at + 10 + 3 * n], new Uint8Array(progressive ? 64 : 1).fill(1)]));
    return {
      note(all, scan) {
        const count = all[scan + 2], tail = scan + 3 + 2 * count;
        const [first, last] = progressive ? [all[tail], all[tail + 1]] : [0, 0], low = progressive ? all[tail + 2] & 15 : 0;
        for (let n = 0; n < count; n++) missing.get(all[scan + 3 + 2 * n])?.fill(low ? 1 : 0, first, last + 1);
      },
      complete: () => [...missing.values()].every((parts) => !parts.some(Boolean)),
    };
  }

  function isSame(one, other) {
    const rows = Math.max(1, Math.floor(1e6 / one.width));
    const [a, b] = [one, other].map(() => folkhue.brush(folkhue.blank(one.width, rows)));
    const part = (brush, image, top) => {
      brush.globalCompositeOperation = "copy";
      brush.drawImage(image, 0, -top);
      return new Int32Array(brush.getImageData(0, 0, one.width, rows).data.buffer);
    };
    for (let top = 0; top < one.height; top += rows) {
      const others = part(b, other, top);
      if (!part(a, one, top).every((pixel, n) => pixel === others[n])) return false;
    }
    return true;
  }

  /* PNG: chunks of a length, a type, contents and a checksum. */

  function png(file, bytes) {
    const view = new DataView(bytes.buffer), type = (at) => String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    let at = 8;
    while (at + 12 <= bytes.length && at + 12 + view.getUint32(at) <= bytes.length && type(at) !== "IEND") at += 12 + view.getUint32(at);
    if (type(at) === "IEND" && at + 12 <= bytes.length) return createImageBitmap(file);
    if (/^(?:IHDR|PLTE)/.test(type(at))) throw new CutError();
    const part = type(at) === "IDAT" ? chunk(bytes.subarray(at + 4, Math.min(bytes.length, at + 8 + view.getUint32(at)))) : [];
    return createImageBitmap(new Blob([file.slice(0, at), ...part, Uint8Array.from(END_OF_PNG)])).catch(() => { throw new CutError(); });
  }

  /** A chunk of the type and contents that are left, in three parts. */
  function chunk(typed) {
    const number = (value) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
    return [number(typed.length - 4), typed, number(folkhue.crc32(typed))];
  }

  /* WebP: chunks of a type, a length and contents. */

  function webp(file, view) {
    const type = (at) => String.fromCharCode(...[0, 1, 2, 3].map((place) => view.getUint8(at + place)));
    let at = 12, shown = false;
    while (at + 8 <= view.byteLength) {
      const size = view.getUint32(at + 4, true), next = at + 8 + size + size % 2;
      if (next > view.byteLength) break;
      shown ||= ["VP8 ", "VP8L", "ANMF"].includes(type(at));
      at = next;
    }
    if (!shown) throw new CutError();
    const length = new DataView(new ArrayBuffer(4));
    length.setUint32(0, at - 8, true);
    return createImageBitmap(new Blob([file.slice(0, 4), length, file.slice(8, at)])).catch(() => { throw new CutError(); });
  }

  /* GIF: blocks, of which the first picture is shown; others may be missing. */

  function gif(file, bytes) {
    const colors = (flags) => (flags & 128 ? 3 << (flags & 7) + 1 : 0);
    const afterBlocks = (from) => {
      let at = from;
      while (bytes[at]) at += 1 + bytes[at];
      return at + 1;
    };
    let at = 13 + colors(bytes[10]);
    while (bytes[at] === 0x21) at = afterBlocks(at + 2);
    if (at >= bytes.length) throw new CutError();
    if (bytes[at] !== 0x2c) return createImageBitmap(file);
    const end = afterBlocks(at + 11 + colors(bytes[at + 9]));
    if (end === bytes.length + 1 && bytes.length > at + 11) return withTails(file, [0x00, 0xb6].map((byte) => [1, byte, 0, 0x3b]));
    if (end > bytes.length) throw new CutError();
    return createImageBitmap(file).catch(() => createImageBitmap(new Blob([file.slice(0, end), Uint8Array.of(0x3b)])));
  }

  Object.assign(folkhue, { decoded });
});

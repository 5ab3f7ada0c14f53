/* folkhue in JavaScript: names of colors and of pixels, shares and palettes, byte for byte those of Python.

   What computes is in core/, on which folkhue's web page is built, too. */
import { hex, rint } from "./core/color.js";
import { ordered, palette as paletteOf, pointsOf } from "./core/palette.js";
import { NONE, read } from "./core/table.js";
import { describe, described, neighbors } from "./core/words.js";

/* Each address by itself, as bundlers find files only so. */
const SHIPPED = {
  basic11: () => new URL("./tables/basic11.npz", import.meta.url),
  basic8: () => new URL("./tables/basic8.npz", import.meta.url),
  fine: () => new URL("./tables/fine.npz", import.meta.url),
};
const DIGITS = /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i;
const ORDERS = ["share", "hue", "lightness"];
const EMPHASES = ["share", "accent"];
const MOST_COLORS = 256;

/** Number of a pixel without a name: it is transparent, or its color has none. */
export const UNNAMED = NONE;

/** Names of the tables in this package. */
export const TABLES = Object.keys(SHIPPED);

/**
 * Load a color table.
 *
 * @param source a name of `TABLES`; an address; a Response, a Blob or bytes of a file that Python wrote
 * @throws TypeError if it is none of these; Error if it cannot be fetched, or is no table
 */
export async function load(source = "basic11") {
  const [bytes, name] = await bytesOf(source);
  try {
    return new ColorTable(await read(bytes));
  } catch (error) {
    throw new Error(`${name}: not a color table of folkhue, or a damaged one (${error.message})`, { cause: error });
  }
}

async function bytesOf(source) {
  if (typeof source === "string" && Object.hasOwn(SHIPPED, source)) return fetched(SHIPPED[source]());
  if (source instanceof URL) return fetched(source);
  if (typeof source === "string") return fetched(addressOf(source));
  if (source instanceof ArrayBuffer) return [new Uint8Array(source), "the given bytes"];
  if (ArrayBuffer.isView(source)) return [new Uint8Array(source.buffer, source.byteOffset, source.byteLength), "the given bytes"];
  if (typeof source?.arrayBuffer === "function") return answered(source, source.url || "the given file");
  throw new TypeError(`expected a table: ${TABLES.join(", ")}, a URL, a Response, a Blob, or bytes; got ${kindOf(source)}`);
}

function addressOf(text) {
  try {
    return new URL(text, globalThis.location?.href);
  } catch {
    throw new TypeError(`expected a table: ${TABLES.join(", ")}, or an address; got ${kindOf(text)}`);
  }
}

async function fetched(address) {
  if (address.protocol === "file:" && globalThis.process?.versions?.node) {
    const { readFile } = await import(/* @vite-ignore */ "node:fs/promises");
    return [new Uint8Array(await readFile(address)), address.href];
  }
  return answered(await fetch(address), address.href);
}

async function answered(answer, name) {
  if (answer.ok === false) throw new Error(`${name}: not found (status ${answer.status})`);
  return [new Uint8Array(await answer.arrayBuffer()), name];
}

/** The name of each of the 16,777,216 colors. Pixels are RGBA; those with alpha below 128 are transparent. */
export class ColorTable {
  #table;

  /** For `load`. */
  constructor(table) {
    this.#table = table;
  }

  /** Color names; pixels are named by their numbers. */
  get terms() { return [...this.#table.terms]; }

  /** The color that each term is painted in, [r, g, b]. */
  get swatches() { return this.#table.swatches.map((swatch) => [...swatch]); }

  /**
   * Name a color.
   *
   * @param color "#rrggbb", "#rgb", or [r, g, b] from 0 to 255
   * @returns its name, how sure that is, from 0 to 1, its description, and up to three other names
   */
  name(color) {
    const rgb = rgbOf(color), table = this.#table;
    return {
      hex: hex(rgb),
      rgb,
      name: table.named(table.nameOf(rgb)).name,
      confidence: table.confidence(rgb),
      description: describe(rgb, table),
      neighbors: neighbors(rgb, table).map(({ name, probability }) => ({ name, probability })),
    };
  }

  /**
   * Name every pixel.
   *
   * @param pixels an ImageData, or anything with `data`, or the bytes themselves: RGBA
   * @param out where to write, as long as there are pixels
   * @returns the number of each pixel's term, or `UNNAMED`
   */
  predict(pixels, out = undefined) {
    const rgba = rgbaOf(pixels), size = rgba.length / 4;
    if (out !== undefined && !(out instanceof Uint8Array && out.length === size)) {
      throw new TypeError(`expected out to be a Uint8Array of ${size} bytes, one for each pixel`);
    }
    return this.#table.names(rgba, out);
  }

  /**
   * Paint every pixel in the swatch of its name; transparent ones stay transparent.
   *
   * @returns an ImageData where there is one, else { data, width, height }; of bytes, bytes
   */
  recolor(pixels) {
    const rgba = rgbaOf(pixels), data = new Uint8ClampedArray(rgba.length);
    this.#table.paint(this.#table.names(rgba), rgba, data);
    const { width, height } = pixels;
    if (width === undefined) return data;
    return typeof ImageData === "undefined" ? { data, width, height } : new ImageData(data, width, height);
  }

  /** Share of each name among the opaque pixels, from 0 to 1, the largest first: { red: 0.62, … }. */
  shares(pixels) {
    const rgba = rgbaOf(pixels), table = this.#table;
    return Object.fromEntries(table.shares(table.names(rgba), rgba).map(({ name, share }) => [name, share]));
  }

  /**
   * Find the main colors of a picture, and name them.
   *
   * @param k number of colors, 1 to 256, or "auto"
   * @param options emphasis: "share" or "accent"; distinct: minimum difference of two colors, 0 to 100; sort: "share", "hue" or
   *   "lightness"
   */
  palette(pixels, k = 6, { emphasis = "share", distinct = 6, sort = "share" } = {}) {
    if (k !== "auto" && !(Number.isInteger(k) && k >= 1 && k <= MOST_COLORS)) throw new RangeError(`k: expected 1 to ${MOST_COLORS}, or "auto"; got ${k}`);
    if (!(distinct >= 0 && distinct <= 100)) throw new RangeError(`distinct: expected 0 to 100; got ${distinct}`);
    check("emphasis", emphasis, EMPHASES);
    check("sort", sort, ORDERS);
    const found = paletteOf(pointsOf(rgbaOf(pixels)), k, emphasis, distinct);
    return ordered(found, sort).map(({ rgb, share }) => ({ hex: hex(rgb), ...described(rgb, share, this.#table) }));
  }
}

function check(option, given, known) {
  if (!known.includes(given)) throw new RangeError(`${option}: expected ${known.join(" or ")}; got ${given}`);
}

/** Read a color: sRGB from 0 to 255. */
function rgbOf(color) {
  if (typeof color === "string" && DIGITS.test(color)) {
    const digits = color.replace("#", ""), pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
    return pairs.map((pair) => parseInt(pair, 16));
  }
  const isTriple = (Array.isArray(color) || ArrayBuffer.isView(color)) && color.length === 3;
  if (isTriple && [...color].every((value) => value >= 0 && value <= 255 && rint(value) === value)) return [...color];
  throw new TypeError(`expected a color: "#rrggbb", or [r, g, b] of whole numbers from 0 to 255; got ${kindOf(color)}`);
}

/** The bytes of pixels, RGBA, where they can be read as numbers of four bytes. */
function rgbaOf(pixels) {
  const data = pixels?.data ?? pixels;
  if (!(data instanceof Uint8ClampedArray || data instanceof Uint8Array) || data.length % 4) {
    throw new TypeError(`expected pixels: an ImageData, { data, width, height }, or bytes, four for each pixel; got ${kindOf(pixels)}`);
  }
  const { width, height } = pixels;
  if (width !== undefined && 4 * width * height !== data.length) {
    throw new RangeError(`expected ${4 * width * height} bytes for ${width} × ${height} pixels; got ${data.length}`);
  }
  return data.byteOffset % 4 ? data.slice() : data;
}

function kindOf(value) {
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === null || typeof value !== "object") return String(value);
  const kind = value.constructor?.name ?? "an object";
  return value.length === undefined ? kind : `${kind} of length ${value.length}`;
}

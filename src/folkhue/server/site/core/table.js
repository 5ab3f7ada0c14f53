/* Color tables, read from the files that Python reads (folkhue.table.table_file, folkhue.table.lut_packing), and the
   names of pixels. Numbers are little-endian, as in every browser. */

const VERSION = 2;
const NONE = 255;
const MIXED = 254;
const STEPS = 63;
const NODES = 17;
const BINS = 32 ** 3;
const UNNAMED = { name: "unnamed", swatch: [168, 160, 152] };

/** The name of each of the 2^24 sRGB colors: its number is r + 256 g + 65536 b. */
class Table {
  constructor({ terms, swatches, flat, lattice }) {
    Object.assign(this, { terms, swatches, flat, lattice });
    this.paints = new Uint32Array(256).fill(packed(UNNAMED.swatch));
    swatches.forEach((swatch, n) => { this.paints[n] = packed(swatch); });
  }

  /** Name pixels, RGBA; those with alpha below 128 have no name, 255. */
  names(rgba, out = new Uint8Array(rgba.length / 4)) {
    const flat = this.flat;
    const pixels = new Int32Array(rgba.buffer, rgba.byteOffset, out.length);
    // Negative: the highest bit of alpha is set.
    for (let i = 0; i < out.length; i++) {
      const pixel = pixels[i];
      out[i] = pixel < 0 ? flat[pixel & 0xffffff] : NONE;
    }
    return out;
  }

  /** Paint pixels in the swatches of their names, as RGBA; transparent ones stay transparent. */
  paint(names, rgba, out) {
    const paints = this.paints;
    const pixels = new Int32Array(rgba.buffer, rgba.byteOffset, names.length);
    const painted = new Uint32Array(out.buffer, out.byteOffset, names.length);
    for (let i = 0; i < names.length; i++) painted[i] = pixels[i] < 0 ? paints[names[i]] : 0;
  }

  /** Share of each name among the opaque pixels, the largest first: [{name, swatch, number, share}]. */
  shares(names, rgba) {
    const counts = new Float64Array(256);
    const pixels = new Int32Array(rgba.buffer, rgba.byteOffset, names.length);
    let total = 0;
    for (let i = 0; i < names.length; i++) {
      if (pixels[i] < 0) { counts[names[i]]++; total++; }
    }
    return this.ranked(counts, total);
  }

  /** Share of each name that was counted, by its number, the largest first: [{name, swatch, number, share}]. */
  ranked(counts, total) {
    return [...counts.keys()].filter((n) => counts[n])
      .sort((a, b) => counts[b] - counts[a] || a - b)
      .map((n) => ({ ...this.named(n), number: n, share: counts[n] / total }));
  }

  named(number) {
    return number === NONE ? UNNAMED : { name: this.terms[number], swatch: this.swatches[number] };
  }

  nameOf([r, g, b]) { return this.flat[r | g << 8 | b << 16]; }

  /** Probability of each term in the bin of a color, one of 32^3. */
  probabilities([r, g, b]) {
    const bin = [r >> 3, g >> 3, b >> 3];
    const values = this.lattice ? interpolated(this.lattice, bin, this.terms.length) : counted(this, bin);
    return values.map(Math.fround);
  }

  /** Call with each bin and the probabilities of terms in it. */
  eachBin(call) {
    for (let bin = 0; bin < BINS; bin++) call(bin, this.probabilities([8 * (bin & 31), 8 * (bin >> 5 & 31), 8 * (bin >> 10)]));
  }

  /** How sure a color's name is: its probability against that of the most probable other name, or of none. */
  confidence(rgb, name = this.nameOf(rgb)) {
    if (name === NONE) return 0;
    const likely = this.probabilities(rgb), own = likely[name];
    const none = Math.max(0, 1 - likely.reduce((a, b) => a + b));
    const rival = Math.max(none, ...likely.filter((_, n) => n !== name));
    return own && own / (own + rival);
  }
}

/** The number of the bin of a color. */
const binOf = (r, g, b) => r >> 3 | g >> 3 << 5 | b >> 3 << 10;

const packed = ([r, g, b]) => (r | g << 8 | b << 16 | 255 << 24) >>> 0;

/** Shares of names among the colors of a bin, for tables without probabilities. */
function counted(table, [r, g, b]) {
  const counts = table.terms.map(() => 0);
  for (let cell = 0; cell < 512; cell++) {
    const name = table.nameOf([8 * r + (cell & 7), 8 * g + (cell >> 3 & 7), 8 * b + (cell >> 6)]);
    if (name !== NONE) counts[name] += 1 / 512;
  }
  return counts;
}

/** Interpolate between the eight nodes around the center of a bin. */
function interpolated(lattice, bin, terms) {
  const at = bin.map((place) => {
    const center = 8 * place + 3.5;
    const node = Math.min(center >> 4, NODES - 2);
    return { node, part: (center - 16 * node) / (node === NODES - 2 ? 15 : 16) };
  });
  const values = new Array(terms).fill(0);
  for (let corner = 0; corner < 8; corner++) {
    const upper = [corner & 1, corner >> 1 & 1, corner >> 2];
    const weight = at.reduce((w, { part }, axis) => w * (upper[axis] ? part : 1 - part), 1);
    const [r, g, b] = at.map(({ node }, axis) => node + upper[axis]);
    const place = (r * NODES + g) * NODES + b;
    for (let t = 0; t < terms; t++) values[t] += weight * lattice[t * NODES ** 3 + place] / STEPS;
  }
  const total = values.reduce((a, b) => a + b);
  return values.map((value) => value / total);
}

/** Read a table from the bytes of its file. */
async function read(bytes) {
  const arrays = await unzipped(bytes);
  const version = Number(arrays.version && arrays.version.data[0]);
  if (version !== VERSION) throw new Error(`a table of version ${version}; this page reads ${VERSION}`);
  const { terms, swatches } = JSON.parse(new TextDecoder().decode(arrays.description.data));
  return new Table({ terms, swatches, flat: unpacked(arrays), lattice: risen(arrays.rises) });
}

/** Fill the cube of names from blocks of 4^3 colors; see folkhue.table.lut_packing. */
function unpacked({ blocks, counts, names, bits }) {
  const flat = new Uint8Array(1 << 24);
  let mixed = 0, name = 0, row = 0;
  for (let block = 0; block < 1 << 18; block++) {
    const start = (block & 63) << 2 | (block >> 6 & 63) << 10 | (block >> 12) << 18;
    const fills = blocks.data[block];
    fill(flat, start, fills === MIXED ? names.data[name] : fills);
    if (fills !== MIXED) continue;
    for (let layer = 1; layer < counts.data[mixed]; layer++) {
      layOver(flat, start, names.data[name + layer], bits.data, 8 * row++);
    }
    name += counts.data[mixed++];
  }
  if (mixed !== counts.data.length || name !== names.data.length) throw new Error("a damaged table");
  return flat;
}

function fill(flat, start, name) {
  for (let b = 0; b < 4; b++) {
    for (let g = 0; g < 4; g++) {
      const row = start | b << 16 | g << 8;
      flat[row] = flat[row + 1] = flat[row + 2] = flat[row + 3] = name;
    }
  }
}

/** Name the colors that have a bit: red by red, within that blue by blue. */
function layOver(flat, start, name, bits, from) {
  for (let place = 0; place < 64; place++) {
    if (bits[from + (place >> 3)] << (place & 7) & 128) {
      flat[start | place >> 4 | (place & 3) << 8 | (place >> 2 & 3) << 16] = name;
    }
  }
}

/** Probabilities, term by term, from their rises along red. */
function risen({ data }) {
  if (!data.length) return null;
  const values = Uint8Array.from(data), slice = NODES * NODES;
  for (let i = 0; i < values.length; i++) {
    if (Math.floor(i / slice) % NODES) values[i] += values[i - slice];
  }
  return values;
}

/** Read every array of an .npz file: a zip archive of .npy files. */
async function unzipped(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error("not a table: no zip archive");
  const arrays = {};
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left; left--) {
    const [nameSize, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameSize));
    arrays[name.replace(/\.npy$/, "")] = npy(await member(bytes, view, at));
    at += 46 + nameSize + extra + comment;
  }
  return arrays;
}

async function member(bytes, view, entry) {
  const method = view.getUint16(entry + 10, true), size = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const stored = bytes.subarray(start, start + size);
  if (method === 0) return stored;
  if (method !== 8) throw new Error(`a table packed by method ${method}`);
  const inflated = new Blob([stored]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(inflated).arrayBuffer());
}

function npy(bytes) {
  const long = bytes[6] > 1, size = bytes[8] | bytes[9] << 8;
  const start = long ? 12 : 10;
  const header = new TextDecoder().decode(bytes.subarray(start, start + size));
  const [, kind] = /'descr': '([^']+)'/.exec(header);
  const body = bytes.slice(start + size);
  const shape = /'shape': \(([^)]*)\)/.exec(header)[1].split(",").filter((side) => side.trim()).map(Number);
  const fortran = header.includes("'fortran_order': True");
  if (kind === "|u1") return { data: body, shape, fortran };
  if (kind === "|i1") return { data: new Int8Array(body.buffer), shape, fortran };
  if (kind === "<f2") return { data: Float32Array.from(new Uint16Array(body.buffer), half), shape, fortran };
  if (kind === "<i8") return { data: new BigInt64Array(body.buffer), shape, fortran };
  if (kind === "<f4") return { data: new Float32Array(body.buffer), shape, fortran };
  throw new Error(`an array of ${kind} in a table`);
}

/** The number that 16 bits are: sign, exponent and fraction. */
function half(bits) {
  const sign = bits >> 15 ? -1 : 1, exponent = bits >> 10 & 31, fraction = bits & 1023;
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction);
}

export { NONE, BINS, Table, binOf, read, unzipped };

/** Names of the tables in this package. */
export type Shipped = "basic11" | "basic8" | "fine";

/** sRGB, each from 0 to 255. */
export type RGB = [red: number, green: number, blue: number];

/** A color: "#rrggbb", "#rgb", or whole numbers from 0 to 255. */
export type ColorLike = string | Readonly<RGB> | Uint8Array | Uint8ClampedArray;

/** Pixels, RGBA; an ImageData is one. */
export interface Picture {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A picture, or its bytes, RGBA. */
export type Pixels = Picture | Uint8ClampedArray | Uint8Array;

/** Another name of a color, with its probability against the color's own, from 0 to 1. */
export interface Neighbor {
  name: string;
  probability: number;
}

/** A color with its name. */
export interface NamedColor {
  hex: string;
  rgb: RGB;
  /** Its name; "unnamed" if the table has none. */
  name: string;
  /** How sure the name is, from 0 to 1. */
  confidence: number;
  /** The name with a word for lightness and chroma: "dark blue". */
  description: string;
}

/** A color of a palette. */
export interface PaletteColor extends NamedColor {
  /** Of the opaque pixels, from 0 to 1. */
  share: number;
}

export interface PaletteOptions {
  /** share: colors near all pixels; accent: rare, colorful ones, too. By default, share. */
  emphasis?: "share" | "accent";
  /** Minimum difference of two colors, 0 to 100 (DIN99o); 6 by default. */
  distinct?: number;
  /** Order of the colors; by default, the largest share first. */
  sort?: "share" | "hue" | "lightness";
}

/** Number of a pixel without a name. */
export declare const UNNAMED: 255;

/** Names of the tables in this package. */
export declare const TABLES: Shipped[];

/** Load a table: one of this package, or the file of your own. */
export declare function load(
  source?: Shipped | (string & {}) | URL | ArrayBuffer | ArrayBufferView | Blob | Response,
): Promise<ColorTable>;

/** The name of each of the 16,777,216 colors. Pixels with alpha below 128 are transparent. */
export declare class ColorTable {
  private constructor();
  /** Color names; pixels are named by their numbers. */
  get terms(): string[];
  /** The color that each term is painted in. */
  get swatches(): RGB[];
  /** Name a color; `neighbors` are up to three other names, the most probable first. */
  name(color: ColorLike): NamedColor & { neighbors: Neighbor[] };
  /** The number of each pixel's term, or `UNNAMED`. */
  predict(pixels: Pixels, out?: Uint8Array): Uint8Array;
  /** Each pixel in the swatch of its name: an ImageData in browsers; bytes for bytes. */
  recolor(pixels: Uint8ClampedArray | Uint8Array): Uint8ClampedArray;
  recolor(pixels: ImageData): ImageData;
  recolor(pixels: Picture): Picture;
  /** Share of each name among the opaque pixels, from 0 to 1, the largest first. */
  shares(pixels: Pixels): Record<string, number>;
  /** The main colors, at most `k` (6 by default). */
  palette(pixels: Pixels, k?: number | "auto", options?: PaletteOptions): PaletteColor[];
}

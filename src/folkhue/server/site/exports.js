"use strict";
/* Palettes as files of other programs, byte by byte as folkhue.palettes.formats writes them.
   A palette is {title, colors: [{rgb, share, name, confidence, description}]}. */
(function () {
  const { hex, percent, hsl, lab, oklch } = folkhue;
  const lines = (all) => all.map((line) => `${line}\n`).join("");
  const oneLine = (text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, " ")
    .split(/\s+/).filter(Boolean).join(" ").match(/^.{0,200}/u)[0].trim();

  function heading({ title }) {
    const of = oneLine(title);
    return of ? `Colors of ${of}, named by folkhue` : "Colors named by folkhue";
  }

  /** Append a number, from 2, to names that occur before. */
  function numbered(names, joint = " ") {
    const taken = new Set(), last = new Map();
    return names.map((name) => {
      let other = name;
      while (taken.has(other)) {
        last.set(name, (last.get(name) || 1) + 1);
        other = `${name}${joint}${last.get(name)}`;
      }
      taken.add(other);
      return other;
    });
  }

  const named = ({ colors }) => numbered(colors.map((color) => oneLine(color.description)));
  const identifiers = (palette) => numbered(named(palette).map(identifier), "-");

  function identifier(name) {
    const letters = name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, " ");
    const words = letters.split(/\s+/).filter(Boolean).join("-");
    return /^\p{L}/u.test(words) ? words : ["color", words].filter(Boolean).join("-");
  }

  const asciiIdentifiers = (palette) => numbered(identifiers(palette).map((name) => asciiName(name) || "color"), "-");

  /** Without accents, and letters of other scripts by their code points: Tailwind finds no others. */
  const asciiName = (name) => [...folded(name).normalize("NFKD")].map(ascii).join("");

  /** A prefix of names, of what people call it; empty if that is empty. */
  const prefixNamed = (text) => (text.trim() ? asciiName(identifier(text)) : "");

  // The way there and back does to ß what Python's casefold does.
  const folded = (name) => name.toUpperCase().toLowerCase().replaceAll("ς", "σ");

  function ascii(letter) {
    if (letter < "\x80") return letter;
    // Marks that combine change places with the one that comes after all others.
    const combines = letter === "\u0345" || `\u0345${letter}`.normalize("NFD")[0] !== "\u0345";
    return combines ? "" : `u${letter.codePointAt(0).toString(16)}`;
  }

  const round = (values, digits) => values.map((value) => Number(value.toFixed(digits)));

  function json(palette, { scales = false } = {}) {
    const colors = palette.colors.map((color) => ({
      hex: hex(color.rgb),
      rgb: color.rgb,
      hsl: round(hsl(color.rgb), 4),
      lab: round(lab(color.rgb), 3),
      oklch: round(oklch(color.rgb), 4),
      share: Number(color.share.toFixed(6)),
      name: color.name,
      confidence: Number(color.confidence.toFixed(4)),
      description: color.description,
      ...(scales && { scale: Object.fromEntries(folkhue.shadesOf(color.rgb).map(({ step, rgb }) => [step, hex(rgb)])) }),
    }));
    return `${JSON.stringify({ title: palette.title, colors }, null, 2)}\n`;
  }

  const comment = (text) => `/* ${text.replaceAll("*/", "* /")} */`;

  /** The colors of a file for a design system, or the shades of each: {name, step, rgb, note}. */
  function entries(palette, names, { scales = false }) {
    return palette.colors.flatMap(({ rgb, share }, n) => {
      const own = { name: names[n], rgb, note: percent(share) };
      return scales ? folkhue.shadesOf(rgb).map((shade) => ({ ...own, ...shade, note: shade.own ? own.note : "" })) : [own];
    });
  }

  /** The entries of each color: [name, entries]. */
  function grouped(listed) {
    const groups = new Map();
    for (const entry of listed) groups.set(entry.name, [...groups.get(entry.name) || [], entry]);
    return [...groups];
  }

  const joined = ({ name, step }, joint, prefix) => [prefix, name, step].filter(Boolean).join(joint);

  const commented = (line, note, how = comment) => (note ? `${line} ${how(note)}` : line);
  const slashed = (text) => `// ${text}`;

  // As Style in Python: {scales, prefix}. Names begin so in files for design systems.
  const prefixOf = ({ prefix }) => prefix || "photo";

  function noted(palette, program, prefix) {
    const notes = [program && `for ${program}`, prefix && `with prefix ${prefix}`].filter(Boolean).join(", ");
    return [heading(palette), notes].filter(Boolean).join("; ");
  }

  const declared = (listed, prefix, start = "--") => listed.map((entry) => (
    commented(`  ${start}${joined(entry, "-", prefix)}: ${hex(entry.rgb)};`, entry.note)));

  function css(palette, style = {}) {
    const { prefix } = style, listed = entries(palette, identifiers(palette), style);
    return lines([comment(noted(palette, "", prefix)), ":root {", ...declared(listed, prefix), "}"]);
  }

  function theme(palette, style = {}) {
    const prefix = prefixOf(style), listed = entries(palette, asciiIdentifiers(palette), style);
    return lines([comment(noted(palette, "Tailwind CSS 4", prefix)), "@theme {", ...declared(listed, prefix, "--color-"), "}"]);
  }

  function config(palette, style = {}) {
    const prefix = prefixOf(style), listed = entries(palette, asciiIdentifiers(palette), style);
    return lines([comment(noted(palette, "Tailwind CSS 3", prefix)),
      "module.exports = {", "  theme: {", "    extend: {", "      colors: {", `        "${prefix}": {`,
      ...grouped(listed).flatMap(([name, shades]) => members(name, shades)),
      "        },", "      },", "    },", "  },", "};"]);
  }

  function members(name, shades) {
    const value = ({ rgb, note }) => commented(`"${hex(rgb)}",`, note);
    if (shades.length === 1) return [`          "${name}": ${value(shades[0])}`];
    return [`          "${name}": {`, ...shades.map((shade) => `            ${shade.step}: ${value(shade)}`), "          },"];
  }

  function tokens(palette, style = {}) {
    const prefix = prefixOf(style), groups = grouped(entries(palette, identifiers(palette), style));
    const colors = groups.map(([name, shades]) => [name, shades.length === 1 ? token(shades[0])
      : Object.fromEntries(shades.map((shade) => [shade.step, token(shade)]))]);
    return `${JSON.stringify({
      $schema: "https://www.designtokens.org/schemas/2025.10/format.json",
      $description: noted(palette, "", prefix), [prefix]: Object.fromEntries(colors) }, null, 2)}\n`;
  }

  const token = ({ rgb, note }) => ({
    $type: "color",
    $value: { colorSpace: "srgb", components: round(rgb.map((part) => part / 255), 4), hex: hex(rgb) },
    ...(note && { $description: note }),
  });

  function android(palette, style = {}) {
    const prefix = prefixOf(style), note = (text) => `<!-- ${text.replace(/-(?=-)/g, "- ")} -->`;
    const listed = entries(palette, asciiIdentifiers(palette), style);
    return lines(['<?xml version="1.0" encoding="utf-8"?>', note(noted(palette, "Android", prefix)), "<resources>",
      ...listed.map((entry) => commented(`    <color name="${joined(entry, "_", prefix).replaceAll("-", "_")}">`
        + `${hex(entry.rgb).toUpperCase()}</color>`, entry.note, note)),
      "</resources>"]);
  }

  function swift(palette, style = {}) {
    const prefix = prefixOf(style), listed = entries(palette, asciiIdentifiers(palette), style);
    const names = numbered(listed.map((entry) => camelCase(joined(entry, "-", prefix))), "_");
    const constants = listed.map(({ rgb: [red, green, blue], note }, n) => commented(
      `    static let ${names[n]} = Color(.sRGB, red: ${red} / 255, green: ${green} / 255, blue: ${blue} / 255)`, note, slashed));
    return lines([slashed(noted(palette, "SwiftUI", prefix)), "import SwiftUI", "", "extension Color {", ...constants, "}"]);
  }

  const camelCase = (name) => name.replace(/(?<=[0-9])-(?=[0-9])/g, "_").split("-")
    .map((word, n) => (n ? word.slice(0, 1).toUpperCase() + word.slice(1) : word)).join("");

  function scss(palette, style = {}) {
    const { prefix } = style, listed = entries(palette, identifiers(palette), style);
    return lines([slashed(noted(palette, "", prefix)),
      ...listed.map((entry) => commented(`$${joined(entry, "-", prefix)}: ${hex(entry.rgb)};`, entry.note, slashed))]);
  }

  function gpl(palette) {
    const names = named(palette);
    return lines([
      "GIMP Palette", `Name: ${oneLine(palette.title) || "Untitled"}`, "Columns: 0", `# ${heading(palette)}`,
      ...palette.colors.map(({ share }, n) => `# ${percent(share)} ${names[n]}`),
      ...palette.colors.map(({ rgb }, n) => `${rgb.map((value) => String(value).padStart(3)).join(" ")}\t${names[n]}`),
    ]);
  }

  const windows = (all) => all.map((line) => `${line}\r\n`).join("");

  const pal = ({ colors }) => windows(["JASC-PAL", "0100", colors.length, ...colors.map(({ rgb }) => rgb.join(" "))]);

  const hexes = ({ colors }) => lines(colors.map(({ rgb }) => hex(rgb).slice(1)));

  function paintNet(palette) {
    const names = named(palette);
    return windows(["; paint.net Palette File", `; ${heading(palette)}`,
      ...palette.colors.map(({ share }, n) => `; ${percent(share)} ${names[n]}`),
      ...palette.colors.map(({ rgb }, n) => `FF${hex(rgb).slice(1).toUpperCase()} ; ${names[n]}`)]);
  }

  /** Adobe Swatch Exchange: blocks of big-endian numbers and UTF-16. */
  function ase(palette) {
    const names = named(palette), title = oneLine(palette.title);
    const blocks = palette.colors.map(({ rgb }, n) => block(0x0001, names[n], swatch(rgb)));
    if (title) blocks.splice(0, blocks.length, block(0xC001, title), ...blocks, [0xC0, 0x02, 0, 0, 0, 0]);
    return Uint8Array.from([...bytes("ASEF"), 0, 1, 0, 0, ...number(blocks.length, 4), ...blocks.flat()]);
  }

  const bytes = (text) => [...text].map((letter) => letter.charCodeAt(0));
  const number = (value, size) => Array.from({ length: size }, (_, n) => value >>> 8 * (size - 1 - n) & 255);

  /** UTF-16 with a zero at its end, and before it, how many units that are. */
  function sized(text, size) {
    const units = [...Array.from({ length: text.length }, (_, n) => text.charCodeAt(n)), 0];
    return [...number(units.length, size), ...units.flatMap((unit) => number(unit, 2))];
  }

  function block(kind, name, color = []) {
    const body = [...sized(name, 2), ...color];
    return [...number(kind, 2), ...number(body.length, 4), ...body];
  }

  function swatch(rgb) {
    const view = new DataView(new ArrayBuffer(14));
    rgb.forEach((value, n) => view.setFloat32(4 * n, value / 255));
    view.setUint16(12, 2);
    return [...bytes("RGB "), ...new Uint8Array(view.buffer)];
  }

  /** Photoshop's swatches, twice over: without names for its oldest versions, then with them. */
  function aco(palette) {
    const names = named(palette), count = number(palette.colors.length, 2);
    const colors = palette.colors.map(({ rgb }) => [0, 0, ...rgb.flatMap((value) => [value, value]), 0, 0]);
    return Uint8Array.from([0, 1, ...count, ...colors.flat(),
      0, 2, ...count, ...colors.flatMap((color, n) => [...color, ...sized(names[n], 4)])]);
  }

  const escaped = (text) => text.replace(/[&<>"]/g, (letter) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[letter]};`);

  /** Krita's palettes: XML in a zip archive. */
  function kpl(palette) {
    const names = named(palette), columns = 16;
    const parts = palette.colors.map(({ share }, n) => `${percent(share)} ${names[n]}`);
    const entries = palette.colors.map(({ rgb }, n) => {
      const [r, g, b] = rgb.map((value) => Number((value / 255).toPrecision(9)));
      return `<ColorSetEntry name="${escaped(names[n])}" id="" spot="false" bitdepth="U8"><sRGB r="${r}" g="${g}" b="${b}" />`
        + `<Position row="${Math.floor(n / columns)}" column="${n % columns}" /></ColorSetEntry>`;
    });
    const colorset = `<Colorset version="2.0" name="${escaped(oneLine(palette.title))}" `
      + `comment="${escaped(`${heading(palette)}: ${parts.join(", ")}`)}" columns="${columns}" `
      + `rows="${Math.ceil(names.length / columns)}">${entries.join("")}</Colorset>`;
    return zipped({
      mimetype: "application/x-krita-palette",
      "colorset.xml": `<?xml version='1.0' encoding='utf-8'?>\n${colorset}`,
      "profiles.xml": "<Profiles/>",
    });
  }

  /** A zip archive of texts, uncompressed: Krita looks for its type in the first bytes. */
  function zipped(members) {
    const little = (value, size) => number(value, size).reverse();
    const files = [], directory = [];
    for (const [name, text] of Object.entries(members)) {
      const contents = [...new TextEncoder().encode(text)], size = little(contents.length, 4);
      // Version 2.0, no flags, stored, at midnight of 1 January 1980.
      const about = [20, 0, 0, 0, 0, 0, 0, 0, 33, 0, ...little(folkhue.crc32(contents), 4), ...size, ...size, name.length, 0, 0, 0];
      directory.push(...bytes("PK\x01\x02"), 20, 3, ...about, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1,
        ...little(files.length, 4), ...bytes(name));
      files.push(...bytes("PK\x03\x04"), ...about, ...bytes(name), ...contents);
    }
    const count = [Object.keys(members).length, 0];
    return Uint8Array.from([...files, ...directory, ...bytes("PK\x05\x06"), 0, 0, 0, 0, ...count, ...count,
      ...little(directory.length, 4), ...little(files.length, 4), 0, 0]);
  }

  /** A strip of swatches with hexadecimal codes and names, as SVG. */
  function svg(palette) {
    const side = 180, width = side * palette.colors.length;
    const swatches = palette.colors.map(({ rgb, share, description }, n) => {
      const text = (y, what, weight) => `<text x="${side * n + 14}" y="${y}" font-weight="${weight}">${what}</text>`;
      return `<g fill="${folkhue.inkOn(rgb)}"><rect x="${side * n}" width="${side}" height="240" fill="${hex(rgb)}"/>`
        + `${text(30, escaped(percent(share)), 400)}${text(202, escaped(oneLine(description)), 600)}${text(224, hex(rgb), 400)}</g>`;
    });
    return lines([
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="240" viewBox="0 0 ${width} 240" font-family="sans-serif" font-size="16">`,
      `<title>${escaped(heading(palette))}</title>`, ...swatches, "</svg>",
    ]);
  }

  /** Names of Tailwind's own colors, which a prefix must not replace. */
  const TAILWIND = ["black", "white", "transparent", "current", "inherit", "slate", "gray", "zinc", "neutral", "stone", "red",
    "orange", "amber", "yellow", "lime", "green", "emerald", "teal", "cyan", "sky", "blue", "indigo", "violet", "purple",
    "fuchsia", "pink", "rose"];

  /** Suffix → how a file of it is written, perhaps in a style, its type, and which programs it is for. */
  const formats = {
    css: { write: css, type: "text/css", of: "custom properties" },
    scss: { write: scss, type: "text/x-scss", of: "variables of Sass" },
    "tailwind.css": { write: theme, type: "text/css", of: "Tailwind CSS 4", reserved: TAILWIND },
    "tailwind.js": { write: config, type: "text/javascript", of: "Tailwind CSS 3", reserved: TAILWIND },
    "tokens.json": { write: tokens, type: "application/design-tokens+json", of: "design tokens" },
    xml: { write: android, type: "application/xml", of: "Android" },
    swift: { write: swift, type: "text/x-swift", of: "SwiftUI" },
    json: { write: json, type: "application/json", of: "everything known" },
    svg: { write: svg, type: "image/svg+xml", of: "a strip of swatches" },
    gpl: { write: gpl, type: "application/x-gimp-palette", of: "GIMP, Inkscape" },
    kpl: { write: kpl, type: "application/x-krita-palette", of: "Krita" },
    aco: { write: aco, type: "application/octet-stream", of: "Photoshop" },
    ase: { write: ase, type: "application/octet-stream", of: "Illustrator, InDesign" },
    pal: { write: pal, type: "text/plain", of: "Paint Shop Pro, Aseprite" },
    hex: { write: hexes, type: "text/plain", of: "Lospec" },
    txt: { write: paintNet, type: "text/plain", of: "paint.net" },
  };

  Object.assign(folkhue, { formats, prefixNamed });
})();

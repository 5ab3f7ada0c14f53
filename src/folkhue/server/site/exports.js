"use strict";
/* Palettes as files of other programs, byte by byte as folkhue.formats writes them.
   A palette is {title, colors: [{rgb, share, name, confidence, description}]}. */
(function () {
  const { hex, percent, hsl, lab, oklch } = folkhue;
  const lines = (all) => all.map((line) => `${line}\n`).join("");
  const oneLine = (text) => text.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu, " ")
    .split(/\s+/).filter(Boolean).join(" ").slice(0, 200).trim();

  function heading({ title }) {
    const of = oneLine(title);
    return of ? `Colours of ${of}, named by folkhue` : "Colours named by folkhue";
  }

  /** Tell equal names apart by numbers, from 2 on. */
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

  const round = (values, digits) => values.map((value) => Number(value.toFixed(digits)));

  function json(palette) {
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
    }));
    return `${JSON.stringify({ title: palette.title, colors }, null, 2)}\n`;
  }

  function css(palette) {
    const comment = (text) => `/* ${text.replaceAll("*/", "* /")} */`;
    const names = identifiers(palette);
    const declared = palette.colors.map(({ rgb, share }, n) => `  --${names[n]}: ${hex(rgb)}; ${comment(percent(share))}`);
    return lines([comment(heading(palette)), ":root {", ...declared, "}"]);
  }

  function scss(palette) {
    const names = identifiers(palette);
    return lines([`// ${heading(palette)}`,
      ...palette.colors.map(({ rgb, share }, n) => `$${names[n]}: ${hex(rgb)}; // ${percent(share)}`)]);
  }

  function gpl(palette) {
    const names = named(palette);
    return lines([
      "GIMP Palette", `Name: ${oneLine(palette.title) || "Untitled"}`, "Columns: 0", `# ${heading(palette)}`,
      ...palette.colors.map(({ share }, n) => `# ${percent(share)} ${names[n]}`),
      ...palette.colors.map(({ rgb }, n) => `${rgb.map((value) => String(value).padStart(3)).join(" ")}\t${names[n]}`),
    ]);
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

  function block(kind, name, color = []) {
    const units = [...Array.from({ length: name.length }, (_, n) => name.charCodeAt(n)), 0];
    const body = [...number(units.length, 2), ...units.flatMap((unit) => number(unit, 2)), ...color];
    return [...number(kind, 2), ...number(body.length, 4), ...body];
  }

  function swatch(rgb) {
    const view = new DataView(new ArrayBuffer(14));
    rgb.forEach((value, n) => view.setFloat32(4 * n, value / 255));
    view.setUint16(12, 2);
    return [...bytes("RGB "), ...new Uint8Array(view.buffer)];
  }

  /** A strip of swatches with hexadecimal codes and names, as SVG. */
  function svg(palette) {
    const escaped = (text) => oneLine(text).replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
    const side = 180, width = side * palette.colors.length;
    const swatches = palette.colors.map(({ rgb, share, description }, n) => {
      const text = (y, what, weight) => `<text x="${side * n + 14}" y="${y}" font-weight="${weight}">${what}</text>`;
      return `<g fill="${folkhue.inkOn(rgb)}"><rect x="${side * n}" width="${side}" height="240" fill="${hex(rgb)}"/>`
        + `${text(30, percent(share).replace("<", "&lt;"), 400)}${text(202, escaped(description), 600)}${text(224, hex(rgb), 400)}</g>`;
    });
    return lines([
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="240" viewBox="0 0 ${width} 240" font-family="sans-serif" font-size="16">`,
      `<title>${escaped(heading(palette))}</title>`, ...swatches, "</svg>",
    ]);
  }

  /** Suffix → how a file of it is written, its type, and which programs it is for. */
  folkhue.formats = {
    css: { write: css, type: "text/css", of: "custom properties" },
    scss: { write: scss, type: "text/x-scss", of: "variables of Sass" },
    json: { write: json, type: "application/json", of: "everything there is to know" },
    svg: { write: svg, type: "image/svg+xml", of: "a strip of swatches" },
    gpl: { write: gpl, type: "application/x-gimp-palette", of: "GIMP, Inkscape, Krita" },
    ase: { write: ase, type: "application/octet-stream", of: "Illustrator, InDesign, Photoshop" },
  };
})();

/* Measures raw photographs, whose paths and sizes are read from standard input, by the package at a path. */
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

import { everyColor, measured } from "./compare.mjs";

let text = "";
for await (const part of process.stdin) text += part;
const { folder, photos } = JSON.parse(text);
const { load } = await import(pathToFileURL(`${folder}/index.js`));
const table = await load("basic11");
const found = [];
for (const { path, width, height } of photos) {
  const bytes = await readFile(path);
  found.push(await measured(table, new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length), width, height));
}
process.stdout.write(JSON.stringify({ terms: table.terms, every: await everyColor(table), found }));

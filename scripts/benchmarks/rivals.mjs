/* Make palettes with packages of npm, as rivals.py does with those of Python: a request is a line
   {"tool": "node-vibrant", "path": "photo.jpg", "k": 6}; the answer has "seconds" and "colors", or "error". */

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../.venv-rivals/package.json", import.meta.url));

const TOOLS = {
  async "Color Thief, JS"(path, k) {
    const { getPalette } = require("colorthief");
    const found = await getPalette(path, { colorCount: k });
    return (found ?? []).map((color) => color.array());
  },
  async "node-vibrant"(path) {
    const { Vibrant } = require("node-vibrant/node");
    const found = Object.values(await Vibrant.from(path).getPalette()).filter(Boolean);
    return found.sort((a, b) => b.population - a.population).map(({ rgb }) => rgb.map(Math.round));
  },
};

/** Make a palette with a tool, and time it. */
async function answer({ tool, path, k }) {
  const start = performance.now();
  try {
    const colors = await TOOLS[tool](path, k);
    return { seconds: (performance.now() - start) / 1000, colors };
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}

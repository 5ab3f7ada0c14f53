/* Times the npm package in a folder on raw pictures: node npm_package.mjs FOLDER FILE… */
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { load } = await import(pathToFileURL(`${folder}/index.js`));
const table = await load();

function median(call) {
  for (let round = 0; round < 3; round++) call(); // until it is compiled
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4] / 1000;
}

for (const file of files) {
  const bytes = await readFile(file), pixels = new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = pixels.length / 4 / 1e6, out = new Uint8Array(pixels.length / 4);
  const rates = ["predict", "recolor", "shares"].map((task) => {
    const seconds = median(() => (task === "predict" ? table.predict(pixels, out) : table[task](pixels)));
    return `${task} ${(size / seconds).toFixed(0)}`;
  });
  console.log(`${file.replace(/.*\//, "")}: ${rates.join(", ")} megapixels per second; palette ${(1000 * median(() => table.palette(pixels.subarray(0, 1e6)))).toFixed(0)} ms for 0.25 megapixels`);
}

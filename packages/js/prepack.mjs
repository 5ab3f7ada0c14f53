/* Copies what the package shares with the Python package: the modules that compute, tables, and the license. */
import { copyFile, cp, mkdir, rm } from "node:fs/promises";

const here = new URL(".", import.meta.url), home = new URL("../../", here);
const TABLES = ["basic11", "basic8", "fine"];

for (const folder of ["core", "tables"]) await rm(new URL(folder, here), { recursive: true, force: true });
await cp(new URL("src/folkhue/server/site/core", home), new URL("core", here), { recursive: true });
await mkdir(new URL("tables", here));
for (const name of TABLES) {
  await copyFile(new URL(`src/folkhue/data/${name}.npz`, home), new URL(`tables/${name}.npz`, here));
}
await copyFile(new URL("LICENSE", home), new URL("LICENSE", here));

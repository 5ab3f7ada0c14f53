/* What the npm package computes of a photograph, for comparison with Python; runs in Node and in browsers. */

async function hash(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function measured(table, data, width, height) {
  const picture = { data, width, height };
  return {
    names: await hash(table.predict(picture)),
    painted: await hash(table.recolor(data)),
    shares: table.shares(picture),
    palette: table.palette(picture, 5),
  };
}

export async function everyColor(table) {
  const every = Uint32Array.from({ length: 1 << 24 }, (_, number) => number + 0xff000000);
  return hash(table.predict(new Uint8Array(every.buffer)));
}

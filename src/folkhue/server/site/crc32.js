"use strict";
/* The checksum of zip archives and PNG. */
folkhue.shared((folkhue) => {
  const REST = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest >>> 1 ^ (rest & 1 ? 0xedb88320 : 0);
    return rest;
  });

  function crc32(contents) {
    let rest = -1;
    for (const byte of contents) rest = rest >>> 8 ^ REST[(rest ^ byte) & 255];
    return ~rest >>> 0;
  }

  Object.assign(folkhue, { crc32 });
});

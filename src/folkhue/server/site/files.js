"use strict";
/* Files: how large the pictures in them are, and what those are that hold none. */
(function () {
  const MOST_BYTES = 100e6;
  const MOST_DECODED = 150e6;

  const megabytes = (size) => `${Math.round(size / 1e6)} MB`;

  /** Refuse a file before it is decoded: one that is too large, or holds no picture. */
  async function check(file) {
    if (file.size > MOST_BYTES) {
      throw new folkhue.PhotoError(`${file.name} is too large: ${megabytes(file.size)}, and at most ${megabytes(MOST_BYTES)} can be opened here.`);
    }
    const { naturalWidth: width, naturalHeight: height } = await loaded(file)
      .catch(async () => { throw await folkhue.refusal(file); });
    if (width * height > MOST_DECODED) {
      throw new folkhue.PhotoError(`${file.name} is too large: ${width} × ${height} pixels, and at most ${MOST_DECODED / 1e6} million can be opened here.`);
    }
  }

  /** Load a picture; browsers read its size and do not decode it yet. */
  function loaded(file) {
    const address = URL.createObjectURL(file), image = new Image();
    return new Promise((resolve, reject) => {
      image.onload = () => (image.naturalWidth ? resolve(image) : reject());
      image.onerror = reject;
      image.src = address;
    }).finally(() => URL.revokeObjectURL(address));
  }

  Object.assign(folkhue, { check });
})();

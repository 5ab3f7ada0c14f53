"use strict";
/* What the worker does for the page, one task at a time. A task gets `breathe`, which reports how far it is, and lets
   the worker hear whether the task was canceled. */
folkhue.shared((folkhue) => {
  const COLORS = 4; // of the palette of each region
  const tables = new Map(), networks = new Map(), points = new Map(), parts = new Map();
  let current = null, model = null, harmony = null, subject = null;

  const tasks = {
    /** Read a color table and keep it. */
    async table({ name, bytes }) {
      const table = await folkhue.read(bytes);
      tables.set(name, table);
      const { terms, swatches, flat, lattice } = table;
      return { terms, swatches, flat: flat.slice(), lattice };
    },

    /** Read the network that names pixels in context by a table, and keep it. */
    async network({ table, bytes }) {
      networks.set(table, await folkhue.readNetwork(bytes));
    },

    /** Read the model that names whole pictures, by a table that was read before. */
    async model({ table, bytes }) {
      const read = await folkhue.readModel(bytes);
      model = folkhue.isComputable(read) ? { ...read, table } : null;
      return { computable: Boolean(model) };
    },

    /** Open a photograph, and keep the colors that palettes need. */
    async open(photo, breathe) {
      await breathe("decoding");
      const opened = photo.file ? await folkhue.opened(photo.file) : folkhue.sample(photo.name);
      const { canvas, width, height } = opened;
      await breathe("finding its main colors");
      if (!points.has(photo.id)) points.set(photo.id, folkhue.pointsOfCanvas(canvas));
      const thumb = await folkhue.thumb(canvas);
      if (!photo.shown) return { thumb };
      const picture = { rgba: folkhue.pixelsOf(canvas), width: canvas.width, height: canvas.height };
      const found = await folkhue.named(namingOf(photo), picture, breathe);
      look(picture);
      const likely = model ? folkhue.pictureColor(model, tables.get(model.table), picture) : [];
      return { ...found, likely, ...picture, rgba: picture.rgba.slice(), thumb, before: await folkhue.visible(canvas), size: [width, height] };
    },

    /** Show a photograph that was opened before. */
    show: (photo, breathe) => tasks.open(photo, breathe),

    /** Name the photograph in view by another table, or in context. */
    name: (given, breathe) => folkhue.named(namingOf(given), current, breathe),

    /** The photograph in view, in the swatches of its names. */
    png: async (given, breathe) => ({ blob: await folkhue.png(namingOf(given), current, breathe) }),

    /** Read the network that finds subjects, and keep it. */
    async subject({ bytes }) {
      subject = await folkhue.readSubject(bytes);
    },

    /** Find the parts of the photograph in view: its "grounds", which are subject and background, or its "regions". */
    async parts({ by, table }, breathe) {
      const { labels, records } = await partsOf(by, table, breathe);
      return { labels: labels.slice(), records };
    },

    /** A palette of photographs, or of a part of the one in view: "subject", "background" or the number of a region. */
    async palette(given, breathe) {
      await breathe("making a palette");
      return folkhue.paletteOf(await pointsFor(given, breathe), given, tables.get(given.table));
    },

    /** The share of the pixels that a palette is of which are nearest to each color. */
    count: async ({ colors, ...given }, breathe) => folkhue.nearestShares(await pointsFor(given, breathe), colors),

    /** A small palette of each region of the photograph in view. */
    async palettes({ table, ...wanted }, breathe) {
      const { records } = await partsOf("regions", table, breathe), found = [];
      for (const { number } of records) {
        await breathe("making a palette of each region", found.length / records.length);
        found.push(folkhue.paletteOf([await pointsIn(number, table, breathe)], { ...wanted, k: COLORS }, tables.get(table)));
      }
      return found;
    },

    /** Read the model of colors that go together. */
    async harmony({ bytes }) {
      harmony = await folkhue.readHarmony(bytes);
    },

    suggest: ({ colors, ...asked }, breathe) => folkhue.suggest(harmony, colors, asked, breathe),

    sample: async ({ name, height }) => ({ bitmap: await folkhue.bitmapOf(folkhue.thumbnail(folkhue.sample(name).canvas, height)) }),

    async forget({ ids }) {
      for (const id of ids || points.keys()) points.delete(id);
      if (!ids) look(null);
    },
  };

  /** Look at another picture, and forget the parts of the former. */
  function look(picture) {
    current = picture;
    parts.clear();
  }

  /** The parts of the photograph in view, found once; regions depend on a table. */
  async function partsOf(by, table, breathe) {
    const key = by === "regions" ? `regions by ${table}` : by;
    if (!parts.has(key)) {
      const picture = current, given = { table: tables.get(table), subject, picture };
      const found = by === "regions" ? await folkhue.areasOf(given, breathe) : await folkhue.groundsOf(subject, picture, breathe);
      parts.set(key, { ...found, points: new Map() });
    }
    return parts.get(key);
  }

  /** The colors of photographs, each apart, or of a part of the one in view. */
  async function pointsFor({ ids, part = null, table }, breathe) {
    if (part !== null) return [await pointsIn(part, table, breathe)];
    return ids.filter((id) => points.has(id)).map((id) => points.get(id));
  }

  /** The colors of a part of the photograph in view. */
  async function pointsIn(part, table, breathe) {
    const number = folkhue.GROUNDS[part] ?? part, found = await partsOf(part in folkhue.GROUNDS ? "grounds" : "regions", table, breathe);
    if (!found.points.has(number)) found.points.set(number, folkhue.pointsOfPart(found, number, current));
    return found.points.get(number);
  }

  /** By what pixels are named. */
  const namingOf = ({ table, context }) => ({ table: tables.get(table), network: context ? networks.get(table) : null });

  /** Do the tasks that arrive at a port, in their order. */
  function serve(port) {
    const canceled = new Set();
    let last = Promise.resolve();
    port.onmessage = ({ data }) => {
      if (data.cancel) canceled.add(data.cancel);
      else last = last.then(() => answer(port, data, canceled));
    };
  }

  async function answer(port, { id, task, given }, canceled) {
    const breathe = async (stage, part) => {
      port.postMessage({ id, stage, part });
      await rest();
      if (canceled.has(id)) throw Object.assign(new Error("canceled"), { name: "Canceled" });
    };
    try {
      const result = await tasks[task](given, breathe);
      port.postMessage({ id, result }, handedOver(result));
    } catch ({ name, message }) {
      port.postMessage({ id, error: { name, message } });
    }
    canceled.delete(id);
  }

  /** Let messages arrive. */
  function rest() {
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = () => { port1.close(); resolve(); };
      port2.postMessage(null);
    });
  }

  /** What the page gets without a copy. */
  const handedOver = (result) => Object.values(result || {}).flatMap((value) => (
    value instanceof ImageBitmap ? value : ArrayBuffer.isView(value) && value.buffer.byteLength > 1e6 ? value.buffer : []));

  Object.assign(folkhue, { serve });
});

"use strict";
/* A card: photographs with their palette, drawn as a PNG. A tall photograph stands beside its colors, others above. */
(function () {
  const { find, make, hex, percent } = folkhue;
  const [WIDTH, MARGIN, GAP] = [1600, 56, 12];
  const [TALLEST, COLUMN] = [1200, 480]; // of a photograph beside its palette, and the width of that
  const [ROW, BAR, TITLE] = [210, 20, 28];
  const MOST = 6; // swatches in a row
  const [PAPER, INK] = ["#fbfaf7", "#1d1d21"];
  const MONOSPACE = "ui-monospace, Menlo, Consolas, 'Liberation Mono', monospace";

  /** Draw a palette, {title, colors}, with what it is of. */
  async function cardOf(palette, progress) {
    const pictures = await folkhue.pictures(progress), [first] = pictures;
    const isTall = pictures.length === 1 && first.width <= 1.1 * first.height;
    const { width, height, parts } = isTall ? beside(first, palette) : above(pictures, palette);
    const canvas = make("canvas", { width, height }), context = canvas.getContext("2d");
    Object.assign(context, { fillStyle: PAPER, imageSmoothingQuality: "high" });
    context.fillRect(0, 0, width, height);
    for (const draw of parts) draw(context);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  function beside(picture, { title, colors }) {
    const height = Math.min(TALLEST, 8 * picture.height), width = Math.max(COLUMN / 2, height * Math.max(0.2, picture.width / picture.height));
    const left = MARGIN + Math.round(width), each = height / Math.max(1, colors.length), isLow = each < 150;
    const parts = [(context) => folkhue.drawIn(context, { picture, x: MARGIN, y: MARGIN, width: Math.round(width), height })];
    colors.forEach((color, n) => parts.push((context) => swatch(context, color, [left, MARGIN + n * each, COLUMN, each], isLow)));
    return withTitle(title, { width: left + COLUMN + MARGIN, bottom: MARGIN + height, parts });
  }

  function above(pictures, { title, colors }) {
    const inner = WIDTH - 2 * MARGIN, places = folkhue.placed(pictures, MARGIN, MARGIN, inner, GAP);
    const parts = places.map((place) => (context) => folkhue.drawIn(context, place));
    let bottom = Math.max(MARGIN - GAP, ...places.map(({ y, height }) => y + height)) + GAP;
    const columns = folkhue.columnsFor(colors.length, MOST), width = inner / columns;
    colors.forEach((color, n) => {
      const box = [MARGIN + n % columns * width, bottom + Math.floor(n / columns) * ROW, width, ROW];
      parts.push((context) => swatch(context, color, box));
    });
    bottom += Math.ceil(colors.length / columns) * ROW;
    if (!colors.some(({ share }) => share)) return withTitle(title, { width: WIDTH, bottom, parts });
    const top = bottom + GAP;
    parts.push((context) => bar(context, colors, [MARGIN, top, inner, BAR]));
    return withTitle(title, { width: WIDTH, bottom: top + BAR, parts });
  }

  function withTitle(title, { width, bottom, parts }) {
    if (!title) return { width, height: Math.ceil(bottom + MARGIN), parts };
    const draw = (context) => text(context, title, [MARGIN, bottom + GAP + 1.5 * TITLE, width - 2 * MARGIN], { size: TITLE, ink: INK });
    return { width, height: Math.ceil(bottom + GAP + 2 * TITLE + MARGIN / 2), parts: [...parts, draw] };
  }

  /** Fill a box with a color; its share, description and code are written in it, on one line if it is low. */
  function swatch(context, { rgb, share, description }, [x, y, width, height], isLow = false) {
    fill(context, rgb, [x, y, width, height]);
    const ink = folkhue.inkOn(rgb), inner = width - 48, code = folkhue.toldColor(rgb);
    if (isLow) {
      const middle = y + height / 2, size = Math.min(26, 0.5 * height);
      if (share) text(context, percent(share), [x + 24, middle + 0.35 * size, 0.15 * inner], { size: 0.85 * size, ink });
      text(context, description, [x + 24 + 0.17 * inner, middle + 0.35 * size, 0.45 * inner], { size, ink, weight: 650 });
      text(context, code, [x + 24 + 0.65 * inner, middle + 0.35 * size, 0.35 * inner], { size: 0.8 * size, ink, family: MONOSPACE });
      return;
    }
    if (share) text(context, percent(share), [x + 24, y + 44, inner], { size: 24, ink });
    text(context, description, [x + 24, y + height - 58, inner], { size: 28, ink, weight: 650 });
    text(context, code, [x + 24, y + height - 24, inner], { size: 22, ink, family: MONOSPACE });
  }

  function bar(context, colors, [x, y, width, height]) {
    const total = colors.reduce((sum, { share }) => sum + share, 0);
    let from = x;
    for (const { rgb, share } of colors) {
      fill(context, rgb, [from, y, width * share / total, height]);
      from += width * share / total;
    }
  }

  /** Fill whole pixels, so that no line is seen between neighbors. */
  function fill(context, rgb, [x, y, width, height]) {
    const [left, top] = [Math.round(x), Math.round(y)];
    context.fillStyle = hex(rgb);
    context.fillRect(left, top, Math.round(x + width) - left, Math.round(y + height) - top);
  }

  /** Write a line of text; one that is too long gets smaller, and is cut if that is not enough. */
  function text(context, what, [x, y, width], { size, ink, weight = 400, family = getComputedStyle(find("body")).fontFamily }) {
    let words = what, points = size;
    const font = () => { context.font = `${weight} ${points}px ${family}`; return context.measureText(words).width > width; };
    while (font() && points > 0.75 * size) points--;
    while (font() && words.length > 2) words = `${words.slice(0, -2)}…`;
    context.fillStyle = ink;
    context.fillText(words, x, y);
  }

  Object.assign(folkhue, { cardOf });
})();

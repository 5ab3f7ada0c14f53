"use strict";
/* One pixel: selected by pointer or keys, with its name, how sure that is, and other names. */
(function () {
  const { find, make, painted, track, hex, percent, say, state } = folkhue;

  /** Select a pixel, or the nearest at the edge of the picture. */
  function selectPixel(x, y) {
    const { width, height } = state.shown;
    state.spot = { x: Math.max(0, Math.min(width - 1, x)), y: Math.max(0, Math.min(height - 1, y)) };
    showPixel();
    const { name, inContext, code, sure } = state.shown.pixel, where = folkhue.whereIs(state.spot);
    say(`${inContext ? `${inContext} in context, by itself ` : ""}${name}${code ? `, ${code}, ${percent(sure)} sure` : ""}${where && `, ${where}`}`);
  }

  /** The pixel of the picture where a pointer is on a surface, or the nearest. */
  function placeOf({ clientX, clientY }, surface) {
    const box = surface.getBoundingClientRect(), { width, height } = state.shown;
    const within = (part, size) => Math.max(0, Math.min(size - 1, Math.floor(part * size)));
    return { x: within((clientX - box.left) / box.width, width), y: within((clientY - box.top) / box.height, height) };
  }

  function selectPixelAt(event) {
    const { x, y } = placeOf(event, find(".pick"));
    selectPixel(x, y);
  }

  /** Move the selection by an arrow key. */
  function movePixel(event) {
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [];
    if (right === undefined) return;
    event.preventDefault();
    const { width, height } = state.shown;
    const step = event.shiftKey ? 1 : Math.max(1, Math.round(Math.max(width, height) / 100));
    if (state.spot) selectPixel(state.spot.x + step * right, state.spot.y + step * down);
    else selectPixel(width >> 1, height >> 1);
    find(".cross").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Show the name of the selected pixel, how sure that is, and other names. */
  function showPixel() {
    for (const part of [".pixel", ".cross", ".tag"]) find(part).hidden = !state.spot;
    if (!state.spot) return;
    const { width, rgba } = state.shown, { x, y } = state.spot, index = y * width + x;
    mark(x, y, state.shown);
    tellPart();
    const rgb = [...rgba.subarray(4 * index, 4 * index + 3)];
    if (rgba[4 * index + 3] < 128) showTransparent();
    else showColor(rgb, contextual(rgb, state.shown.names[index]));
  }

  /** Tell which part of the picture the pixel is in. */
  function tellPart() {
    const where = state.shown && state.spot && folkhue.whereIs(state.spot);
    find("#pixel").textContent = where ? `This pixel, ${where}` : "This pixel";
  }

  /** Mark the pixel on the picture. */
  function mark(x, y, { width, height }) {
    for (const element of [find(".cross"), find(".tag")]) {
      element.style.left = `${100 * (x + 0.5) / width}%`;
      element.style.top = `${100 * (y + 0.5) / height}%`;
    }
    find(".tag").classList.toggle("before-it", x > width / 2);
  }

  function showTransparent() {
    state.shown.pixel = { name: "transparent" };
    find("#add-pixel").hidden = true;
    find(".tag").textContent = "transparent";
    find(".pixel-name").replaceChildren(make("b", { textContent: "transparent" }));
  }

  /** The name that surroundings give to a pixel, if it is another one than its own color has. */
  const contextual = (rgb, name) => (name === state.table.nameOf(rgb) ? null : state.table.named(name).name);

  function showColor(rgb, inContext) {
    const { table } = state, described = folkhue.describe(rgb, table);
    state.shown.pixel = { rgb, name: described, inContext, code: hex(rgb), sure: table.confidence(rgb) };
    find("#add-pixel").hidden = false;
    find(".tag").textContent = inContext ? `${inContext} in context` : described;
    find(".pixel-name").replaceChildren(...partsOf(rgb));
    if (inContext) find(".pixel-name").prepend(make("p", {}, make("b", { textContent: inContext }), " in context; by itself:"));
  }

  /** A color with its description, its code, and how sure its name and others are. */
  function partsOf(rgb) {
    const list = make("ol", {}, ...folkhue.likelyNames(rgb, state.table).map(({ name, swatch, probability, own }) => make("li", {},
      make(own ? "b" : "span", { textContent: name }), track(probability, swatch), make("span", { textContent: percent(probability) }))));
    list.setAttribute("aria-label", "How sure each name is");
    return [painted(make("span.color"), rgb), make("b", { textContent: folkhue.describe(rgb, state.table) }), folkhue.copyButton(rgb), list];
  }

  Object.assign(folkhue, { placeOf, selectPixelAt, movePixel, showPixel, tellPart, partsOf });
})();

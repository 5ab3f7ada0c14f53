"use strict";
/* One pixel: selected by pointer or keys, with its name and how probable each name is. */
(function () {
  const { find, make, painted, track, hex, percent, say, state } = folkhue;

  /** Select a pixel, or the nearest at the edge of the picture. */
  function selectPixel(x, y) {
    const { width, height } = state.shown;
    state.spot = { x: Math.max(0, Math.min(width - 1, x)), y: Math.max(0, Math.min(height - 1, y)) };
    showPixel();
    const { name, code, sure } = state.shown.pixel;
    say(`${name}${code ? `, ${code}, ${percent(sure)} sure` : ""}`);
  }

  function selectPixelAt(event) {
    const box = find(".pick").getBoundingClientRect(), { width, height } = state.shown;
    selectPixel(Math.floor((event.clientX - box.left) / box.width * width), Math.floor((event.clientY - box.top) / box.height * height));
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

  /** Show the name of the selected pixel, and the probabilities of its names. */
  function showPixel() {
    for (const part of [".pixel", ".cross", ".tag"]) find(part).hidden = !state.spot;
    if (!state.spot) return;
    const { width, rgba, names } = state.shown, { x, y } = state.spot, index = y * width + x;
    mark(x, y, state.shown);
    const rgb = [...rgba.subarray(4 * index, 4 * index + 3)];
    if (rgba[4 * index + 3] < 128) showTransparent();
    else showColor(rgb, names[index]);
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
    find(".tag").textContent = "transparent";
    find(".pixel-name").replaceChildren(make("b", { textContent: "transparent" }));
  }

  function showColor(rgb, number) {
    const { table } = state, described = folkhue.describe(rgb, table);
    state.shown.pixel = { name: described, code: hex(rgb), sure: table.confidence(rgb) };
    find(".tag").textContent = described;
    const probabilities = table.probabilities(rgb);
    find(".pixel-name").replaceChildren(...partsOf(rgb, probableNames(probabilities, number).map((n) => (
      { ...table.named(n), probability: probabilities[n], own: n === number }))));
  }

  /** A color with its description, code, and how probable names are: [{name, swatch, probability, own}]. */
  function partsOf(rgb, names) {
    const list = make("ol", {}, ...names.map(({ name, swatch, probability, own }) => make("li", {},
      make(own ? "b" : "span", { textContent: name }), track(probability, swatch), make("span", { textContent: percent(probability) }))));
    list.setAttribute("aria-label", "Probability of each name");
    return [painted(make("span.color"), rgb), make("b", { textContent: folkhue.describe(rgb, state.table) }), folkhue.copyButton(rgb), list];
  }

  /** The three most probable names, the pixel's own among them. */
  function probableNames(probabilities, own) {
    const names = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a])
      .filter((n) => probabilities[n] >= 0.01).slice(0, 3);
    if (own !== folkhue.NONE && !names.includes(own)) names.splice(2, 1, own);
    return names;
  }

  Object.assign(folkhue, { selectPixelAt, movePixel, showPixel, partsOf });
})();

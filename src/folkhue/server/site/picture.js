"use strict";
/* The picture: its pixels named, the shares listed, and single names highlighted. */
(function () {
  const { find, every, make, painted, chip, track, percent, say, state } = folkhue;

  /** Show the names of the pixels that were found, and their shares. */
  function showNames({ names, small, shares, after }) {
    Object.assign(state.shown, { names, small, shares });
    folkhue.show(find(".after"), after);
    listShares();
    highlight(state.pinned);
    folkhue.showPixel();
    const most = shares.slice(0, 3).map(({ name, share }) => `${percent(share)} ${name}`);
    say(`${state.shown.photo.name}: ${most.join(", ") || "every pixel is transparent"}`);
  }

  function listShares() {
    const found = state.shown.shares;
    if (!found.some(({ number }) => number === state.pinned)) state.pinned = null;
    find(".bar.big").replaceChildren(...found.map(({ number, swatch, share }) => {
      const part = painted(make("span"), swatch);
      part.style.flexGrow = share;
      part.dataset.number = number;
      highlightOn(part, number);
      return part;
    }));
    find(".filter").replaceChildren(...found.map(({ number, name, swatch, share }) => {
      const button = make("button", { type: "button" }, chip(swatch), make("b", { textContent: name }),
        track(share, swatch), make("span", { textContent: percent(share) }));
      button.dataset.number = number;
      highlightOn(button, number);
      return make("li", {}, button);
    }));
    if (!found.length) find(".filter").append(make("li", { textContent: "Every pixel is transparent." }));
  }

  /** Highlight a name while an element is hovered or focused; a click keeps the highlight. */
  function highlightOn(element, number) {
    for (const on of ["pointerenter", "focus"]) element.addEventListener(on, () => highlight(number));
    for (const off of ["pointerleave", "blur"]) element.addEventListener(off, () => highlight(state.pinned));
    element.addEventListener("click", () => {
      state.pinned = state.pinned === number ? null : number;
      highlight(state.pinned);
      say(state.pinned === null ? "every name" : `only ${state.table.named(number).name}`);
    });
  }

  /** Highlight the pixels of a name; null highlights none. */
  function highlight(number) {
    for (const button of every(".filter button")) {
      button.setAttribute("aria-pressed", button.dataset.number === String(state.pinned));
      button.classList.toggle("on", button.dataset.number === String(number));
    }
    find(".bar.big").classList.toggle("dim", number !== null);
    for (const part of every(".bar.big span")) part.classList.toggle("on", part.dataset.number === String(number));
    const canvas = find(".lit");
    canvas.classList.toggle("on", number !== null);
    if (number !== null) drawVeil(canvas, number);
  }

  /** Cover all other names with a veil: dark if the name is a light color, else light. */
  function drawVeil(canvas, number) {
    const { width, height, names } = state.shown.small;
    Object.assign(canvas, { width, height });
    const image = new ImageData(width, height), pixels = new Uint32Array(image.data.buffer);
    const color = folkhue.inkOn(state.table.named(number).swatch) === "#000" ? 0xd8141210 : 0xe0f4f7f8;
    for (let i = 0; i < names.length; i++) pixels[i] = names[i] === number ? 0 : color;
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  Object.assign(folkhue, { showNames });
})();

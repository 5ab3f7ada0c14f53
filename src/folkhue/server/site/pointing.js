"use strict";
/* Regions pointed at and selected: in a list, on the picture, and on a small copy of it beside the list. */
(function () {
  const { find, every, make, painted, percent, state, NOWHERE } = folkhue;
  const NEAR = 4; // pixels; a pointer that moves farther drags
  const SMALL = 800; // pixels

  let pointed = null;

  const nameOfRegion = ({ shares: [{ name }] }) => name;

  function listRegions() {
    const { by, records } = state.shown.parts;
    pointed = null;
    drawSmall();
    find(".regions").replaceChildren(...(by === "regions" ? records : []).map((record) => {
      const { number, share } = record, name = nameOfRegion(record);
      const button = make("button", { type: "button" }, make("span.strip"), make("b", { textContent: name }), make("span", { textContent: percent(share) }));
      button.dataset.number = number;
      button.setAttribute("aria-label", `region ${number + 1}, ${name}, ${percent(share)}`);
      for (const on of ["pointerenter", "focus"]) button.addEventListener(on, () => point(number));
      for (const off of ["pointerleave", "blur"]) button.addEventListener(off, () => point(null));
      button.addEventListener("click", () => selectRegion(number));
      return make("li", {}, button);
    }));
  }

  /** Draw the photograph, small, beside the list. */
  function drawSmall() {
    const canvas = find("#map .view"), photo = find(".before"), scale = Math.min(1, SMALL / Math.max(photo.width, photo.height));
    const [width, height] = [photo.width, photo.height].map((side) => Math.max(1, Math.round(scale * side)));
    Object.assign(canvas, { width, height });
    Object.assign(canvas.getContext("2d"), { imageSmoothingQuality: "high" }).drawImage(photo, 0, 0, width, height);
    find("#map").style.setProperty("--ratio", find("#frame").style.getPropertyValue("--ratio"));
  }

  /** Show a small palette of each region in the list. */
  function showStrips(palettes) {
    every(".regions .strip").forEach((strip, n) => strip.replaceChildren(...palettes[n].map(({ rgb, share }) => {
      const color = painted(make("i"), rgb);
      color.style.flexGrow = share;
      return color;
    })));
  }

  /** Show which part is selected or pointed at. */
  function showSelected() {
    const number = pointed ?? folkhue.chosenPart();
    folkhue.drawParts(folkhue.recordOf(number) ? number : null);
    for (const button of every(".regions button")) {
      button.setAttribute("aria-pressed", button.dataset.number === String(state.region));
      button.classList.toggle("on", button.dataset.number === String(pointed));
    }
  }

  /** Highlight a region for a while. */
  function point(number) {
    if (pointed === number) return;
    pointed = number;
    showSelected();
  }

  /** Show the palette of a region; of all, if it was selected before. */
  function selectRegion(number) {
    state.region = state.region === number ? null : number;
    pointed = null;
    folkhue.showChoice();
    folkhue.remakePalette();
  }

  function labelAt({ x, y }) {
    const { parts, width } = state.shown;
    return parts ? parts.labels[y * width + x] : NOWHERE;
  }

  /** The number of the region at a place of the picture, while regions are shown; null where there is none. */
  function regionAt(place) {
    const label = labelAt(place);
    return label === NOWHERE || state.shown.parts.by !== "regions" ? null : label;
  }

  /** The part where a place of the picture is, in words, while parts are shown. */
  function whereIs(place) {
    const label = labelAt(place);
    if (label === NOWHERE) return "";
    return state.shown.parts.by === "regions" ? `in region ${label + 1}` : `in the ${label ? "subject" : "background"}`;
  }

  /** Let regions be pointed at and selected on a picture; a pointer that drags selects none. */
  function listenTo(surface) {
    const regionUnder = (event) => (state.shown ? regionAt(folkhue.placeOf(event, surface)) : null);
    let from = null;
    surface.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse") point(regionUnder(event)); });
    surface.addEventListener("pointerleave", () => point(null));
    surface.addEventListener("pointerdown", (event) => { from = event; });
    surface.addEventListener("click", (event) => {
      const far = from ? Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) : 0;
      const number = far > NEAR || state.picking ? null : regionUnder(event);
      if (number !== null) selectRegion(number);
    });
  }

  function listenToKeys() {
    find(".pick").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (state.picking) return;
      const number = state.spot && regionAt(state.spot);
      if (number !== null) selectRegion(number);
    });
    document.addEventListener("keydown", ({ key, target }) => {
      const typing = target instanceof Element && target.matches("select, [type=text]");
      if (key === "Escape" && state.region !== null && !state.picking && !typing && find("#wait").hidden) selectRegion(state.region);
    });
  }

  function listenToRegions() {
    for (const surface of [find(".pick"), find("#map")]) listenTo(surface);
    listenToKeys();
    const observer = new ResizeObserver(showSelected);
    for (const canvas of every("canvas.veil")) observer.observe(canvas);
  }

  Object.assign(folkhue, { nameOfRegion, listRegions, showStrips, showSelected, whereIs, listenToRegions });
})();

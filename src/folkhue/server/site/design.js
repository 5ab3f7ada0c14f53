"use strict";
/* What designers ask of a palette: roles, text on each color, and which look alike; and the page as another color vision
   sees it. */
(function () {
  const { find, make, painted, hex, say, state, VISIONS } = folkhue;
  const SVG = "http://www.w3.org/2000/svg";

  /** Show roles, contrast and warnings for the colors of the palette. */
  function showDesign() {
    const { roles, texts, derived } = folkhue.designOf(state.colors);
    const added = derived.map((rgb) => ({ rgb, description: folkhue.describe(rgb, state.table), derived: true }));
    find(".design").replaceChildren(...[...state.colors, ...added].map((color) => sample(color, roles[hex(color.rgb)], texts[hex(color.rgb)])));
    find(".alike").replaceChildren(...folkhue.confusable(state.colors).map(warning));
  }

  function sample({ rgb, description, derived }, roles = [], { rgb: text, contrast }) {
    const shown = painted(make("span.sample", {}, make("i", { textContent: "Aa" }), folkhue.ratio(contrast)), rgb);
    shown.style.color = hex(text);
    const told = `${description}${derived ? `, derived: ${hex(rgb)}` : ""}`;
    return make("li", {}, shown, make("b", { textContent: roles.join(", ") }), make("span.quiet", { textContent: told }));
  }

  /** A pair of colors, and the same as seen with each vision that confuses them. */
  function warning({ one, other, visions }) {
    const names = Object.keys(visions), pair = [one.rgb, other.rgb];
    const shown = [pair, ...names.map((name) => pair.map((rgb) => folkhue.simulate(rgb, name)))];
    const text = `${one.description} ${hex(one.rgb)} and ${other.description} ${hex(other.rgb)} look alike with ${names.join(" and ")} vision.`;
    return make("li", {}, ...shown.map((both) => make("span.pair", {}, ...both.map((rgb) => painted(make("i"), rgb)))), make("span", { textContent: text }));
  }

  /** Add a filter for each vision; it works in linear light. */
  function addFilters() {
    const svg = element("svg", { width: 0, height: 0, "aria-hidden": true, class: "hidden" });
    for (const [name, matrix] of Object.entries(VISIONS)) {
      const values = [...matrix.map((row) => [...row, 0, 0]), [0, 0, 0, 1, 0]].flat().join(" ");
      const filter = element("filter", { id: `vision-${name}`, "color-interpolation-filters": "linearRGB", x: 0, y: 0, width: "100%", height: "100%" });
      filter.append(element("feColorMatrix", { type: "matrix", values }));
      svg.append(filter);
    }
    document.body.append(svg);
  }

  function element(tag, attributes) {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function listenToVision() {
    addFilters();
    find("#vision").addEventListener("change", ({ target: { value } }) => {
      document.body.dataset.vision = value;
      say(value === "normal" ? "colors as they are" : `colors as with ${value} vision`);
    });
  }

  Object.assign(folkhue, { showDesign, listenToVision });
})();

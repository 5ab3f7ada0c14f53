"use strict";
/* The cube of names: a lattice of colors, with controls that turn it, peel it and filter it by name. */
(function () {
  const box = document.querySelector(".cube");
  if (!box) return;
  const canvas = box.querySelector("canvas");
  const given = JSON.parse(document.getElementById("cube-data").textContent);
  const side = 255 / given.step + 1;
  const points = given.names.map((name, n) => [
    Math.floor(n / side / side) * given.step,
    (Math.floor(n / side) % side) * given.step,
    (n % side) * given.step,
    given.step * 0.94,
    name,
  ]);
  const view = scatter(canvas, { points, names: given.terms, swatches: given.swatches });
  const every = (what) => [...box.querySelectorAll(what)];
  const said = box.querySelector("output");

  for (const button of every("[data-turn]")) {
    const [right, up] = button.dataset.turn.split(" ").map(Number);
    button.addEventListener("click", () => { view.spin(false); view.turn(right, up); });
  }
  for (const button of every("[data-name]")) {
    button.addEventListener("click", () => {
      const all = button.getAttribute("aria-pressed") === "true" || button.dataset.name === "";
      const shown = all ? "" : button.dataset.name;
      for (const other of every("[data-name]")) other.setAttribute("aria-pressed", other.dataset.name === shown);
      view.show(all ? null : shown);
      said.textContent = all ? "every name" : `only ${shown}`;
    });
  }
  for (const radio of every("[name=paint]")) {
    radio.addEventListener("change", () => view.paint(radio.value));
    if (radio.checked) view.paint(radio.value);
  }
  const peel = box.querySelector("[name=peel]");
  const peeled = () => {
    peel.setAttribute("aria-valuetext", `${peel.value} % peeled away`);
    view.peel(peel.value / 100);
  };
  peel.addEventListener("input", peeled);
  peeled();
  const spin = box.querySelector("[data-spin]");
  spin.addEventListener("click", () => view.spin(spin.getAttribute("aria-pressed") !== "true"));
  canvas.addEventListener("spin", (event) => spin.setAttribute("aria-pressed", event.detail));
  if (!view.calm) view.spin(true);
  document.addEventListener("scheme", view.redraw);
})();

"use strict";
/* Controls that turn the cube, color its dots and filter them by name. */
(function () {
  const canvas = document.querySelector("canvas");
  const view = scatter(canvas, JSON.parse(document.getElementById("cloud").textContent));
  const every = (what) => [...document.querySelectorAll(what)];
  for (const button of every("[data-turn]")) {
    const [right, up] = button.dataset.turn.split(" ").map(Number);
    button.addEventListener("click", () => { view.spin(false); view.turn(right, up); });
  }
  for (const button of every("[data-name]")) {
    button.addEventListener("click", () => {
      for (const other of every("[data-name]")) other.setAttribute("aria-pressed", other === button);
      view.show(button.dataset.name || null);
    });
  }
  for (const radio of every("[name=paint]")) {
    radio.addEventListener("change", () => view.paint(radio.value));
    if (radio.checked) view.paint(radio.value);
  }
  const spin = document.querySelector("[data-spin]");
  spin.addEventListener("click", () => view.spin(spin.getAttribute("aria-pressed") !== "true"));
  canvas.addEventListener("spin", (event) => spin.setAttribute("aria-pressed", event.detail));
  if (!view.calm) view.spin(true);
})();

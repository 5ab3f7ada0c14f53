"use strict";
/* The color scheme: light, dark, or that of the system. */
(function () {
  const button = document.querySelector("[data-scheme]");
  const root = document.documentElement;
  const next = { auto: "light", light: "dark", dark: "auto" };
  const turn = (to) => {
    root.dataset.scheme = button.dataset.scheme = to;
    button.querySelector("span").textContent = to;
    document.dispatchEvent(new Event("scheme"));
  };
  button.addEventListener("click", () => turn(next[button.dataset.scheme]));
  button.hidden = false;
})();

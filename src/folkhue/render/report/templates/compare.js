"use strict";
/* A photograph over its repainted self: the slider on top says how much of it is seen. */
for (const slider of document.querySelectorAll(".compare input")) {
  const show = () => {
    slider.parentElement.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % photograph, ${100 - slider.value} % named`);
  };
  slider.addEventListener("input", show);
  show();
}

"use strict";
/* A photograph over its recolored copy; the slider sets how much of the photograph is visible. */
for (const slider of document.querySelectorAll(".compare input")) {
  const show = () => {
    slider.parentElement.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", `${slider.value} % photograph, ${100 - slider.value} % named`);
  };
  slider.addEventListener("input", show);
  show();
}

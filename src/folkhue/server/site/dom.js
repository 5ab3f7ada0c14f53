"use strict";
/* Find and make elements. */
(function () {
  const { hex } = folkhue;

  const find = (what) => document.querySelector(what);

  const every = (what) => [...document.querySelectorAll(what)];

  /** Make an element: "tag.class", its properties and its contents. */
  function make(what, properties = {}, ...inside) {
    const [tag, ...classes] = what.split(".");
    const element = Object.assign(document.createElement(tag), properties);
    element.classList.add(...classes);
    element.append(...inside);
    return element;
  }

  const painted = (element, rgb) => { element.style.background = hex(rgb); return element; };

  const chip = (rgb) => painted(make("i.chip"), rgb);

  /** A bar of a share, from 0 to 1. */
  function track(share, rgb) {
    const bar = make("i");
    bar.style.width = `${100 * share}%`;
    return make("span.share", {}, painted(bar, rgb));
  }

  /** Shrink a canvas to a height; panoramas are squeezed to three times that. */
  function thumbnail(canvas, height) {
    const scale = height / canvas.height;
    return folkhue.shrunk(canvas, Math.max(1, Math.min(3 * height, Math.round(scale * canvas.width))), height);
  }

  Object.assign(folkhue, { find, every, make, painted, chip, track, thumbnail });
})();

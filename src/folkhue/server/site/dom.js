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

  /** Let a canvas show a bitmap, which is moved into it; without one it gets empty. */
  function show(canvas, bitmap = null) {
    if (bitmap) Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    return canvas;
  }

  Object.assign(folkhue, { find, every, make, painted, chip, track, show });
})();

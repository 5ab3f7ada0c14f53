"use strict";
/* Icons of small buttons, drawn as lines. */
(function () {
  const SPACE = "http://www.w3.org/2000/svg";
  const LINES = {
    unlocked: "M4 9h12v8H4zM7 9V6a3 3 0 0 1 5.8-1",
    locked: "M4 9h12v8H4zM7 9V6a3 3 0 0 1 6 0v3M10 12.5v1.5",
    edit: "M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11 6.4 13.6 9",
    copy: "M7 7h10v10H7zM13 7V3H3v10h4",
    remove: "M5 5l10 10M15 5 5 15",
  };

  function icon(which) {
    const image = document.createElementNS(SPACE, "svg"), path = document.createElementNS(SPACE, "path");
    for (const [name, value] of Object.entries({ viewBox: "0 0 20 20", class: "icon", "aria-hidden": "true" })) image.setAttribute(name, value);
    path.setAttribute("d", LINES[which]);
    image.append(path);
    return image;
  }

  Object.assign(folkhue, { icon });
})();

"use strict";
/* What the page's modules share: the open photographs, the color table, and what is selected. */
(function () {
  const state = {
    /** Photographs of the set: {id, name, file, thumb}; samples have no file. */
    photos: [],
    /** Color tables that were read, by name. */
    tables: new Map(),
    /** The selected one, and its name. */
    table: null,
    which: null,
    /** Whether pixels are named in context. */
    context: false,
    /** Whether the page can name whole pictures: it has the table of the model, and computes its features. */
    namesPictures: false,
    /** The photograph in view: {photo, width, height, rgba, names, small, shares, pixel, parts}. */
    shown: null,
    /** The photograph of the set that was chosen last. */
    wanted: null,
    /** Number of the name whose highlight stays. */
    pinned: null,
    /** The selected pixel: {x, y}. */
    spot: null,
    /** Number of the region whose palette is shown; null for all. */
    region: null,
    /** What the palette shown is of: {choice, name, region}, the latter two of the photograph in view. */
    of: { choice: "all" },
    /** Whether that is what is chosen. */
    settled: false,
    /** The palette as it was found, of the photographs that were given for it: {ids, part}. */
    found: [],
    given: null,
    /** What people changed in it. */
    edits: { own: [], removed: [] },
    /** Colors of the palette as it is shown. */
    colors: [],
    /** Whether a click on the picture adds its color to the palette. */
    picking: false,
    /** How often the start view was opened; work begun before is dropped. */
    visits: 0,
  };

  let queue = Promise.resolve();

  /** Run asynchronous work after all earlier work, and show errors. */
  function enqueue(work) {
    queue = queue.then(work).catch((error) => { if (!folkhue.isCanceled(error)) folkhue.showFailure(error); });
    return queue;
  }

  Object.assign(folkhue, { state, enqueue });
})();

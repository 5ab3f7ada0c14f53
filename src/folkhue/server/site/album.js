"use strict";
/* The set of photographs: opened one after another, listed, and removed. */
(function () {
  const { find, every, make, thumbnail, say, showErrors, showProgress, hideProgress, state, enqueue } = folkhue;

  const fromFile = (file) => ({ name: file.name, size: file.size, open: () => folkhue.opened(file) });

  const fromSample = (name) => ({ name, open: async () => folkhue.sample(name) });

  /** Let the browser paint and handle events between two pieces of work. */
  const yieldToBrowser = () => new Promise((resolve) => { setTimeout(resolve); });

  /** Open photographs one after another; show the first, and the errors of all. */
  function addPhotos(several) {
    const mine = state.visits;
    return enqueue(async () => {
      const errors = [];
      let first = true;
      if (!folkhue.isShowingPhoto()) folkhue.forgetPhotos();
      say(several.length > 1 ? `opening ${several.length} photographs` : `opening ${several[0].name}`);
      for (const [n, photo] of several.entries()) {
        showProgress(several.length > 1 ? `opening ${n + 1} of ${several.length}: ${photo.name}` : `opening ${photo.name}`);
        try {
          const opened = await open(photo);
          if (mine !== state.visits) break;
          state.photos.push(photo);
          if (first) folkhue.showPhoto(photo, opened);
          first = false;
        } catch (error) {
          errors.push(error instanceof folkhue.PhotoError ? error.message : `${photo.name} could not be opened: ${error.message}`);
        }
      }
      hideProgress();
      if (mine === state.visits) showErrors(errors);
      if (first) say("");
      if (first || !state.shown) return;
      listPhotos();
      folkhue.makePalette();
      if (several.length > 1) say(`${state.photos.length} photographs`);
    });
  }

  /** Open a photograph, and compute what the set needs of it. */
  async function open(photo) {
    const opened = await photo.open();
    await yieldToBrowser();
    photo.points = folkhue.pointsOfCanvas(opened.canvas);
    photo.thumb = thumbnail(opened.canvas, 128);
    await yieldToBrowser();
    return opened;
  }

  function listPhotos() {
    const list = find(".photos");
    list.hidden = state.photos.length < 2;
    list.replaceChildren(...state.photos.map((photo) => {
      const button = make("button.checks", { type: "button" }, photo.thumb);
      button.setAttribute("aria-label", photo.name);
      button.setAttribute("aria-pressed", photo === state.shown.photo);
      button.addEventListener("click", () => switchTo(photo));
      const off = make("button.remove", { type: "button", textContent: "×", title: "remove" });
      off.setAttribute("aria-label", `remove ${photo.name}`);
      off.addEventListener("click", () => removePhoto(photo));
      return make("li", {}, button, off);
    }));
    scrollToCurrent();
  }

  /** Scroll the list, not the page, to the photograph in view. */
  function scrollToCurrent() {
    const list = find(".photos"), item = list.querySelector("[aria-pressed=true]")?.parentElement;
    if (!item) return;
    const from = item.offsetLeft, to = from + item.offsetWidth;
    list.scrollLeft = Math.min(from, Math.max(list.scrollLeft, to - list.clientWidth));
  }

  /** Remove a photograph from the set; if it is in view, show its neighbor. */
  function removePhoto(photo) {
    const mine = state.visits;
    enqueue(async () => {
      const place = state.photos.indexOf(photo);
      if (place < 0 || state.photos.length < 2) return;
      const next = state.photos[place + 1] || state.photos[place - 1];
      const opened = state.shown.photo === photo && await next.open();
      if (mine !== state.visits) return;
      state.photos.splice(place, 1);
      if (opened) folkhue.showPhoto(next, opened);
      listPhotos();
      folkhue.makePalette();
      const left = every(".photos .remove");
      (left.length > 1 ? left[Math.min(place, left.length - 1)] : find("#title")).focus();
      say(`removed ${photo.name}, ${state.photos.length} left`);
    });
  }

  /** Show another photograph of the set. */
  function switchTo(photo) {
    const mine = state.visits;
    enqueue(async () => {
      const opened = await photo.open();
      if (mine !== state.visits) return;
      folkhue.showPhoto(photo, opened);
      every(".photos [aria-pressed]").forEach((button, n) => button.setAttribute("aria-pressed", state.photos[n] === photo));
    });
  }

  Object.assign(folkhue, { fromFile, fromSample, addPhotos, listPhotos });
})();

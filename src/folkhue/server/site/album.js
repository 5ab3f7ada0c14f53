"use strict";
/* The set of photographs: opened one after another, listed, and removed. */
(function () {
  const { find, every, make, show, say, showErrors, showProgress, hideProgress, state, enqueue, ask, cancel } = folkhue;

  let opened = 0;

  const fromFile = (file) => ({ id: ++opened, name: file.name, file });

  const fromSample = (name) => ({ id: ++opened, name, file: null });

  /** Open photographs one after another; show the first, and the errors of all. */
  function addPhotos(several) {
    const mine = state.visits;
    return enqueue(async () => {
      const errors = [], before = state.photos.length;
      if (!folkhue.isShowingPhoto()) folkhue.forgetPhotos();
      say(several.length > 1 ? `opening ${several.length} photographs` : `opening ${several[0].name}`);
      for (const [n, photo] of several.entries()) {
        const of = several.length > 1 ? `${n + 1} of ${several.length}: ${photo.name}` : photo.name;
        if (mine !== state.visits || await add(photo, of, !shown(several), mine, errors) === "stop") break;
      }
      hideProgress();
      if (mine === state.visits) showErrors(errors);
      if (!shown(several) && errors.length) say("");
      if (!state.shown || state.photos.length === before) return;
      listPhotos();
      folkhue.keepPhotos();
      await folkhue.makePalette();
      if (several.length > 1) say(`${state.photos.length} photographs`);
    });
  }

  const shown = (several) => several.some((photo) => state.photos.includes(photo));

  /** Open a photograph and add it to the set; keep the error if it cannot be opened. */
  async function add(photo, of, first, mine, errors) {
    try {
      const found = await open("open", photo, first, of);
      if (mine !== state.visits) return "stop";
      state.photos.push(photo);
      if (first) folkhue.showPhoto(photo, found);
    } catch (error) {
      if (folkhue.isCanceled(error)) return "stop";
      errors.push(error instanceof folkhue.PhotoError ? error.message : `${photo.name} could not be opened: ${error.message}`);
    }
    return "";
  }

  /** Open a photograph; when it is to be shown, name its pixels. */
  async function open(task, photo, shown, of = photo.name) {
    showProgress(`opening ${of}`);
    if (photo.file) await folkhue.check(photo.file);
    const { id, name, file } = photo;
    const found = await ask(task, { id, name, file, shown, table: state.which, context: state.context }, (stage, part) => showProgress(`opening ${of}: ${stage}`, part));
    photo.thumb ||= show(make("canvas"), found.thumb);
    return found;
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
      const found = state.shown.photo === photo && await open("show", next, true).finally(hideProgress);
      if (mine !== state.visits) return;
      state.photos.splice(place, 1);
      ask("forget", { ids: [photo.id] });
      if (found) folkhue.showPhoto(next, found);
      listPhotos();
      folkhue.keepPhotos();
      await folkhue.makePalette();
      const left = every(".photos .remove");
      (left.length > 1 ? left[Math.min(place, left.length - 1)] : find("#title")).focus();
      say(`removed ${photo.name}, ${state.photos.length} left`);
    });
  }

  /** Show another photograph of the set, instead of any that was chosen just before. */
  function switchTo(photo) {
    const mine = state.visits;
    state.wanted = photo;
    cancel("show", "parts", "palettes");
    enqueue(async () => {
      if (state.wanted !== photo || mine !== state.visits) return;
      const found = await open("show", photo, true).finally(hideProgress);
      if (mine !== state.visits) return;
      folkhue.showPhoto(photo, found);
      every(".photos [aria-pressed]").forEach((button, n) => button.setAttribute("aria-pressed", state.photos[n] === photo));
      folkhue.keepPhotos();
      if (folkhue.isOfView()) await folkhue.makePalette();
    });
  }

  /** Stop opening, naming and saving photographs, and suggesting colors; those that were opened stay. */
  function stopOpening() {
    cancel("open", "show", "name", "png", "suggest", "parts", "palettes");
    enqueue(folkhue.settle);
  }

  Object.assign(folkhue, { fromFile, fromSample, addPhotos, switchTo, stopOpening });
})();

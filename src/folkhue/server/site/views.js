"use strict";
/* The two views, start and photograph, and the browser's history. */
(function () {
  const { find, every, showErrors, state } = folkhue;

  const WIDE = 3;

  /** Show a photograph that was opened. */
  function showPhoto(photo, { before, rgba, width, height, size, ...found }) {
    state.shown = { photo, rgba, width, height };
    [state.pinned, state.spot] = [null, null];
    folkhue.show(find(".before"), before).setAttribute("aria-label", photo.name);
    const frame = find("#frame"), ratio = width / height, scroller = find("#wide");
    frame.style.setProperty("--ratio", ratio);
    scroller.classList.toggle("wide", ratio > WIDE);
    scroller.classList.toggle("tall", ratio < 1 / WIDE);
    find("#title").textContent = photo.name;
    find("#size").textContent = width === size[0]
      ? `${width} × ${height} pixels`
      : `${size.join(" × ")} pixels, scaled down to ${width} × ${height} for this page`;
    folkhue.showNames(found);
    if (!isShowingPhoto()) {
      if (history.state !== "looking") history.pushState("looking", "");
      switchView(true);
    }
    scroller.scrollLeft = (scroller.scrollWidth - scroller.clientWidth) / 2;
  }

  const isShowingPhoto = () => find("#start").hidden;

  /** Switch to the view of a photograph, or back to the start. */
  function switchView(look) {
    find("#start").hidden = look;
    every(".shown").forEach((part) => { part.hidden = !look; });
    document.body.classList.toggle("looking", look);
    window.scrollTo(0, 0);
    find(look ? "#title" : "[data-open=pick]").focus({ preventScroll: true });
  }

  /** Stop opening photographs, and show the start; those opened stay, for the forward button. */
  function leavePhoto() {
    state.visits++;
    folkhue.stopOpening();
    showErrors([]);
    if (isShowingPhoto()) switchView(false);
  }

  function forgetPhotos() {
    state.photos.length = 0;
    state.shown = null;
    folkhue.ask("forget");
    for (const canvas of every("#frame .before, #frame .after")) folkhue.show(canvas);
  }

  function startOver() {
    forgetPhotos();
    leavePhoto();
    if (history.state === "looking") history.back();
  }

  Object.assign(folkhue, { showPhoto, isShowingPhoto, switchView, leavePhoto, startOver, forgetPhotos });
})();

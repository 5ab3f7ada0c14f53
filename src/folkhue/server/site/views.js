"use strict";
/* The two views, start and photograph, and the browser's history. */
(function () {
  const { find, every, showErrors, state } = folkhue;

  const WIDE = 3;

  /** Show a photograph, and name its pixels. */
  function showPhoto(photo, { canvas, width, height }) {
    state.shown = { photo, canvas, rgba: folkhue.pixelsOf(canvas) };
    [state.pinned, state.spot] = [null, null];
    const frame = find("#frame");
    frame.querySelector(".before")?.remove();
    canvas.className = "before";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", photo.name);
    frame.prepend(canvas);
    const ratio = canvas.width / canvas.height, scroller = find("#wide");
    frame.style.setProperty("--ratio", ratio);
    scroller.classList.toggle("wide", ratio > WIDE);
    scroller.classList.toggle("tall", ratio < 1 / WIDE);
    find("#title").textContent = photo.name;
    find("#size").textContent = canvas.width === width
      ? `${width} × ${height} pixels`
      : `${width} × ${height} pixels, scaled down to ${canvas.width} × ${canvas.height} for this page`;
    folkhue.namePixels();
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
    showErrors([]);
    if (isShowingPhoto()) switchView(false);
  }

  function forgetPhotos() {
    state.photos.length = 0;
    state.shown = null;
    find("#frame .before")?.remove();
  }

  function startOver() {
    forgetPhotos();
    leavePhoto();
    if (history.state === "looking") history.back();
  }

  Object.assign(folkhue, { showPhoto, isShowingPhoto, switchView, leavePhoto, startOver, forgetPhotos });
})();

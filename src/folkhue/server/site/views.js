"use strict";
/* The two views, start and photograph, and the browser's history. */
(function () {
  const { find, every, make, showErrors, state } = folkhue;

  const WIDE = 3;
  const DOUBT = 0.1;
  const LONGEST = 32;
  const TINY = 64; // pixels
  const UNNAMED_HERE = "picture color: this page lacks what its model needs; folkhue picture and POST /v1/picture name it";

  /** Show a photograph that was opened. */
  function showPhoto(photo, { before, rgba, width, height, size, likely, ...found }) {
    state.shown = { photo, rgba, width, height };
    [state.pinned, state.spot] = [null, null];
    folkhue.show(find(".before"), before).setAttribute("aria-label", photo.name);
    const stretched = layOut(width, height), scaled = width !== size[0] || height !== size[1];
    find("#title").textContent = photo.name;
    find("#size").textContent = `${size.join(" × ")} ${width * height === 1 ? "pixel" : "pixels"}`
      + `${scaled ? `, scaled down to ${width} × ${height} for this page` : ""}${stretched ? ", shown stretched" : ""}`;
    showLikely(likely);
    folkhue.showChoice();
    folkhue.showNames(found);
    if (!isShowingPhoto()) {
      if (history.state !== "looking") history.pushState("looking", "");
      switchView(true);
    }
    const scroller = find("#wide");
    scroller.scrollTo((scroller.scrollWidth - scroller.clientWidth) / 2, 0);
  }

  /** Show what color the whole picture has, and what else it may be. */
  function showLikely([first, second]) {
    const shown = find("#likely");
    shown.hidden = !first && state.namesPictures;
    if (!state.namesPictures) shown.textContent = UNNAMED_HERE;
    if (!first) return;
    const said = ({ name, probability }) => `${name} (${folkhue.percent(probability)})`;
    const other = second.probability > DOUBT ? `, or ${said(second)}` : "";
    shown.replaceChildren("picture color: ", make("b", { textContent: first.name }), said(first).slice(first.name.length), other);
  }

  /** Lay out the frame for a picture; return whether a mere line is stretched across. */
  function layOut(width, height) {
    const ratio = width / height, shown = Math.max(1 / LONGEST, Math.min(LONGEST, ratio)), { classList } = find("#wide");
    find("#frame").style.setProperty("--ratio", shown);
    classList.toggle("wide", ratio > WIDE);
    classList.toggle("tall", ratio < 1 / WIDE);
    classList.toggle("tiny", Math.max(width, height) <= TINY);
    classList.toggle("thin", Math.min(width, height) <= TINY);
    return shown !== ratio;
  }

  const isShowingPhoto = () => find("#start").hidden;

  /** Switch to the view of a photograph, or back to the start. */
  function switchView(look) {
    find("#start").hidden = look;
    every(".shown").forEach((part) => { part.hidden = !look; });
    showPaletteSection();
    document.body.classList.toggle("looking", look);
    window.scrollTo(0, 0);
    find(look ? "#title" : "[data-open=pick]").focus({ preventScroll: true });
  }

  /** Show the palette with a photograph, and without one if it has colors. */
  function showPaletteSection() {
    for (const part of every(".palette")) part.hidden = !isShowingPhoto() && !state.colors.length;
  }

  /** Stop opening photographs, and show the start; those opened stay, for the forward button. */
  function leavePhoto() {
    state.visits++;
    folkhue.stopOpening();
    showErrors([]);
    folkhue.say("");
    folkhue.stopPicking();
    if (!isShowingPhoto()) return;
    switchView(false);
    folkhue.showColors();
  }

  function forgetPhotos() {
    state.photos.length = 0;
    Object.assign(state, { shown: null, found: [], given: null, of: { choice: "all" } });
    folkhue.forgetEdits(state.edits.own);
    folkhue.chooseAll();
    folkhue.ask("forget");
    for (const canvas of every("#frame .before, #frame .after")) folkhue.show(canvas);
    find(".photos").hidden = true;
    find(".photos").replaceChildren();
  }

  function startOver() {
    forgetPhotos();
    folkhue.forgetEdits();
    folkhue.keepPhotos();
    leavePhoto();
    if (history.state === "looking") history.back();
  }

  Object.assign(folkhue, { showPhoto, isShowingPhoto, showPaletteSection, switchView, leavePhoto, startOver, forgetPhotos });
})();

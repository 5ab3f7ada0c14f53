"use strict";
/* Colors picked for the palette: from the picture, from anywhere on the screen, or from all colors there are. */
(function () {
  const { find, make, painted, hex, state } = folkhue;

  /** Add the color of the selected pixel. */
  function addPixel() {
    const rgb = state.shown?.pixel?.rgb;
    if (rgb) folkhue.addColors([rgb]);
  }

  /** Let clicks on the picture add colors, until that is ended. */
  function startPicking() {
    state.picking = true;
    showPicking();
    find("#picture").scrollIntoView({ block: "start" });
    find(".pick").focus({ preventScroll: true });
  }

  function stopPicking() {
    if (!state.picking) return;
    state.picking = false;
    showPicking();
  }

  /** End picking, and go back to the palette. */
  function finishPicking() {
    stopPicking();
    find("#palette").scrollIntoView({ block: "start" });
    find("#pick-here").focus({ preventScroll: true });
  }

  function showPicking() {
    find(".picking").hidden = !state.picking;
    find("#pick-here").setAttribute("aria-pressed", state.picking);
  }

  /** Show the palette where its colors are picked. */
  function showPicked() {
    find(".picking .strip").replaceChildren(...state.colors.map(({ rgb }) => painted(make("i", { title: hex(rgb) }), rgb)));
  }

  async function pickFromScreen() {
    const picked = await new EyeDropper().open().catch(() => null); // it was left by Escape
    if (picked) folkhue.addColors([folkhue.parseColor(picked.sRGBHex)]);
  }

  function listenToPicker() {
    find("#add-pixel").addEventListener("click", addPixel);
    find("#pick-here").addEventListener("click", () => (state.picking ? stopPicking() : startPicking()));
    find(".picking button").addEventListener("click", finishPicking);
    find(".pick").addEventListener("click", () => { if (state.picking) addPixel(); });
    find(".pick").addEventListener("keydown", ({ key }) => { if (state.picking && (key === "Enter" || key === " ")) addPixel(); });
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && state.picking && find("#wait").hidden) finishPicking(); });
    find("#pick-screen").hidden = typeof EyeDropper === "undefined";
    find("#pick-screen").addEventListener("click", pickFromScreen);
    find("#pick-any").addEventListener("change", (event) => folkhue.addColors([folkhue.parseColor(event.target.value)]));
  }

  Object.assign(folkhue, { stopPicking, showPicked, listenToPicker });
})();

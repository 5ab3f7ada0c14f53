"use strict";
/* The palette: its colors as swatches, each of which copies its code, and can be locked, edited and removed. */
(function () {
  const { find, every, make, painted, hex, percent, say, state } = folkhue;
  const NARROWEST = 144; // pixels of a swatch
  const MOST = 8; // in a row

  let version = 0;

  /** Whether colors have shares: of the pixels of photographs in view. */
  const isCounted = () => folkhue.isShowingPhoto() && state.found.length > 0;

  /** Make a palette of what is chosen, and list it. */
  async function makePalette() {
    const { given, of } = await folkhue.findPart();
    const chosen = find("#number").value, k = chosen === "auto" ? chosen : Number(chosen);
    const found = await folkhue.ask("palette", { ...given, ...folkhue.wantedColors(), k, table: state.which });
    Object.assign(state, { of, given, found, settled: true });
    folkhue.dropUnlocked();
    await showColors();
  }

  /** Show what was found, with what people changed; then shares are counted anew. */
  async function showColors() {
    const mine = ++version, found = folkhue.isShowingPhoto() ? state.found : [];
    let colors = folkhue.edited(found);
    if (found.length && !folkhue.isAsFound(colors, found)) {
      const shares = await folkhue.ask("count", { ...state.given, table: state.which, colors: colors.map(folkhue.origin) });
      if (mine !== version) return;
      colors = colors.map((color, n) => ({ ...color, share: shares[n] }));
    }
    folkhue.leaveSuggestions(colors);
    state.colors = colors;
    listColors();
  }

  /** List the colors in the chosen order; without photographs, none has a share to be sorted by. */
  function listColors() {
    const by = find("#order").value;
    if (isCounted() || by !== "share") state.colors = folkhue.ordered(state.colors, by);
    find("#palette").textContent = folkhue.paletteHeading();
    replaceItems(state.colors.map(swatch));
    layOut();
    folkhue.tellGiven();
    tellEdits();
    folkhue.showPicked();
    folkhue.showPaletteSection();
    folkhue.showDesign();
    for (const button of every(".exports button")) button.disabled = button.value === "picture" ? !folkhue.isShowingPhoto() || !state.shown.shares.length : !state.colors.length;
  }

  function tellEdits() {
    find("#copy-all").disabled = !state.colors.length;
    find("#undo").hidden = !folkhue.canUndo();
    find("#as-found").hidden = !folkhue.hasEdits();
    find("#as-found").textContent = folkhue.isShowingPhoto() ? "As found" : "Remove all";
  }

  /** Replace the list; the focus stays at its color, or else at its place. */
  function replaceItems(items) {
    const list = find(".swatches"), focused = list.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && [...list.children].indexOf(focused.closest("li"));
    list.replaceChildren(...items);
    if (!focused) return;
    const item = items.find(({ dataset }) => dataset.code === focused.closest("li").dataset.code) || items[Math.min(place, items.length - 1)];
    (item?.querySelector(`[data-does="${focused.dataset.does}"]`) || find("#ask")).focus({ preventScroll: true });
  }

  /** Rows of swatches are equally long, but for the last, and none is wider than others. */
  function layOut() {
    const list = find(".swatches"), { length } = list.children;
    const fit = Math.max(2, Math.min(MOST, Math.floor(list.clientWidth / NARROWEST)));
    list.style.setProperty("--columns", folkhue.columnsFor(length, fit));
  }

  /** The number of columns that fills as few rows as `most` does, as evenly as possible. */
  const columnsFor = (length, most) => Math.ceil(length / Math.ceil(length / most)) || 1;

  function swatch(color) {
    const { rgb } = color, item = painted(make("li", {}, copyButton(color), tools(color)), rgb);
    item.style.color = folkhue.inkOn(rgb);
    item.dataset.code = hex(rgb);
    return item;
  }

  /** The share of a color, if it has one, and what was done to it, in words. */
  function told({ share, added, from }) {
    return [...(isCounted() && share ? [percent(share)] : []), ...(added ? ["added"] : from ? ["edited"] : [])].join(" ");
  }

  function copyButton(color) {
    const { rgb, description } = color;
    const button = make("button.copy", { type: "button", title: "copy" }, make("span", { textContent: told(color) }), " ",
      make("b", { textContent: description }), " ", make("i.hidden", { textContent: "copy" }), " ", make("code.code", {}, folkhue.toldColor(rgb), folkhue.icon("copy")));
    button.dataset.does = "copy";
    button.addEventListener("click", () => folkhue.copyColor(rgb, button));
    return button;
  }

  function tools(color) {
    const lock = tool("lock", color, color.locked ? "locked" : "unlocked", () => folkhue.toggleLock(color));
    lock.setAttribute("aria-pressed", Boolean(color.locked));
    return make("div.tools", {}, lock, editor(color), tool("remove", color, "remove", () => folkhue.removeColor(color)));
  }

  /** A color in words that no other of the palette has. */
  const titleOf = ({ rgb, description }) => `${description}, ${hex(rgb)}`;

  function tool(does, color, icon, work) {
    const button = make("button.tool", { type: "button", title: does }, folkhue.icon(icon));
    button.setAttribute("aria-label", `${does} ${titleOf(color)}`);
    button.dataset.does = does;
    button.addEventListener("click", work);
    return button;
  }

  /** What opens the browser's picker of colors: the swatch follows it, and the palette when it closes. */
  function editor(color) {
    const input = make("input", { type: "color", value: hex(color.rgb) });
    input.setAttribute("aria-label", `edit ${titleOf(color)}`);
    input.dataset.does = "edit";
    const chosen = () => folkhue.parseColor(input.value);
    input.addEventListener("input", () => {
      const item = painted(input.closest("li"), chosen());
      item.style.color = folkhue.inkOn(chosen());
      item.querySelector("b").textContent = folkhue.describe(chosen(), state.table);
      item.querySelector(".code").firstChild.data = folkhue.toldColor(chosen());
    });
    input.addEventListener("change", () => {
      input.closest("li").dataset.code = hex(chosen());
      folkhue.editColor(color, chosen());
    });
    return make("label.tool", { title: "edit" }, folkhue.icon("edit"), input);
  }

  /** Announce the palette, as screen readers cannot see it change. */
  function announceColors() {
    const part = folkhue.partTitle(), all = state.colors.map((color) => `${told(color)} ${color.description}`);
    say(`palette${part && ` of ${part}`}: ${all.join(", ") || find("#part").textContent}`);
  }

  function listenToSwatches() {
    new ResizeObserver(layOut).observe(find(".swatches"));
    find("#undo").addEventListener("click", folkhue.undo);
    find("#as-found").addEventListener("click", folkhue.resetColors);
    document.addEventListener("keydown", (event) => {
      const typing = event.target instanceof Element && event.target.matches("[type=text]");
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || typing) return;
      event.preventDefault();
      folkhue.undo();
    });
  }

  Object.assign(folkhue, { makePalette, showColors, listColors, columnsFor, announceColors, listenToSwatches });
})();

"use strict";
/* What the palette is of: all photographs, or the one in view: all of it, its subject, its background, or one of its regions. */
(function () {
  const { find, every, make, percent, state, enqueue, ask, cancel, GROUNDS } = folkhue;

  let sent = false;

  const chosen = () => find("[name=of]:checked").value;

  /** What kind of parts a choice needs; none, if it is of whole photographs. */
  const kindOf = (choice) => (choice === "regions" ? choice : choice in GROUNDS ? "grounds" : null);

  /** Whether the palette is of the photograph in view, rather than of all. */
  const isOfView = () => chosen() !== "all";

  const recordOf = (wanted) => state.shown?.parts?.records.find(({ number }) => number === wanted);

  /** What colors of palettes are chosen, except how many. */
  const wantedColors = () => ({ emphasis: find("[name=emphasis]:checked").value, distinct: Number(find("#distinct").value) });

  /** The number of the chosen part. */
  const chosenPart = () => (chosen() === "regions" ? state.region : GROUNDS[chosen()] ?? null);

  /** Find what is chosen: {given, of}, for the task "palette" and for people. */
  async function findPart() {
    offerView();
    const choice = chosen(), kind = kindOf(choice);
    state.settled = false;
    try {
      if (kind) await findParts(kind);
      showChoice();
      if (kind === "regions") await findStrips();
    } catch (error) {
      if (!folkhue.isCanceled(error)) enqueue(settle);
      throw error;
    }
    if (choice === "all") return { given: { ids: state.photos.map(({ id }) => id) }, of: { choice } };
    const { id, name } = state.shown.photo;
    if (!kind) return { given: { ids: [id] }, of: { choice, name } };
    const part = kind === "regions" ? state.region : choice;
    return { given: { ids: [id], part }, of: { choice, name, region: recordOf(state.region) } };
  }

  /** Find the parts of the photograph in view, unless they are known. */
  async function findParts(kind) {
    const { shown, which: table } = state, before = shown.parts;
    if (before?.by === kind && before.table === table) return;
    if (folkhue.subjectNetwork && !sent) await ask("subject", { bytes: folkhue.bytesOf(folkhue.subjectNetwork.contents) });
    sent = true;
    const after = { by: kind, table, ...await askOf(shown, "parts", { by: kind, table }) };
    state.region = before?.by === "regions" && kind === "regions" ? successor(before, after) : null;
    shown.parts = after;
    folkhue.listRegions();
  }

  /** The region that has most pixels of the chosen one, after the photograph was segmented by another table. */
  function successor(before, after) {
    if (state.region === null) return null;
    const counts = new Float64Array(256);
    before.labels.forEach((label, i) => { if (label === state.region) counts[after.labels[i]]++; });
    return counts.indexOf(Math.max(...counts));
  }

  /** Find a small palette for each region. */
  async function findStrips() {
    const { shown } = state, { parts } = shown, wanted = wantedColors(), strips = JSON.stringify(wanted);
    if (parts.strips === strips) return;
    folkhue.showStrips(await askOf(shown, "palettes", { ...wanted, table: parts.table }));
    parts.strips = strips;
  }

  /** Ask for something about the photograph in view, which must not have been left meanwhile. */
  async function askOf(shown, task, given) {
    const progress = (stage, part) => folkhue.showProgress(`${shown.photo.name}: ${stage}`, part);
    const found = await ask(task, given, progress).finally(folkhue.hideProgress);
    if (state.shown !== shown) throw Object.assign(new Error("left"), { name: "Canceled" });
    return found;
  }

  /** Go back to all photographs if the palette of what was chosen was not made. */
  async function settle() {
    if (state.settled || !state.shown || !kindOf(chosen())) return;
    chooseAll();
    await folkhue.makePalette();
  }

  function chooseAll() {
    find("[name=of][value=all]").checked = true;
    showChoice();
  }

  /** Offer the palette of the photograph in view by itself if there are several. */
  function offerView() {
    const view = find("[name=of][value=view]"), { length } = state.photos;
    if (length < 2 && view.checked) find("[name=of][value=all]").checked = true;
    view.parentElement.hidden = length < 2;
    find("#whole").textContent = length > 1 ? "all photographs" : "whole photograph";
  }

  /** Show what is chosen: on the picture, in the list, and in words. */
  function showChoice() {
    const kind = kindOf(chosen()), { shown } = state;
    if (shown && !kind) shown.parts = null;
    const parts = shown?.parts;
    if (!parts) state.region = null;
    find(".parts").hidden = !parts;
    find(".regions").hidden = kind !== "regions" || !parts?.records.length;
    find("#part").replaceChildren(...(parts ? note() : []));
    folkhue.tellPart();
    folkhue.showSelected();
  }

  /** Tell about what is chosen. */
  function note() {
    const { parts: { records }, photo: { name } } = state.shown, share = recordOf(chosenPart())?.share;
    if (!records.length) return ["Every pixel is transparent."];
    if (chosen() === "regions") return noteOnRegions(records.length);
    if (chosen() === "subject") return [share ? `The network takes ${percent(share)} of ${name} for its subject.` : `The network sees no subject in ${name}.`];
    return [share ? `${percent(share)} of ${name} is background, as the network sees it.` : `The network takes all of ${name} for its subject.`];
  }

  function noteOnRegions(count) {
    if (state.region !== null) return ["Select it again", make("span.keys", { textContent: ", or press Escape," }), " to go back to all regions."];
    return [count > 1 ? `${count} regions. Select one, here or in the picture, to see its palette.` : "All of it is one region."];
  }

  /** The part that the palette shown is of, in words; empty for whole photographs. */
  function partTitle() {
    const { choice, region } = state.of;
    if (choice in GROUNDS) return choice;
    return region ? `region ${region.number + 1}, ${folkhue.nameOfRegion(region)}` : "";
  }

  /** The heading of the palette. */
  function paletteHeading() {
    const part = partTitle(), { photos, of: { choice, name } } = state;
    if (!folkhue.isShowingPhoto()) return "Palette";
    if (choice === "view") return `Palette of ${name}`;
    if (choice === "all") return photos.length > 1 ? `One palette of ${photos.length} photographs` : "Palette";
    if (choice === "regions") return part ? `Palette of ${part}, of ${name}` : `Palette of ${name}`;
    return `Palette of the ${part} of ${name}`;
  }

  /** What the palette is of, for files: {title, stem}. */
  function fileTitle() {
    const { photos, of: { choice, name } } = state, part = partTitle();
    if (!folkhue.isShowingPhoto()) return { title: "", stem: "palette" };
    if (choice === "all") return { title: photos.map((photo) => photo.name).join(" + "), stem: folkhue.stem(photos[0].name) };
    return { title: part ? `${name}, ${part}` : name, stem: [folkhue.stem(name), ...part.match(/\w+/g) || []].join("-") };
  }

  /** Make a palette of what is chosen, in place of any that is being made. */
  function remakePalette(...instead) {
    cancel("palette", ...instead);
    enqueue(() => state.shown && folkhue.makePalette().then(folkhue.announceColors));
  }

  function listenToChoice() {
    for (const label of every(".of [data-network]")) label.hidden = !folkhue.subjectNetwork;
    find(".of").addEventListener("change", () => remakePalette("parts", "palettes"));
  }

  Object.assign(folkhue, { findPart, wantedColors, isOfView, settle, chooseAll, showChoice, chosenPart, recordOf, partTitle, paletteHeading, fileTitle, remakePalette, listenToChoice });
})();

"use strict";
/* By what pixels are named: color tables, and networks that see what surrounds a pixel. */
(function () {
  const { find, make, state, enqueue, ask } = folkhue;
  const NUMBERS = { basic11: "eleven", basic8: "eight", fine: "nineteen" }; // of those that the page has, in this order
  const ABOUT = "What surrounds a pixel counts, too: a shirt keeps its name in its folds, and specks are gone.";

  const sent = new Set();

  function bytesOf(text) {
    const letters = atob(text), bytes = new Uint8Array(letters.length);
    for (let place = 0; place < bytes.length; place++) bytes[place] = letters.charCodeAt(place);
    return bytes;
  }

  async function readTable(which) {
    if (state.tables.has(which)) return;
    state.tables.set(which, new folkhue.Table(await ask("table", { name: which, bytes: bytesOf(folkhue.tables[which]) })));
  }

  /** The network for the names of a table, in the same order. */
  const networkFor = ({ terms }) => folkhue.contextNetworks.find((network) => network.terms.join() === terms.join());

  /** Offer names in context where a network fits the table; send it to the worker if it is wanted, and tell whether it is. */
  async function prepareContext(which) {
    const box = find("#context"), { terms } = state.tables.get(which), network = networkFor({ terms });
    box.disabled = !network;
    find("#about-context").textContent = network ? ABOUT : `Not here: no network was trained for just these names: ${terms.join(", ")}.`;
    if (box.disabled || !box.checked) return false;
    if (!sent.has(which)) await ask("network", { table: which, bytes: bytesOf(network.contents) });
    sent.add(which);
    return true;
  }

  /** Read the model of the color of pictures, and its table; remember whether the page has all that it needs. */
  async function preparePictures() {
    const { table, contents } = folkhue.pictureModel;
    if (!(table in folkhue.tables)) return;
    await readTable(table);
    state.namesPictures = (await ask("model", { table, bytes: bytesOf(contents) })).computable;
  }

  /** Name the photograph by a color table, in context if that is wanted. */
  async function selectNaming(which) {
    await readTable(which);
    const context = await prepareContext(which);
    const found = state.shown && await ask("name", { table: which, context }, folkhue.showProgress).finally(folkhue.hideProgress);
    Object.assign(state, { table: state.tables.get(which), which, context });
    folkhue.listNamed();
    if (!found || !state.shown) {
      await folkhue.showColors();
      return;
    }
    state.pinned = null;
    folkhue.showNames(found);
    await folkhue.makePalette();
  }

  /** List the color tables to choose from; the last that the page has is selected. */
  function listNamings() {
    const names = Object.keys(folkhue.tables), first = names[names.length - 1];
    const own = names.filter((which) => !(which in NUMBERS));
    const known = Object.keys(NUMBERS).filter((which) => names.includes(which));
    find(".names").append(...[...known, ...own].map((which) => {
      const input = make("input", { type: "radio", name: "names", value: which, checked: which === first });
      return make("label", {}, input, NUMBERS[which] || which);
    }));
    for (const choice of [find(".names"), find("#context")]) {
      choice.addEventListener("change", () => {
        folkhue.cancel("name");
        enqueue(() => selectNaming(find(".names :checked").value));
      });
    }
  }

  Object.assign(folkhue, { bytesOf, selectNaming, listNamings, preparePictures });
})();

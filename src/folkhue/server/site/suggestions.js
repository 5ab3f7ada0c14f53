"use strict";
/* Suggestions: colors that go with those of the palette, or with those that are locked, and are added by a click. */
(function () {
  const { find, make, painted, hex, percent, say, state, enqueue, ask, showProgress, hideProgress } = folkhue;
  const MOST = 8;
  const MOST_GIVEN = 32;

  let sent = false;

  const isLocked = (rgb) => state.locked.has(hex(rgb));

  /** The colors that suggestions go with: those locked in the palette, or all. */
  function givenColors() {
    const all = folkhue.ordered(state.colors, "share"), locked = all.filter(({ rgb }) => isLocked(rgb));
    return (locked.length ? locked : all).slice(0, MOST_GIVEN).map(({ rgb }) => rgb);
  }

  /** Describe colors that were added, as the palette keeps its own. */
  const asAdded = (several) => several.map((rgb) => ({
    rgb,
    share: 0,
    name: state.table.named(state.table.nameOf(rgb)).name,
    confidence: state.table.confidence(rgb),
    description: folkhue.describe(rgb, state.table),
    added: true,
  }));

  /** The colors that were added, besides those that the palette has by itself. */
  function addedTo(found) {
    const own = new Set(found.map(({ rgb }) => hex(rgb)));
    return asAdded(state.added.filter((rgb) => !own.has(hex(rgb))));
  }

  /** Show a palette with the colors that were added; earlier suggestions were for another one. */
  function showColors(found) {
    state.colors = [...found, ...addedTo(found)];
    find(".suggestions").hidden = true;
    folkhue.listColors();
    tellGiven();
  }

  const ownColors = () => state.colors.filter(({ added }) => !added);

  function tellGiven() {
    const locked = state.colors.filter(({ rgb }) => isLocked(rgb)).length;
    find("#with-which").textContent = locked ? `They go with the ${locked > 1 ? `${locked} locked colors` : "locked color"}.` : "They go with all colors; lock those that count.";
    find(".suggest button").disabled = !state.colors.length;
  }

  /** A button that locks a color, so that suggestions go with it. */
  function lockButton({ rgb, description }) {
    const button = make("button.lock", { type: "button", textContent: "lock" });
    button.setAttribute("aria-label", `lock ${description}`);
    button.setAttribute("aria-pressed", isLocked(rgb));
    button.addEventListener("click", () => {
      if (!state.locked.delete(hex(rgb))) state.locked.add(hex(rgb));
      button.setAttribute("aria-pressed", isLocked(rgb));
      tellGiven();
    });
    return button;
  }

  /** A button that takes an added color away. */
  function removeButton({ rgb, description }) {
    const button = make("button.lock", { type: "button", textContent: "remove" });
    button.setAttribute("aria-label", `remove ${description}`);
    button.addEventListener("click", () => {
      state.added = state.added.filter((each) => hex(each) !== hex(rgb));
      state.locked.delete(hex(rgb));
      showColors(ownColors());
      find(".suggest button").focus();
      say(`removed ${description}`);
    });
    return button;
  }

  async function suggest() {
    if (!sent) await ask("harmony", { bytes: folkhue.bytesOf(folkhue.harmonyModel) });
    sent = true;
    const given = { colors: givenColors(), add: Number(find("#add").value), words: find("#words").value };
    const found = await ask("suggest", given, showProgress).finally(hideProgress);
    listSuggestions(found);
    say(`${found.length} suggestions; the first: ${told(found[0].colors)}`);
  }

  const told = (colors) => colors.map((rgb) => folkhue.describe(rgb, state.table)).join(", ");

  function listSuggestions(found) {
    find(".suggestions").hidden = false;
    find(".suggestions").replaceChildren(...found.map(({ colors, harmony }) => {
      const strip = make("span.strip", {}, ...colors.map((rgb) => painted(make("i", { title: hex(rgb) }), rgb)));
      const button = make("button", { type: "button" }, strip, make("b", { textContent: told(colors) }),
        make("span", { textContent: `harmony ${percent(harmony)}` }));
      button.setAttribute("aria-label", `add ${told(colors)}; harmony ${percent(harmony)}`);
      button.addEventListener("click", () => add(colors));
      return make("li", {}, button);
    }));
  }

  function add(colors) {
    state.added.push(...colors);
    showColors(ownColors());
    find(".suggest button").focus();
    say(`added ${told(colors)}`, true);
  }

  function listenToSuggest() {
    for (let n = 1; n <= MOST; n++) find("#add").append(make("option", { textContent: n, selected: n === 3 }));
    find(".suggest").addEventListener("submit", (event) => {
      event.preventDefault();
      const mine = state.visits;
      folkhue.cancel("suggest");
      enqueue(() => mine === state.visits && suggest());
    });
  }

  Object.assign(folkhue, { showColors, lockButton, removeButton, listenToSuggest });
})();

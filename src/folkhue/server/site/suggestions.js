"use strict";
/* Suggestions: colors that go with those of the palette, or with those that are locked, and are added by a click. */
(function () {
  const { find, make, painted, hex, percent, say, state, enqueue, ask, showProgress, hideProgress } = folkhue;
  const MOST = 8;
  const MOST_GIVEN = 32;

  let sent = false;

  /** The colors that suggestions go with: those locked in the palette, or all. */
  function givenColors() {
    const all = folkhue.ordered(state.colors, "share"), locked = all.filter((color) => color.locked);
    return (locked.length ? locked : all).slice(0, MOST_GIVEN).map(({ rgb }) => rgb);
  }

  /** Hide suggestions that were for another palette. */
  function leaveSuggestions(colors) {
    const codes = (all) => all.map(({ rgb }) => hex(rgb)).sort().join();
    if (codes(colors) !== codes(state.colors)) find(".suggestions").hidden = true;
  }

  function tellGiven() {
    const locked = state.colors.filter((color) => color.locked).length;
    find("#with-which").textContent = locked ? `They go with the ${locked > 1 ? `${locked} locked colors` : "locked color"}.` : "They go with all colors; lock those that count.";
    find(".suggest button").disabled = !state.colors.length;
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

  async function add(colors) {
    await folkhue.addColors(colors);
    find(".suggest button").focus();
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

  Object.assign(folkhue, { leaveSuggestions, tellGiven, listenToSuggest });
})();

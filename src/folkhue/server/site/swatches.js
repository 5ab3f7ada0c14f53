"use strict";
/* The palette: its colors as swatches whose codes can be copied. */
(function () {
  const { find, every, make, painted, hex, percent, say, state } = folkhue;

  /** Make a palette of what is chosen, and list it. */
  async function makePalette() {
    const { given, of } = await folkhue.findPart();
    const chosen = find("#number").value, { value: emphasis } = find("[name=emphasis]:checked");
    const k = chosen === "auto" ? chosen : Number(chosen);
    const found = await folkhue.ask("palette", { ...given, k, emphasis, table: state.which });
    Object.assign(state, { of, settled: true });
    folkhue.showColors(found);
  }

  /** List the colors in the chosen order. */
  function listColors() {
    state.colors = folkhue.ordered(state.colors, find("#order").value);
    find("#palette").textContent = folkhue.paletteHeading();
    find(".swatches").replaceChildren(...state.colors.map((color) => {
      const { rgb, share, description, added } = color;
      const buttons = make("div", {}, copyButton(rgb), folkhue.lockButton(color), ...(added ? [folkhue.removeButton(color)] : []));
      const item = painted(make("li", {}, make("span", { textContent: added ? "added" : percent(share) }), make("b", { textContent: description }), buttons), rgb);
      item.style.color = folkhue.inkOn(rgb);
      return item;
    }));
    folkhue.showDesign();
    for (const button of every(".exports button")) button.disabled = button.value === "picture" ? !state.shown?.shares.length : !state.colors.length;
  }

  /** Announce the palette, as screen readers cannot see it change. */
  function announceColors() {
    const part = folkhue.partTitle(), told = state.colors.map(({ share, description, added }) => `${added ? "added" : percent(share)} ${description}`);
    say(`palette${part && ` of ${part}`}: ${told.join(", ") || find("#part").textContent}`);
  }

  /** A button that copies a hexadecimal code. */
  function copyButton(rgb) {
    const button = make("button.code", { type: "button", textContent: hex(rgb), title: "copy" });
    button.setAttribute("aria-label", `copy ${hex(rgb)}`);
    button.addEventListener("click", async () => {
      const copied = await copy(hex(rgb), button);
      say(copied ? `copied ${hex(rgb)}` : `${hex(rgb)} could not be copied`, true);
    });
    return button;
  }

  async function copy(text, anchor) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without https, pages from other computers cannot use the clipboard API.
      const field = make("textarea.hidden", { value: text });
      anchor.after(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      anchor.focus();
      return done;
    }
  }

  Object.assign(folkhue, { makePalette, listColors, announceColors, copyButton });
})();

"use strict";
/* What is typed, pasted or dropped as text: colors are named, pictures in data addresses opened, and addresses answered.
   None is fetched, as the page sends nothing. */
(function () {
  const { find, make, hex, percent, say, showErrors, state, enqueue } = folkhue;

  const ADDRESS = /^(?:(?:https?|ftp|blob):\/*\S+|www\.\S+|(?:[\w-]+\.)+[a-z]{2,}\/\S*)$/i;
  const PATH = /^(?:file:|[a-z]:[\\/]|\\\\|~?\/)\S.*\.\w{2,5}$/i;
  const LONGEST = 40;

  let named = [];

  /** Answer a text. */
  function answer(text) {
    const lines = text.split(/[\r\n]+/).map((line) => line.trim()).filter((line) => line && !line.startsWith("# "));
    const [first = ""] = lines, colors = folkhue.parseColors(text);
    showErrors([]);
    if (colors) enqueue(() => nameColors(colors, text.trim()));
    else if (/^data:/i.test(first)) openData(first);
    else if (ADDRESS.test(first)) showErrors([addressed(first)], true);
    else if (PATH.test(first)) showErrors(["This page cannot read a file by its path. Drop the file itself here, or choose it."], true);
    else say(first ? `“${first.length > LONGEST ? `${first.slice(0, LONGEST)}…` : first}” is neither a picture nor a color` : "the clipboard holds neither a picture nor a color", true);
  }

  function addressed(address) {
    const host = /^(?:\w+:\/\/)?([^/?#]+)/.exec(address)[1];
    return `This is an address, and this page fetches nothing, so that nobody learns what you look at. Save the picture from ${host} and open the file, or copy the picture itself and paste it here.`;
  }

  const unquoted = (text) => text.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));

  /** Open the picture in a data address. */
  function openData(address) {
    const [, type, base64, data] = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/is.exec(address) || [];
    try {
      const letters = base64 ? atob(unquoted(data)) : unquoted(data);
      const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
      folkhue.addPhotos([folkhue.fromFile(new File([bytes], "pasted picture", { type }))]);
    } catch {
      showErrors(["This data address is damaged: its contents cannot be read. Copy all of it."]);
    }
  }

  /** Show the names of colors, and announce them. */
  function nameColors(colors, text) {
    const field = find("#ask");
    if (field.value.trim() !== text) field.value = text;
    named = colors;
    listNamed();
    find("#color").scrollIntoView({ block: "nearest" });
    say(colors.map(told).join("; "));
  }

  function told(rgb) {
    const others = folkhue.neighbors(rgb, state.table).map(({ name, probability }) => `${percent(probability)} ${name}`);
    return `${hex(rgb)}: ${folkhue.describe(rgb, state.table)}, ${percent(state.table.confidence(rgb))} sure${others.length ? `, else ${others.join(", ")}` : ""}`;
  }

  function listNamed() {
    find(".answers").hidden = !named.length;
    find("#add-named").hidden = named.length < 2;
    find(".answers").replaceChildren(...named.map((rgb) => make("li.pixel", {}, make("div.pixel-name", {}, ...folkhue.partsOf(rgb)), addButton(rgb))));
  }

  /** A button that adds a color to the palette. */
  function addButton(rgb) {
    const button = make("button.add", { type: "button", textContent: "Add to the palette" });
    button.setAttribute("aria-label", `Add to the palette: ${folkhue.describe(rgb, state.table)}`);
    button.addEventListener("click", () => folkhue.addColors([rgb]));
    return button;
  }

  /** Name what is typed as soon as it is a color; announce it when it is entered. */
  function listenToField() {
    const field = find("#ask");
    field.addEventListener("input", () => {
      named = folkhue.parseColors(field.value) || [];
      if (state.table) listNamed();
    });
    field.form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(field.value);
    });
    find("#add-named").addEventListener("click", () => folkhue.addColors(named));
  }

  Object.assign(folkhue, { answer, listNamed, listenToField });
})();

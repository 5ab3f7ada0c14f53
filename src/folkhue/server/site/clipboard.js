"use strict";
/* Copying: one color, or all of the palette, in the chosen notation. */
(function () {
  const { find, make, say, state } = folkhue;

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

  async function copyColor(rgb, anchor) {
    const text = folkhue.written(rgb), near = folkhue.isNear(rgb) ? `, the name nearest to ${folkhue.hex(rgb)}` : "";
    const copied = await copy(text, anchor);
    say(copied ? `copied ${text}${near}` : `${text} could not be copied`, true);
  }

  /** A button that copies a color, and shows what it copies. */
  function copyButton(rgb) {
    const text = folkhue.toldColor(rgb), button = make("button.code", { type: "button", textContent: text, title: "copy" });
    button.setAttribute("aria-label", `copy ${text}`);
    button.addEventListener("click", () => copyColor(rgb, button));
    return button;
  }

  /** Copy all colors of the palette, one a line, as they are listed. */
  async function copyAll() {
    const { colors } = state, near = colors.filter(({ rgb }) => folkhue.isNear(rgb)).length;
    const text = colors.map(({ rgb }) => folkhue.written(rgb)).join("\n");
    const copied = await copy(text, find("#copy-all"));
    const said = `copied ${colors.length} ${colors.length === 1 ? "color" : "colors"}${near ? `, ${near} by the nearest name` : ""}`;
    say(copied ? `${said}: ${text.replaceAll("\n", ", ")}` : "the colors could not be copied", true);
  }

  /** Show all codes in another notation. */
  function rewrite() {
    folkhue.listColors();
    folkhue.listNamed();
    if (state.shown) folkhue.showPixel();
  }

  function listenToCopying() {
    find("#copy-all").addEventListener("click", copyAll);
    find("#notation").addEventListener("change", rewrite);
  }

  Object.assign(folkhue, { copyColor, copyButton, listenToCopying });
})();

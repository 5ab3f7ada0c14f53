"use strict";
/* Files to download: palettes of all formats, a card, and the recolored picture. */
(function () {
  const { find, make, say, showProgress, hideProgress, state, enqueue } = folkhue;

  const currentPalette = () => ({ title: folkhue.fileTitle().title, colors: state.colors });

  const stem = (name) => name.replace(/\.[^.]*$/, "");

  function save(blob, as) {
    const link = make("a", { href: URL.createObjectURL(blob), download: as });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
    say(`saved ${as}`, true);
  }

  function savePalette(suffix, { write, type, reserved = [] }) {
    const style = { scales: find("#scales").checked, prefix: folkhue.prefixNamed(find("#prefix").value) };
    const isTaken = reserved.includes(style.prefix);
    folkhue.showErrors(isTaken ? [`Names in .${suffix} cannot begin with ${style.prefix}: they would replace a color of Tailwind's.`] : []);
    if (!isTaken) save(new Blob([write(currentPalette(), style)], { type }), `${folkhue.fileTitle().stem}.${suffix}`);
  }

  async function savePicture() {
    const { name } = state.shown.photo, as = `${stem(name)}-named.png`;
    const { blob } = await folkhue.ask("png", { table: state.which, context: state.context }, (_, part) => showProgress(`saving ${as}`, part)).finally(hideProgress);
    save(blob, as);
  }

  async function saveCard() {
    const as = `${folkhue.fileTitle().stem}-card.png`, progress = (part) => showProgress(`drawing ${as}`, part);
    save(await folkhue.cardOf(currentPalette(), progress).finally(hideProgress), as);
  }

  /** List the downloads; each waits for what is being made of the photographs. */
  function listDownloads() {
    const downloads = Object.entries(folkhue.formats).map(([suffix, format]) => [suffix, format.of, () => savePalette(suffix, format)]);
    downloads.push(["png", "a card: photograph and palette", saveCard], ["png", "the recolored picture", savePicture]);
    find(".exports").replaceChildren(...downloads.map(([suffix, of, work]) => {
      const value = work === savePicture ? "picture" : "palette";
      const button = make("button", { type: "button", value }, make("b", { textContent: `.${suffix}` }), make("span", { textContent: of }));
      button.addEventListener("click", () => {
        const mine = state.visits;
        enqueue(() => mine === state.visits && work());
      });
      return make("li", {}, button);
    }));
  }

  Object.assign(folkhue, { stem, listDownloads });
})();

"use strict";
/* Files to download: palettes of all formats, and the recolored picture. */
(function () {
  const { find, make, say, showProgress, hideProgress, state, enqueue } = folkhue;

  const currentPalette = () => ({ title: state.photos.map(({ name }) => name).join(" + "), colors: state.colors });

  const stem = (name) => name.replace(/\.[^.]*$/, "");

  function save(blob, as) {
    const link = make("a", { href: URL.createObjectURL(blob), download: as });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
    say(`saved ${as}`, true);
  }

  async function savePicture() {
    const { name } = state.shown.photo, as = `${stem(name)}-named.png`;
    const { blob } = await folkhue.ask("png", { table: state.which }, (_, part) => showProgress(`saving ${as}`, part)).finally(hideProgress);
    save(blob, as);
  }

  function listDownloads() {
    const downloads = Object.entries(folkhue.formats).map(([suffix, { write, type, of }]) => [
      suffix, of, () => save(new Blob([write(currentPalette())], { type }), `${stem(state.photos[0].name)}.${suffix}`)]);
    downloads.push(["png", "the recolored picture", () => enqueue(savePicture)]);
    find(".exports").replaceChildren(...downloads.map(([suffix, of, click]) => {
      const button = make("button", { type: "button" }, make("b", { textContent: `.${suffix}` }), make("span", { textContent: of }));
      button.addEventListener("click", click);
      return make("li", {}, button);
    }));
  }

  Object.assign(folkhue, { listDownloads });
})();

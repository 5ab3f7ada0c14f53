"use strict";
/* Files to download: palettes of all formats, and the recolored picture. */
(function () {
  const { find, make, say, state } = folkhue;

  const currentPalette = () => ({ title: state.photos.map(({ name }) => name).join(" + "), colors: state.colors });

  const fileStem = () => state.photos[0].name.replace(/\.[^.]*$/, "");

  function save(blob, as) {
    const link = make("a", { href: URL.createObjectURL(blob), download: as });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
    say(`saved ${as}`, true);
  }

  function listDownloads() {
    const downloads = Object.entries(folkhue.formats).map(([suffix, { write, type, of }]) => [
      suffix, of, () => save(new Blob([write(currentPalette())], { type }), `${fileStem()}.${suffix}`)]);
    downloads.push(["png", "the recolored picture", () => find(".after").toBlob((blob) => save(blob, `${fileStem()}-named.png`))]);
    find(".exports").replaceChildren(...downloads.map(([suffix, of, click]) => {
      const button = make("button", { type: "button" }, make("b", { textContent: `.${suffix}` }), make("span", { textContent: of }));
      button.addEventListener("click", click);
      return make("li", {}, button);
    }));
  }

  Object.assign(folkhue, { listDownloads });
})();

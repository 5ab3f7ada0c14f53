"use strict";
/* The page as a whole: samples, and what people do. */
(function () {
  const { find, every, make, show, say, state, enqueue, ask, fromFile, fromSample, addPhotos } = folkhue;

  /** Draw every hue, and below it the color of its name. */
  function drawRainbow() {
    const canvas = find(".rainbow"), context = folkhue.brush(canvas);
    for (let x = 0; x < canvas.width; x++) {
      context.fillStyle = `hsl(${360 * x / canvas.width} 78% 54%)`;
      context.fillRect(x, 0, 1, 2);
    }
    const image = context.getImageData(0, 0, canvas.width, 2), both = new Uint8ClampedArray(image.data);
    state.table.paint(state.table.names(both), both, image.data);
    context.putImageData(image, 0, 0, 0, 1, canvas.width, 1);
  }

  function listSamples() {
    find(".samples").replaceChildren(...folkhue.sampleNames.map((name) => {
      const canvas = make("canvas", { width: 390, height: 260 });
      ask("sample", { name, height: 260 }).then(({ bitmap }) => show(canvas, bitmap));
      const button = make("button", { type: "button" }, canvas, make("span", { textContent: name }));
      button.addEventListener("click", () => addPhotos([fromSample(name)]));
      return make("li", {}, button);
    }));
  }

  function listenToFileInputs() {
    for (const input of every("input[type=file]")) {
      input.addEventListener("change", () => {
        addPhotos([...input.files].map(fromFile));
        input.value = "";
      });
    }
    const touch = navigator.maxTouchPoints > 0;
    for (const button of every("[data-open]")) {
      button.hidden = button.dataset.open === "take" && !touch;
      button.addEventListener("click", () => find(`#${button.dataset.open}`).click());
    }
  }

  const inField = ({ target }) => target instanceof HTMLInputElement && target.type === "text";

  function listenToPaste() {
    document.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files], text = event.clipboardData.getData("text/plain");
      // Spreadsheets add a picture of the text.
      if (files.length && !folkhue.parseColors(text)) addPhotos(files.map(fromFile));
      else if (["words", "prefix"].includes(event.target.id)) return;
      // In the field, after the text is there.
      else if (inField(event)) setTimeout(() => folkhue.answer(event.target.value));
      else folkhue.answer(text);
    });
  }

  function listenToDrops() {
    const mark = (over) => (event) => {
      const { types } = event.dataTransfer;
      // Links and texts, too: browsers would open the address of a picture from another page.
      if (!["Files", "text/uri-list", "text/plain"].some((type) => types.includes(type))) return;
      if (inField(event) && !types.includes("Files")) return;
      event.preventDefault();
      document.body.classList.toggle("over", over);
    };
    document.addEventListener("dragover", mark(true));
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false)(event); });
    document.addEventListener("drop", (event) => {
      mark(false)(event);
      const { files } = event.dataTransfer;
      if (files.length) addPhotos([...files].map(fromFile));
      else if (event.defaultPrevented) folkhue.answer(event.dataTransfer.getData("text/uri-list") || event.dataTransfer.getData("text/plain"));
    });
  }

  /** Stop what the page waits for, and go on where it was. */
  function cancel() {
    if (find("#wait").contains(document.activeElement)) find(folkhue.isShowingPhoto() ? "#title" : "[data-open=pick]").focus();
    folkhue.stopOpening();
    say("canceled", true);
  }

  function listenToHistory() {
    window.addEventListener("popstate", (event) => {
      if (event.state === "start") folkhue.leavePhoto();
      if (event.state !== "looking" || !state.shown) return;
      folkhue.switchView(true);
      folkhue.showColors();
    });
    find("#again").addEventListener("click", folkhue.startOver);
    find("#wait button").addEventListener("click", cancel);
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape" && !find("#wait").hidden) cancel(); });
  }

  function listenToPicture() {
    const surface = find(".pick");
    surface.addEventListener("click", folkhue.selectPixelAt);
    surface.addEventListener("pointermove", (event) => {
      if (event.buttons === 1 && event.pointerType === "mouse") folkhue.selectPixelAt(event);
    });
    surface.addEventListener("keydown", folkhue.movePixel);
  }

  function listenToPaletteOptions() {
    for (const choice of [...every("#number, #distinct, [name=emphasis]")]) {
      choice.addEventListener("change", () => folkhue.remakePalette());
    }
    find("#order").addEventListener("change", () => { folkhue.listColors(); folkhue.announceColors(); });
  }

  function start() {
    const select = find("#number");
    for (let n = 2; n <= 12; n++) select.append(make("option", { textContent: n, selected: n === 6 }));
    for (const value of [0, 3, 6, 9, 12, 20, 30]) find("#distinct").append(make("option", { value, textContent: value ? `ΔE ${value}` : "any ΔE", selected: value === 6 }));
    history.replaceState("start", "");
    folkhue.listNamings();
    folkhue.listNotations();
    folkhue.listDownloads();
    listSamples();
    for (const listen of [listenToFileInputs, listenToPaste, listenToDrops, listenToHistory, listenToPicture, listenToPaletteOptions]) listen();
    const { listenToField, listenToSuggest, listenToChoice, listenToRegions, listenToVision, listenToCopying, listenToSwatches, listenToPicker, listenToKeeping } = folkhue;
    for (const listen of [listenToField, listenToSuggest, listenToChoice, listenToRegions, listenToVision, listenToCopying, listenToSwatches, listenToPicker, listenToKeeping]) listen();
    folkhue.recall();
    enqueue(() => folkhue.selectNaming(find(".names :checked").value).then(drawRainbow).then(folkhue.preparePictures).then(folkhue.recallPhotos));
  }

  start();
})();

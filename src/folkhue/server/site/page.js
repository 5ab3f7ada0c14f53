"use strict";
/* The page: photographs come in, their names are shown, lit up, told, and taken away. */
(function () {
  const { hex, percent } = folkhue;
  const find = (what) => document.querySelector(what);
  const every = (what) => [...document.querySelectorAll(what)];
  const SMALL = 5e5;
  const MOMENT = 150;
  const WIDE = 3;
  const NUMBERS = { basic8: "eight", basic11: "eleven" };

  const photos = [];
  const tables = new Map();
  let table = null;
  let shown = null;
  let pinned = null;
  let spot = null;
  let colors = [];
  let queue = Promise.resolve();
  let visits = 0;

  function make(what, properties = {}, ...inside) {
    const [tag, ...classes] = what.split(".");
    const element = Object.assign(document.createElement(tag), properties);
    element.classList.add(...classes);
    element.append(...inside);
    return element;
  }

  const painted = (element, rgb) => { element.style.background = hex(rgb); return element; };
  const chip = (rgb) => painted(make("i.chip"), rgb);

  function track(share, rgb) {
    const bar = make("i");
    bar.style.width = `${100 * share}%`;
    return make("span.share", {}, painted(bar, rgb));
  }

  /** Say something to those who listen; to all, if it is to be seen. */
  let silence;
  function say(text, seen = false) {
    const said = find("#said");
    said.textContent = text;
    said.classList.toggle("seen", seen);
    clearTimeout(silence);
    if (seen) silence = setTimeout(() => said.classList.remove("seen"), 2200);
  }

  /** Show what is waited for, if it takes longer than a moment. */
  let patience;
  function wait(text) {
    find("#wait").textContent = text;
    patience ||= setTimeout(() => { find("#wait").hidden = false; }, MOMENT);
  }

  function done() {
    clearTimeout(patience);
    patience = null;
    find("#wait").hidden = true;
  }

  function complain(complaints) {
    find("#alert").replaceChildren(...complaints.map((text) => make("p", { textContent: text })));
    if (complaints.length) find("#alert").scrollIntoView({ block: "nearest" });
  }

  /* Photographs. */

  const ofFile = (file) => ({ name: file.name, size: file.size, open: () => folkhue.opened(file) });
  const ofSample = (name) => ({ name, open: async () => folkhue.sample(name) });

  /** Let the browser paint, and people click, between two pieces of work. */
  const breath = () => new Promise((resolve) => { setTimeout(resolve); });

  /** Open photographs one after another; show the first, and tell of those that cannot be. */
  function add(several) {
    const mine = visits;
    queue = queue.then(async () => {
      const complaints = [];
      let first = true;
      if (!looking()) forget();
      say(several.length > 1 ? `opening ${several.length} photographs` : `opening ${several[0].name}`);
      for (const [n, photo] of several.entries()) {
        wait(several.length > 1 ? `opening ${n + 1} of ${several.length}: ${photo.name}` : `opening ${photo.name}`);
        try {
          const opened = await photo.open();
          await breath();
          if (mine !== visits) break;
          photo.points = folkhue.pointsOfCanvas(opened.canvas);
          photo.thumb = thumbnail(opened.canvas, 128);
          await breath();
          if (mine !== visits) break;
          photos.push(photo);
          if (first) show(photo, opened);
          first = false;
        } catch (error) {
          complaints.push(error instanceof folkhue.Complaint ? error.message : `${photo.name} could not be opened: ${error.message}`);
        }
      }
      done();
      if (mine === visits) complain(complaints);
      if (first) say("");
      if (first || !shown) return;
      listPhotos();
      makePalette();
      if (several.length > 1) say(`${photos.length} photographs`);
    }).catch(failed);
    return queue;
  }

  function failed(error) {
    done();
    complain([`This could not be done: ${error.message}`]);
  }

  function thumbnail(canvas, height) {
    const scale = height / canvas.height;
    return folkhue.shrunk(canvas, Math.max(1, Math.min(3 * height, Math.round(scale * canvas.width))), height);
  }

  function listPhotos() {
    const list = find(".photos");
    list.hidden = photos.length < 2;
    list.replaceChildren(...photos.map((photo) => {
      const button = make("button.checks", { type: "button" }, photo.thumb);
      button.setAttribute("aria-label", photo.name);
      button.setAttribute("aria-pressed", photo === shown.photo);
      button.addEventListener("click", () => turnTo(photo));
      const off = make("button.remove", { type: "button", textContent: "×", title: "remove" });
      off.setAttribute("aria-label", `remove ${photo.name}`);
      off.addEventListener("click", () => remove(photo));
      return make("li", {}, button, off);
    }));
    seeCurrent();
  }

  /** Scroll the list, but not the page. */
  function seeCurrent() {
    const list = find(".photos"), item = list.querySelector("[aria-pressed=true]")?.parentElement;
    if (!item) return;
    const from = item.offsetLeft, to = from + item.offsetWidth;
    list.scrollLeft = Math.min(from, Math.max(list.scrollLeft, to - list.clientWidth));
  }

  /** Take a photograph out of the set; go on from its neighbor. */
  function remove(photo) {
    const mine = visits;
    queue = queue.then(async () => {
      const place = photos.indexOf(photo);
      if (place < 0 || photos.length < 2) return;
      const next = photos[place + 1] || photos[place - 1];
      const opened = shown.photo === photo && await next.open();
      if (mine !== visits) return;
      photos.splice(place, 1);
      if (opened) show(next, opened);
      listPhotos();
      makePalette();
      const left = every(".photos .remove");
      (left.length > 1 ? left[Math.min(place, left.length - 1)] : find("#title")).focus();
      say(`removed ${photo.name}, ${photos.length} left`);
    }).catch(failed);
  }

  function turnTo(photo) {
    const mine = visits;
    queue = queue.then(async () => {
      const opened = await photo.open();
      if (mine !== visits) return;
      show(photo, opened);
      every(".photos [aria-pressed]").forEach((button, n) => button.setAttribute("aria-pressed", photos[n] === photo));
    }).catch(failed);
  }

  function show(photo, { canvas, width, height }) {
    shown = { photo, canvas, rgba: folkhue.pixelsOf(canvas) };
    [pinned, spot] = [null, null];
    const frame = find("#frame");
    frame.querySelector(".before")?.remove();
    canvas.className = "before";
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", photo.name);
    frame.prepend(canvas);
    const ratio = canvas.width / canvas.height, scroller = find("#wide");
    frame.style.setProperty("--ratio", ratio);
    scroller.classList.toggle("wide", ratio > WIDE);
    scroller.classList.toggle("tall", ratio < 1 / WIDE);
    find("#title").textContent = photo.name;
    find("#size").textContent = canvas.width === width
      ? `${width} × ${height} pixels`
      : `${width} × ${height} pixels, scaled down to ${canvas.width} × ${canvas.height} to be named here`;
    name();
    if (!looking()) {
      if (history.state !== "looking") history.pushState("looking", "");
      turn(true);
    }
    scroller.scrollLeft = (scroller.scrollWidth - scroller.clientWidth) / 2;
  }

  const looking = () => find("#start").hidden;

  /** Turn to the picture, or back to the start. */
  function turn(look) {
    find("#start").hidden = look;
    every(".shown").forEach((part) => { part.hidden = !look; });
    document.body.classList.toggle("looking", look);
    window.scrollTo(0, 0);
    find(look ? "#title" : "[data-open=pick]").focus({ preventScroll: true });
  }

  /** Stop what is being opened, and turn back; what was opened is kept, to come forward to again. */
  function leave() {
    visits++;
    complain([]);
    if (looking()) turn(false);
  }

  function forget() {
    photos.length = 0;
    shown = null;
    find("#frame .before")?.remove();
  }

  function startOver() {
    forget();
    leave();
    if (history.state === "looking") history.back();
  }

  /* Names. */

  /** Name every pixel, paint the picture and list the shares. */
  function name() {
    const { canvas, rgba } = shown;
    shown.names = table.names(rgba);
    const after = find(".after"), image = new ImageData(canvas.width, canvas.height);
    table.paint(shown.names, rgba, image.data);
    Object.assign(after, { width: canvas.width, height: canvas.height });
    after.getContext("2d").putImageData(image, 0, 0);
    shown.small = sampled(shown.names, canvas.width, canvas.height);
    shown.shares = table.shares(shown.names, rgba);
    listShares();
    light(pinned);
    tell();
    const most = shown.shares.slice(0, 3).map(({ name, share }) => `${percent(share)} ${name}`);
    say(`${shown.photo.name}: ${most.join(", ") || "every pixel is transparent"}`);
  }

  /** Keep every n-th row and column: enough to light up names at once. */
  function sampled(names, width, height) {
    const step = Math.ceil(Math.sqrt(width * height / SMALL));
    const small = { width: Math.ceil(width / step), height: Math.ceil(height / step) };
    small.names = new Uint8Array(small.width * small.height);
    for (let y = 0; y < small.height; y++) {
      for (let x = 0; x < small.width; x++) small.names[y * small.width + x] = names[y * step * width + x * step];
    }
    return small;
  }

  function listShares() {
    const found = shown.shares;
    if (!found.some(({ number }) => number === pinned)) pinned = null;
    find(".bar.big").replaceChildren(...found.map(({ number, swatch, share }) => {
      const part = painted(make("span"), swatch);
      part.style.flexGrow = share;
      part.dataset.number = number;
      lights(part, number);
      return part;
    }));
    find(".filter").replaceChildren(...found.map(({ number, name, swatch, share }) => {
      const button = make("button", { type: "button" }, chip(swatch), make("b", { textContent: name }),
        track(share, swatch), make("span", { textContent: percent(share) }));
      button.dataset.number = number;
      lights(button, number);
      return make("li", {}, button);
    }));
    if (!found.length) find(".filter").append(make("li", { textContent: "Every pixel is transparent." }));
  }

  /** Light a name up while one points at an element or is on it, and for longer by a click. */
  function lights(element, number) {
    for (const on of ["pointerenter", "focus"]) element.addEventListener(on, () => light(number));
    for (const off of ["pointerleave", "blur"]) element.addEventListener(off, () => light(pinned));
    element.addEventListener("click", () => {
      pinned = pinned === number ? null : number;
      light(pinned);
      say(pinned === null ? "every name" : `only ${table.named(number).name}`);
    });
  }

  function light(number) {
    for (const button of every(".filter button")) {
      button.setAttribute("aria-pressed", button.dataset.number === String(pinned));
      button.classList.toggle("on", button.dataset.number === String(number));
    }
    find(".bar.big").classList.toggle("dim", number !== null);
    for (const part of every(".bar.big span")) part.classList.toggle("on", part.dataset.number === String(number));
    const canvas = find(".lit");
    canvas.classList.toggle("on", number !== null);
    if (number !== null) veil(canvas, number);
  }

  /** Draw a veil over all that has another name: a dark one if the name is a light color. */
  function veil(canvas, number) {
    const { width, height, names } = shown.small;
    Object.assign(canvas, { width, height });
    const image = new ImageData(width, height), pixels = new Uint32Array(image.data.buffer);
    const color = folkhue.inkOn(table.named(number).swatch) === "#000" ? 0xd8141210 : 0xe0f4f7f8;
    for (let i = 0; i < names.length; i++) pixels[i] = names[i] === number ? 0 : color;
    canvas.getContext("2d").putImageData(image, 0, 0);
  }

  /* One pixel. */

  function pick(x, y) {
    const { width, height } = shown.canvas;
    spot = { x: Math.max(0, Math.min(width - 1, x)), y: Math.max(0, Math.min(height - 1, y)) };
    tell();
    const { name, code, sure } = shown.pixel;
    say(`${name}${code ? `, ${code}, ${percent(sure)} sure` : ""}`);
  }

  function pickAt(event) {
    const box = find(".pick").getBoundingClientRect(), { width, height } = shown.canvas;
    pick(Math.floor((event.clientX - box.left) / box.width * width), Math.floor((event.clientY - box.top) / box.height * height));
  }

  function move(event) {
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [];
    if (right === undefined) return;
    event.preventDefault();
    const { width, height } = shown.canvas;
    const step = event.shiftKey ? 1 : Math.max(1, Math.round(Math.max(width, height) / 100));
    if (spot) pick(spot.x + step * right, spot.y + step * down);
    else pick(width >> 1, height >> 1);
    find(".cross").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Tell the name of the pixel that was picked, and how sure that is. */
  function tell() {
    for (const part of [".pixel", ".cross", ".tag"]) find(part).hidden = !spot;
    if (!spot) return;
    const { canvas, rgba, names } = shown, place = spot.y * canvas.width + spot.x;
    for (const mark of [find(".cross"), find(".tag")]) {
      mark.style.left = `${100 * (spot.x + 0.5) / canvas.width}%`;
      mark.style.top = `${100 * (spot.y + 0.5) / canvas.height}%`;
    }
    find(".tag").classList.toggle("before-it", spot.x > canvas.width / 2);
    const rgb = [...rgba.subarray(4 * place, 4 * place + 3)], own = table.named(names[place]);
    if (rgba[4 * place + 3] < 128) {
      shown.pixel = { name: "transparent" };
      find(".tag").textContent = "transparent";
      find(".told").replaceChildren(make("b", { textContent: "transparent" }));
      return;
    }
    const chances = table.probabilities(rgb), described = folkhue.describe(rgb, table);
    shown.pixel = { name: described, code: hex(rgb), sure: table.confidence(rgb) };
    find(".tag").textContent = described;
    const likely = [...chances.keys()].sort((a, b) => chances[b] - chances[a]).filter((n) => chances[n] >= 0.01).slice(0, 3);
    if (names[place] !== folkhue.NONE && !likely.includes(names[place])) likely.splice(2, 1, names[place]);
    find(".told").replaceChildren(
      painted(make("span.color"), rgb), make("b", { textContent: described }), code(rgb),
      make("ol", {}, ...likely.map((n) => make("li", {},
        make(table.terms[n] === own.name ? "b" : "span", { textContent: table.terms[n] }),
        track(chances[n], table.swatches[n]), make("span", { textContent: percent(chances[n]) })))),
    );
    find(".told ol").setAttribute("aria-label", "How likely each name is");
  }

  /* The palette. */

  function makePalette() {
    const chosen = find("#number").value, { value: emphasis } = find("[name=emphasis]:checked");
    const points = folkhue.merged(photos.map((photo) => photo.points));
    const found = folkhue.palette(points, chosen === "auto" ? chosen : Number(chosen), emphasis);
    colors = found.map(({ rgb, share }) => ({
      rgb,
      share,
      name: table.named(table.nameOf(rgb)).name,
      confidence: table.confidence(rgb),
      description: folkhue.describe(rgb, table),
    }));
    listColors();
  }

  function listColors() {
    colors = folkhue.ordered(colors, find("#order").value);
    find("#palette").textContent = photos.length > 1 ? `One palette of ${photos.length} photographs` : "Palette";
    find(".swatches").replaceChildren(...colors.map(({ rgb, share, description }) => {
      const item = painted(make("li", {}, make("span", { textContent: percent(share) }), make("b", { textContent: description }), code(rgb)), rgb);
      item.style.color = folkhue.inkOn(rgb);
      return item;
    }));
    for (const button of every(".exports button")) button.disabled = !colors.length;
  }

  /** What a listener cannot see change. */
  function tellColors() {
    say(`palette: ${colors.map(({ share, description }) => `${percent(share)} ${description}`).join(", ")}`);
  }

  /** A button that copies a hexadecimal code. */
  function code(rgb) {
    const button = make("button.code", { type: "button", textContent: hex(rgb), title: "copy" });
    button.setAttribute("aria-label", `copy ${hex(rgb)}`);
    button.addEventListener("click", async () => {
      const copied = await copy(hex(rgb), button);
      say(copied ? `copied ${hex(rgb)}` : `${hex(rgb)} could not be copied`, true);
    });
    return button;
  }

  async function copy(text, beside) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages from other machines without https have no clipboard but this one.
      const field = make("textarea.hidden", { value: text });
      beside.after(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      beside.focus();
      return done;
    }
  }

  const palette = () => ({ title: photos.map(({ name }) => name).join(" + "), colors });
  const stem = () => photos[0].name.replace(/\.[^.]*$/, "");

  function save(blob, as) {
    const link = make("a", { href: URL.createObjectURL(blob), download: as });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
    say(`saved ${as}`, true);
  }

  function listExports() {
    const ways = Object.entries(folkhue.formats).map(([suffix, { write, type, of }]) => [
      suffix, of, () => save(new Blob([write(palette())], { type }), `${stem()}.${suffix}`)]);
    ways.push(["png", "the repainted picture", () => find(".after").toBlob((blob) => save(blob, `${stem()}-named.png`))]);
    find(".exports").replaceChildren(...ways.map(([suffix, of, click]) => {
      const button = make("button", { type: "button" }, make("b", { textContent: `.${suffix}` }), make("span", { textContent: of }));
      button.addEventListener("click", click);
      return make("li", {}, button);
    }));
  }

  /* Tables. */

  async function choose(which) {
    if (!tables.has(which)) {
      const bytes = Uint8Array.from(atob(folkhue.tables[which]), (letter) => letter.charCodeAt(0));
      tables.set(which, await folkhue.read(bytes));
    }
    table = tables.get(which);
    if (!shown) return;
    pinned = null;
    name();
    makePalette();
  }

  function listTables() {
    const names = Object.keys(folkhue.tables), first = names[names.length - 1];
    const own = names.filter((which) => !(which in NUMBERS));
    const known = Object.keys(NUMBERS).filter((which) => names.includes(which));
    find(".names").append(...[...known, ...own].map((which) => {
      const input = make("input", { type: "radio", name: "names", value: which, checked: which === first });
      input.addEventListener("change", () => { queue = queue.then(() => choose(which)).catch(failed); });
      return make("label", {}, input, NUMBERS[which] || which);
    }));
    return first;
  }

  /** Every hue, and below it its name. */
  function rainbow() {
    const canvas = find(".rainbow"), context = folkhue.brush(canvas);
    for (let x = 0; x < canvas.width; x++) {
      context.fillStyle = `hsl(${360 * x / canvas.width} 78% 54%)`;
      context.fillRect(x, 0, 1, 2);
    }
    const image = context.getImageData(0, 0, canvas.width, 2), both = new Uint8ClampedArray(image.data);
    table.paint(table.names(both), both, image.data);
    context.putImageData(image, 0, 0, 0, 1, canvas.width, 1);
  }

  function listSamples() {
    find(".samples").replaceChildren(...Object.keys(folkhue.samples).map((name) => {
      const button = make("button", { type: "button" }, thumbnail(folkhue.sample(name).canvas, 260), make("span", { textContent: name }));
      button.addEventListener("click", () => add([ofSample(name)]));
      return make("li", {}, button);
    }));
  }

  /* What people do. */

  function listen() {
    for (const input of every("input[type=file]")) {
      input.addEventListener("change", () => {
        add([...input.files].map(ofFile));
        input.value = "";
      });
    }
    const touched = navigator.maxTouchPoints > 0;
    for (const button of every("[data-open]")) {
      button.hidden = button.dataset.open === "take" && !touched;
      button.addEventListener("click", () => find(`#${button.dataset.open}`).click());
    }
    document.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length) add(files.map(ofFile));
      else say("there is no picture in what was pasted", true);
    });
    const over = (on) => (event) => {
      // Also of what is no file: browsers would go where a picture of another page is from.
      if (!["Files", "text/uri-list"].some((type) => event.dataTransfer.types.includes(type))) return;
      event.preventDefault();
      document.body.classList.toggle("over", on);
    };
    document.addEventListener("dragover", over(true));
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) over(false)(event); });
    document.addEventListener("drop", (event) => {
      over(false)(event);
      const { files } = event.dataTransfer;
      if (files.length) add([...files].map(ofFile));
      else if (event.defaultPrevented) complain(["What was dropped is not a file. Save the picture first, or copy it and paste it here."]);
    });
    window.addEventListener("popstate", ({ state }) => {
      if (state === "start") leave();
      if (state === "looking" && shown) turn(true);
    });
    const surface = find(".pick");
    surface.addEventListener("click", pickAt);
    surface.addEventListener("pointermove", (event) => { if (event.buttons === 1 && event.pointerType === "mouse") pickAt(event); });
    surface.addEventListener("keydown", move);
    find("#again").addEventListener("click", startOver);
    for (const choice of [find("#number"), ...every("[name=emphasis]")]) {
      choice.addEventListener("change", () => { makePalette(); tellColors(); });
    }
    find("#order").addEventListener("change", () => { listColors(); tellColors(); });
  }

  function start() {
    const select = find("#number");
    for (let n = 2; n <= 12; n++) select.append(make("option", { textContent: n, selected: n === 6 }));
    history.replaceState("start", "");
    const first = listTables();
    listExports();
    listSamples();
    listen();
    queue = choose(first).then(rainbow).catch(failed);
  }

  start();
})();

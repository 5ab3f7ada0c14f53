"use strict";
/* What the browser remembers of the page, on this device only: choices, and the colors that people locked, edited or
   added. Where nothing can be stored, the page works all the same. */
(function () {
  const { find, every, state } = folkhue;

  const KEY = "folkhue";
  const MOST = 64; // colors
  const CHOICES = {
    names: "[name=names]",
    context: "#context",
    number: "#number",
    emphasis: "[name=emphasis]",
    distinct: "#distinct",
    order: "#order",
    notation: "#notation",
    add: "#add",
    scales: "#scales",
    prefix: "#prefix",
  };

  function remembered() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY));
      return found instanceof Object ? found : {};
    } catch {
      return {};
    }
  }

  /** Remember changes, and tell whether that was possible: it is not where storage is blocked or full. */
  function remember(changes) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...changes }));
      return true;
    } catch {
      return false;
    }
  }

  function forgetAll() {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Nothing was remembered.
    }
  }

  /** What is chosen: a text, or whether a box is checked. */
  function chosen(selector) {
    const [first, ...others] = every(selector);
    if (first.type === "checkbox") return first.checked;
    return first.type === "radio" ? [first, ...others].find(({ checked }) => checked)?.value : first.value;
  }

  /** Choose what was chosen before, if the page still offers it. */
  function choose(selector, value) {
    const [first, ...others] = every(selector);
    if (first.type === "checkbox") first.checked = value === true;
    else if (first.type === "radio") for (const input of [first, ...others]) input.checked ||= input.value === value;
    else if (first.type === "text") first.value = typeof value === "string" ? value.slice(0, first.maxLength) : "";
    else if ([...first.options].some((option) => option.value === value)) first.value = value;
  }

  const rememberChoices = () => remember({ choices: Object.fromEntries(Object.entries(CHOICES).map(([name, selector]) => [name, chosen(selector)])) });

  const rememberScheme = () => remember({ scheme: find("button[data-scheme]").dataset.scheme });

  const rememberEdits = () => remember({ own: state.edits.own });

  const isColor = (rgb) => Array.isArray(rgb) && rgb.length === 3 && rgb.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);

  /** Colors that were remembered, without any that are damaged. */
  function ownColors(found) {
    return (Array.isArray(found) ? found : []).filter((each) => isColor(each?.rgb)).slice(0, MOST)
      .map(({ rgb, from, added, locked }) => ({ rgb, from: isColor(from) ? from : null, added: added === true, locked: locked === true }));
  }

  /** Choose what was chosen when the page was left, and bring its colors back. */
  function recall() {
    const { choices, own, scheme } = remembered(), button = find("button[data-scheme]");
    for (const [name, selector] of Object.entries(CHOICES)) if (choices instanceof Object && name in choices) choose(selector, choices[name]);
    state.edits = { own: ownColors(own), removed: [] };
    for (let turn = 0; turn < 2 && ["light", "dark"].includes(scheme) && button.dataset.scheme !== scheme; turn++) button.click();
    document.addEventListener("change", ({ target }) => { if (Object.values(CHOICES).some((selector) => target.matches(selector))) rememberChoices(); });
    document.addEventListener("scheme", rememberScheme);
  }

  Object.assign(folkhue, { remembered, remember, forgetAll, rememberEdits, recall });
})();

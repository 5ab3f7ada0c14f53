"use strict";
/* Messages: announcements, progress and errors. */
(function () {
  const { find, make } = folkhue;

  const MOMENT = 150; // milliseconds
  const SPOKEN = 2000; // milliseconds between announcements of progress

  let silence;

  /** Announce something to screen readers, and show it for a while if it is visible. */
  function say(text, visible = false) {
    const said = find("#said");
    said.textContent = text;
    said.classList.toggle("seen", visible);
    clearTimeout(silence);
    if (visible) silence = setTimeout(() => said.classList.remove("seen"), 2200);
  }

  let patience, spoken = 0;

  /** Show what the page waits for, and the part of it that is done, if it takes longer than a moment. */
  function showProgress(text, part) {
    const wait = find("#wait"), bar = wait.querySelector("progress");
    wait.querySelector("span").textContent = text;
    if (part === undefined) bar.removeAttribute("value");
    else bar.value = part;
    patience ||= setTimeout(() => { wait.hidden = false; }, MOMENT);
    spoken ||= performance.now();
    if (performance.now() - spoken < SPOKEN) return;
    spoken = performance.now();
    say(text);
  }

  function hideProgress() {
    clearTimeout(patience);
    [patience, spoken] = [null, 0];
    find("#wait").hidden = true;
  }

  /** Show errors, or an answer that is none, in place of earlier ones; none clears them. */
  function showErrors(texts, calm = false) {
    find("#alert").classList.toggle("calm", calm);
    find("#alert").replaceChildren(...texts.map((text) => make("p", { textContent: text })));
    if (texts.length) find("#alert").scrollIntoView({ block: "nearest" });
  }

  function showFailure(error) {
    hideProgress();
    showErrors([`This failed: ${error.message}`]);
  }

  Object.assign(folkhue, { say, showProgress, hideProgress, showErrors, showFailure });
})();

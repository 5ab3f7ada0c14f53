"use strict";
/* Messages: announcements, progress and errors. */
(function () {
  const { find, make } = folkhue;

  const MOMENT = 150;

  let silence;

  /** Announce something to screen readers, and show it for a while if it is visible. */
  function say(text, visible = false) {
    const said = find("#said");
    said.textContent = text;
    said.classList.toggle("seen", visible);
    clearTimeout(silence);
    if (visible) silence = setTimeout(() => said.classList.remove("seen"), 2200);
  }

  let patience;

  /** Show what the page waits for, if it takes longer than a moment. */
  function showProgress(text) {
    find("#wait").textContent = text;
    patience ||= setTimeout(() => { find("#wait").hidden = false; }, MOMENT);
  }

  function hideProgress() {
    clearTimeout(patience);
    patience = null;
    find("#wait").hidden = true;
  }

  /** Show errors in place of earlier ones; none clears them. */
  function showErrors(texts) {
    find("#alert").replaceChildren(...texts.map((text) => make("p", { textContent: text })));
    if (texts.length) find("#alert").scrollIntoView({ block: "nearest" });
  }

  function showFailure(error) {
    hideProgress();
    showErrors([`This failed: ${error.message}`]);
  }

  Object.assign(folkhue, { say, showProgress, hideProgress, showErrors, showFailure });
})();

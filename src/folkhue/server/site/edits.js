"use strict";
/* What people do to a palette: they lock, edit, add and remove colors, and undo it. state.edits has the colors of their
   own, {rgb, from, added, locked}, of which `from` is what an edited one was; and codes of found ones that are removed.
   Own colors stay when another palette is found: each takes the place of the found color that it was, or is nearest to. */
(function () {
  const { hex, say, state } = folkhue;

  const NOTHING = { own: [], removed: [] };
  const past = [];

  const same = (one, other) => hex(one) === hex(other);
  const ownOf = (rgb) => state.edits.own.find((each) => same(each.rgb, rgb));
  /** What a color counts as: an edited one as the color that it was. */
  const origin = ({ rgb, from }) => from || rgb;
  const isFound = (rgb) => state.found.some((each) => same(each.rgb, rgb));

  /** The place of the found color that an own one stands for; -1 if it is an additional one. */
  function placeOf(own, found) {
    const place = found.findIndex(({ rgb }) => same(rgb, origin(own)));
    return place >= 0 || own.added ? place : folkhue.nearestPlace(folkhue.din99o(origin(own)), found.map(({ rgb }) => folkhue.din99o(rgb)));
  }

  /** Describe an own color as found ones are described. */
  const described = (own) => ({ ...folkhue.described(own.rgb, 0, state.table), ...own });

  /** A found palette as people changed it. Colors that are found again take their places first. */
  function edited(found) {
    const { own, removed } = state.edits, left = found.filter(({ rgb }) => !removed.includes(hex(rgb))), all = [];
    const again = (one) => left.some(({ rgb }) => same(rgb, origin(one)));
    for (const each of [...own.filter(again), ...own.filter((one) => !again(one))]) {
      const place = placeOf(each, left), [before] = place < 0 ? [] : left.splice(place, 1);
      all[own.indexOf(each)] = { ...described(each), share: before && same(before.rgb, origin(each)) ? before.share : 0 };
    }
    return [...left, ...all];
  }

  /** Whether colors are those that were found, so that their shares are known. */
  const isAsFound = (colors, found) => colors.length === found.length && colors.every((color) => isFound(origin(color)));

  /** Take over changes, which can be undone. */
  function change(edits) {
    past.push(state.edits);
    return apply(edits);
  }

  function apply(edits) {
    state.edits = edits;
    folkhue.rememberEdits();
    return folkhue.showColors();
  }

  /** Leave out colors that are neither locked nor edited nor added any more, before another palette is found. */
  function dropUnlocked() {
    const { own, removed } = state.edits;
    state.edits = { own: own.filter(({ locked, from, added }) => locked || from || added), removed };
  }

  function toggleLock({ rgb }) {
    const { own, removed } = state.edits, before = ownOf(rgb);
    if (!before) return change({ own: [...own, { rgb, from: null, added: false, locked: true }], removed });
    const keeps = before.from || before.added || !before.locked || !isFound(rgb);
    const after = keeps ? [{ ...before, locked: !before.locked }] : [];
    return change({ own: own.flatMap((each) => (each === before ? after : each)), removed });
  }

  /** Replace a color of the palette by another one. */
  function editColor({ rgb }, other) {
    if (state.colors.some((each) => same(each.rgb, other))) return say(`${hex(other)} is in the palette already`, true);
    const { own, removed } = state.edits, before = ownOf(rgb) || { from: null, added: false, locked: false };
    const after = { ...before, rgb: other, from: before.added ? null : before.from || rgb };
    return change({ own: [...own.filter((each) => each !== before), after], removed })
      .then(() => say(`changed ${hex(rgb)} to ${folkhue.describe(other, state.table)}, ${hex(other)}`, true));
  }

  /** Add colors that the palette has not. */
  function addColors(several) {
    const { own, removed } = state.edits, codes = new Set(state.colors.map(({ rgb }) => hex(rgb)));
    const fresh = several.filter((rgb) => !codes.has(hex(rgb)) && codes.add(hex(rgb)));
    const told = (all) => all.map((rgb) => folkhue.describe(rgb, state.table)).join(", ");
    if (!fresh.length) return say(`${told(several)}: in the palette already`, true);
    const added = fresh.map((rgb) => ({ rgb, from: null, added: true, locked: false }));
    return change({ own: [...own, ...added], removed: removed.filter((code) => !fresh.some((rgb) => hex(rgb) === code)) })
      .then(() => say(`added ${told(fresh)}`, true));
  }

  function removeColor({ rgb, description }) {
    const { own, removed } = state.edits, before = ownOf(rgb), found = origin(before || { rgb });
    const gone = before?.added && !isFound(found) ? removed : [...removed, hex(found)];
    return change({ own: own.filter((each) => each !== before), removed: gone }).then(() => say(`removed ${description}`, true));
  }

  const canUndo = () => past.length > 0;
  const hasEdits = () => state.edits.own.length + state.edits.removed.length > 0;

  function undo() {
    if (canUndo()) apply(past.pop()).then(() => say("undone", true));
  }

  const resetColors = () => change(NOTHING).then(() => say(folkhue.isShowingPhoto() ? "the palette is as it was found" : "all colors are removed", true));

  /** Forget all changes, for other photographs; colors of their own are kept if wanted. */
  function forgetEdits(own = []) {
    past.length = 0;
    state.edits = { own, removed: [] };
    folkhue.rememberEdits();
  }

  Object.assign(folkhue, { origin, edited, isAsFound, dropUnlocked, toggleLock, editColor, addColors, removeColor, canUndo, hasEdits, undo, resetColors, forgetEdits });
})();

"use strict";
/* Photographs that are kept on this device, if people ask for it: then a reload shows them again. */
(function () {
  const { find, say, showErrors, state } = folkhue;

  const STORE = "photographs";

  let work = Promise.resolve();

  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  /** Open the database, and do something with the photographs in it. */
  async function inStore(use) {
    const opening = indexedDB.open("folkhue", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { autoIncrement: true });
    const database = await settled(opening);
    try {
      return await use(database.transaction(STORE, "readwrite").objectStore(STORE));
    } finally {
      database.close();
    }
  }

  /** Keep the photographs that are open, and no others; if none is to be kept, none is. */
  function keepPhotos() {
    const isWanted = find("#keep").checked, view = state.photos.indexOf(state.shown?.photo);
    if (!isWanted && !folkhue.remembered().keep) return work;
    const isRemembered = folkhue.remember({ keep: isWanted, view, of: find("[name=of]:checked").value });
    if (isWanted && !isRemembered) refuse();
    else work = work.then(() => (isWanted ? keep(state.photos.slice()) : clear())).catch((error) => isWanted && refuse(error));
    return work;
  }

  async function keep(photos) {
    await inStore(async (store) => {
      const wanted = new Set(photos.map(({ key }) => key));
      for (const key of await settled(store.getAllKeys())) if (!wanted.has(key)) store.delete(key);
      for (const photo of photos) photo.key ??= await settled(store.add({ name: photo.name, file: photo.file }));
    });
  }

  async function clear() {
    for (const photo of state.photos) delete photo.key;
    await inStore((store) => settled(store.clear()));
  }

  function refuse(error) {
    find("#keep").checked = false;
    folkhue.remember({ keep: false });
    showErrors([`This browser cannot keep these photographs: ${error?.message || "its storage is blocked or full"}.`]);
  }

  /** Open the photographs that were kept, as they were left. */
  async function recallPhotos() {
    const { keep: isWanted, view, of } = folkhue.remembered();
    if (isWanted !== true) return;
    find("#keep").checked = true;
    const kept = await inStore(async (store) => {
      const [keys, values] = [await settled(store.getAllKeys()), await settled(store.getAll())];
      return values.map((value, n) => ({ key: keys[n], ...value }));
    }).catch(() => []);
    const photos = kept.map(({ key, name, file }) => ({ ...(file ? folkhue.fromFile(file) : folkhue.fromSample(name)), key }));
    if (photos.length) folkhue.addPhotos(photos).then(() => lookAgain(photos[view], of));
  }

  /** Look at what was looked at: a photograph, and the palette of it or of a part. */
  function lookAgain(photo, of) {
    if (photo && photo !== state.shown?.photo && state.photos.includes(photo)) folkhue.switchTo(photo);
    const choice = [...document.querySelectorAll("[name=of]")].find(({ value, parentElement }) => value === of && !parentElement.hidden);
    if (!choice || choice.checked || !state.shown) return;
    choice.checked = true;
    folkhue.remember({ of });
    folkhue.remakePalette();
  }

  /** Forget all that the browser remembers. */
  async function forgetKept() {
    find("#keep").checked = false;
    await keepPhotos();
    folkhue.forgetAll();
    say("this browser remembers nothing of this page", true);
  }

  function listenToKeeping() {
    find("#keep").addEventListener("change", () => keepPhotos().then(() => {
      if (find("#keep").checked) say("these photographs stay on this device until you forget them", true);
    }));
    find("#forget").addEventListener("click", forgetKept);
    find(".of").addEventListener("change", () => folkhue.remember({ of: find("[name=of]:checked").value }));
  }

  Object.assign(folkhue, { keepPhotos, recallPhotos, listenToKeeping });
})();

"use strict";
/* The worker, which decodes and computes beside the page, so that the page stays fluent. Where a browser lets no worker
   start, or one cannot draw, the page does its tasks itself. */
(function () {
  const waiting = new Map();
  let port = start(), count = 0;

  function start() {
    if (typeof OffscreenCanvas === "undefined") return alone();
    const source = `"use strict"; const folkhue = {};\n${folkhue.rooms.map((room) => `(${room})(folkhue);\n`).join("")}folkhue.serve(self);`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      const worker = new Worker(address);
      worker.onmessage = hear;
      worker.onerror = (event) => { event.preventDefault(); replace(); };
      return worker;
    } catch {
      return alone();
    }
  }

  /** A port to this page itself. */
  function alone() {
    const { port1, port2 } = new MessageChannel();
    folkhue.serve(port2);
    port1.onmessage = hear;
    return port1;
  }

  /** Do here what a worker that did not start was asked for. */
  function replace() {
    port = alone();
    for (const [id, { task, given }] of waiting) port.postMessage({ id, task, given });
  }

  function hear({ data: { id, stage, part, result, error } }) {
    const { resolve, reject, progress } = waiting.get(id) || {};
    if (!resolve) return;
    if (stage) {
      progress?.(stage, part);
      return;
    }
    waiting.delete(id);
    if (error) reject(error.name === "PhotoError" ? new folkhue.PhotoError(error.message) : Object.assign(new Error(error.message), { name: error.name }));
    else resolve(result);
  }

  /** Ask for a task; call `progress` with what is done, and the part of it that is done, if known. */
  function ask(task, given = {}, progress = null) {
    const id = ++count;
    return new Promise((resolve, reject) => {
      waiting.set(id, { task, given, progress, resolve, reject });
      port.postMessage({ id, task, given });
    });
  }

  /** Cancel tasks of a kind; their promises are rejected. */
  function cancel(...kinds) {
    for (const [id, { task }] of waiting) {
      if (kinds.includes(task)) port.postMessage({ cancel: id });
    }
  }

  const isCanceled = (error) => error.name === "Canceled";

  Object.assign(folkhue, { ask, cancel, isCanceled });
})();

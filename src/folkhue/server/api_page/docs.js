"use strict";
/* Forms that send requests to this server, and the commands that send the same. */
(function () {
  const base = new URL(".", location.href).href;
  const said = document.querySelector(".told");
  const key = document.querySelector("#key");

  const make = (tag, text, named = {}) => Object.assign(document.createElement(tag), { textContent: text, ...named });
  const quoted = (text) => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const fields = (form) => [...form.querySelectorAll("[name]")];
  const set = (form) => fields(form).filter((each) => each.type !== "file" && each.value !== "").map((each) => [each.name, each.value]);

  /* The command of a form, as far as it is filled in. */
  function command(form) {
    const words = ["curl"];
    if (key && form.dataset.key) words.push("--header", '"Authorization: Bearer $KEY"');
    const file = form.querySelector("[type=file]");
    const json = form.querySelector("textarea");
    if (file) {
      const name = file.files[0]?.name ?? "photo.jpg";
      words.push("--form", quoted(/^[\w.-]+$/.test(name) ? `image=@${name}` : `image=@"${name.replaceAll(/["\\]/g, "\\$&")}"`));
      for (const [at, value] of set(form)) words.push("--form", quoted(`${at}=${value}`));
      const format = set(form).find(([at]) => at === "format")?.[1] ?? "json";
      if (format !== "json") words.push("--output", form.dataset.path.split("/").pop() + `.${format}`);
    }
    if (json) words.push("--json", quoted(json.value));
    return [...words, quoted(base + form.dataset.path)].join(" ");
  }

  function request(form) {
    const headers = key?.value && form.dataset.key ? { Authorization: `Bearer ${key.value}` } : {};
    const json = form.querySelector("textarea");
    if (json) return { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: json.value };
    const file = form.querySelector("[type=file]");
    if (!file) return { headers };
    const body = new FormData();
    for (const [name, value] of set(form)) body.append(name, value);
    body.append("image", file.files[0]);
    return { method: "POST", headers, body };
  }

  const decoded = (text) => { try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; } };

  /* Show an answer: a picture, a text, or a file to save. */
  async function show(answer, into) {
    const kind = answer.headers.get("content-type") ?? "";
    const status = make("p", `${answer.status} ${answer.statusText}`, { className: answer.ok ? "status" : "status bad" });
    status.append(make("span", ` · ${kind}`, { className: "quiet" }));
    const parts = [status];
    if (/^(text\/|application\/(problem\+)?json)/.test(kind)) {
      parts.push(make("pre", decoded(await answer.text()), { tabIndex: 0 }));
    } else {
      const url = URL.createObjectURL(await answer.blob());
      if (kind.startsWith("image/")) parts.push(make("img", "", { src: url, alt: "The answer" }));
      const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "answer";
      parts.push(make("a", `Save ${name}`, { href: url, download: name }));
    }
    into.replaceChildren(...parts);
    said.textContent = `The server answered ${answer.status} ${answer.statusText}.`;
  }

  async function send(form, into) {
    const file = form.querySelector("[type=file]");
    if (file && !file.files.length) {
      file.focus();
      into.replaceChildren(make("p", "Choose a photograph first.", { className: "status bad" }));
      said.textContent = "Choose a photograph first.";
      return;
    }
    into.replaceChildren(make("p", "Waiting for the answer …", { className: "quiet" }));
    try {
      await show(await fetch(base + form.dataset.path, request(form)), into);
    } catch (error) {
      into.replaceChildren(make("p", `No answer came: ${error.message}`, { className: "status bad" }));
      said.textContent = "No answer came.";
    }
  }

  for (const form of document.querySelectorAll("article form")) {
    const article = form.closest("article");
    const shown = article.querySelector(".command code");
    const update = () => { shown.textContent = command(form); };
    form.addEventListener("input", update);
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form, article.querySelector(".heard")); });
    form.querySelector("button").hidden = false;
    update();
  }
  key?.form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll(".command button")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code");
      try {
        await navigator.clipboard.writeText(code.textContent);
        said.textContent = "Copied.";
        button.textContent = "Copied";
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      } catch { // no permission, or not on HTTPS
        getSelection().selectAllChildren(code);
        said.textContent = "Selected; press Ctrl and C to copy.";
      }
    });
  }
})();

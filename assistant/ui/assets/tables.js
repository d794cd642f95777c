// The tabs that the server renders: fragments fetched into their places, documents opened in a dialog, files uploaded.
// The HTML of a fragment is made by the server, which escapes every string of a document.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const sources = new WeakMap(); // of each view, the address that it shows
  const stale = new WeakSet(); // views that show what has changed since

  const spoken = document.querySelector("script[data-loading]").dataset;

  function made(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  // --- fragments -----------------------------------------------------------------------------------------------------

  const home = (view) => view.dataset.src ?? `/page/${view.id.replace("-view", "")}`;

  async function load(view, address = sources.get(view) ?? home(view), focus = false) {
    sources.set(view, address);
    stale.delete(view);
    view.setAttribute("aria-busy", "true");
    const response = await fetch(address).catch(() => null);
    if (sources.get(view) !== address) return; // something else was asked for meanwhile
    view.removeAttribute("aria-busy");
    if (!response) {
      view.replaceChildren(made("p", { className: "hint", textContent: spoken.fetch_failed }));
      return;
    }
    const kept = focus && document.activeElement?.name;
    view.innerHTML = response.ok ? await response.text() : "";
    if (!response.ok) view.append(made("p", { className: "hint", textContent: await reason(response) }));
    view.dispatchEvent(new CustomEvent("shown", { bubbles: true }));
    if (!focus) return;
    const again = kept && view.querySelector(`[name="${CSS.escape(kept)}"]`);
    const target = again || view.querySelector(".pager [role=status], h3, h2") || view;
    if (!again) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    if (!again) view.scrollIntoView({ block: "nearest" });
  }

  async function reason(response) {
    const told = await response.json().catch(() => ({}));
    return typeof told.detail === "string" ? told.detail : response.statusText;
  }

  // A view is filled when it is first seen, and again when it is seen after the library has changed.
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries)
      if (isIntersecting && (!sources.has(target) || stale.has(target))) load(target);
  });
  const watched = new WeakSet();
  function watch() {
    for (const view of all(".view")) {
      if (watched.has(view)) continue;
      watched.add(view);
      watcher.observe(view);
    }
  }
  new MutationObserver(watch).observe(document.documentElement, { childList: true, subtree: true });

  function changed() {
    for (const view of all(".view")) if (view.id !== "library-view") stale.add(view);
    const list = document.getElementById("library-list");
    if (list) load(list);
  }

  function query(form, pressed) {
    const fields = [...new FormData(form, pressed)].filter(([, value]) => value !== "");
    return `${form.getAttribute("action")}?${new URLSearchParams(fields)}`;
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".view-form")) return;
    event.preventDefault();
    load(event.target.closest(".view"), query(event.target, event.submitter), true);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.(".view-form.at-once");
    if (form && event.target.matches("select, [type=checkbox], [type=radio]")) form.requestSubmit();
  });
  document.addEventListener("shown", ({ target }) => {
    const holds = target.querySelector(".holds-now");
    if (holds) document.querySelector(".masthead .holds").textContent = holds.textContent;
    const filters = target.querySelector(".filter-box:not([data-active])");
    if (filters && narrow.matches) filters.open = false; // a phone shows the rows first
    const waiting = target.querySelector("[data-poll]");
    if (waiting) setTimeout(() => waiting.isConnected && load(target), Number(waiting.dataset.poll));
  });

  // --- dialogs -------------------------------------------------------------------------------------------------------

  function dialog(name, ...children) {
    const shown = made("dialog", { className: `sheet ${name}` }, ...children);
    (document.querySelector(".gradio-container") ?? document.body).append(shown);
    shown.addEventListener("close", () => shown.remove());
    shown.addEventListener("click", (event) => event.target === shown && shown.close()); // beside it
    shown.showModal();
    return shown;
  }

  async function peek(link) {
    const close = made("button", { type: "button", className: "close-sheet", textContent: "✕" });
    close.setAttribute("aria-label", spoken.close_dialog);
    const body = made("div", { className: "sheet-body", textContent: spoken.loading, tabIndex: 0 });
    const shown = dialog("document", close, body);
    shown.setAttribute("aria-label", link.textContent);
    close.addEventListener("click", () => shown.close());
    const [, id, start, end] = link.hash.split("/");
    const response = await fetch(`/page/document/${encodeURIComponent(id)}/${start}/${end}`).catch(() => null);
    if (!response?.ok) {
      body.textContent = spoken.vanished;
      return;
    }
    body.innerHTML = await response.text();
    body.querySelector("mark:not(:empty)")?.scrollIntoView({ block: "center" });
    // Whoever looks at a document of the library wants its text beside the page it was read from.
    if (link.closest("#library-list") && !narrow.matches) body.querySelector(".show-original")?.click();
  }

  function sure({ confirm, yes, no }) {
    return new Promise((resolve) => {
      const agree = made("button", { type: "button", className: "primary-button", textContent: yes });
      const refuse = made("button", { type: "button", className: "plain-button", textContent: no });
      const asked = dialog("asked", made("p", { textContent: confirm }), made("div", { className: "row" }, refuse, agree));
      asked.setAttribute("aria-label", confirm);
      agree.addEventListener("click", () => asked.close("yes"));
      refuse.addEventListener("click", () => asked.close());
      asked.addEventListener("close", () => resolve(asked.returnValue === "yes"));
      refuse.focus();
    });
  }

  // --- charts --------------------------------------------------------------------------------------------------------

  let plotly; // loaded when the first chart is to be drawn
  const withPlotly = () =>
    (plotly ??= new Promise((resolve, reject) => {
      const script = made("script", { src: "/page/assets/plotly/plotly.min.js" });
      script.addEventListener("load", () => resolve(window.Plotly));
      script.addEventListener("error", reject);
      document.head.append(script);
    }));

  const narrow = window.matchMedia("(max-width: 899px)");
  function look(element) {
    const style = getComputedStyle(element);
    const colour = (name) => style.getPropertyValue(name).trim();
    const axis = { gridcolor: colour("--line"), linecolor: colour("--line"), zerolinecolor: colour("--line"), automargin: true, fixedrange: true };
    return {
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { color: colour("--ink"), family: style.fontFamily, size: narrow.matches ? 11 : 13 },
      colorway: [colour("--accent"), colour("--second"), colour("--soft-ink")],
      margin: { l: 60, r: 12, t: narrow.matches ? 56 : 36, b: 44 },
      legend: { orientation: "h", y: 1.02, yanchor: "bottom" },
      hoverlabel: { bgcolor: colour("--paper"), bordercolor: colour("--line"), font: { color: colour("--ink") } },
      separators: ".,",
      dragmode: false,
      xaxis: axis,
      yaxis: axis,
    };
  }

  async function draw(place) {
    const { data, layout } = JSON.parse(place.nextElementSibling.textContent);
    const ours = look(place);
    const bars = Math.max(0, ...data.map((trace) => trace.x?.length ?? 0));
    ours.bargap = bars < 4 ? 0.7 : 0.3; // a single bar would fill the chart
    for (const axis of ["xaxis", "yaxis"]) layout[axis] = { ...ours[axis], ...layout[axis] };
    for (const trace of data)
      if (trace.type === "scatter") trace.marker = { color: ours.colorway[2], size: 8, symbol: "diamond" };
      else if (trace.type === "sankey") {
        trace.node.color = ours.colorway[0];
        trace.node.line = { width: 0 };
        trace.link.color = getComputedStyle(place).getPropertyValue("--flow").trim();
        trace.textfont = ours.font;
      }
    const library = await withPlotly();
    if (place.isConnected)
      await library.newPlot(place, data, { ...ours, ...layout }, { displayModeBar: false, responsive: true, locale: "en" });
    place.dataset.drawn = "yes";
  }
  const drawAll = (within = document) => all(".plot", within).forEach(draw);
  document.addEventListener("shown", ({ target }) => drawAll(target));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(drawAll, 100));

  // --- the library ---------------------------------------------------------------------------------------------------

  const words = () => document.querySelector("#upload .words").dataset;
  const limit = (name) => {
    const suffix = name.toLowerCase().match(/\.[^.]+$/)?.[0];
    const known = Object.fromEntries(
      document.getElementById("upload").dataset.limits.split(" ").map((one) => one.split(":")),
    );
    return Number(known[suffix] ?? Infinity);
  };

  function line(name) {
    const state = made("span", { className: "state" });
    const bar = made("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", name);
    const item = made("li", {}, made("span", { className: "name", textContent: name }), state, bar);
    document.querySelector(".upload-results").prepend(item);
    return {
      say(text, outcome = "") {
        state.textContent = text;
        item.className = outcome;
      },
      progress(share) {
        if (share === null) bar.removeAttribute("value");
        else bar.value = share;
      },
      end(text, outcome, details = []) {
        bar.remove();
        this.say(text, outcome);
        item.append(...details.map((detail) => made("p", { className: "reason", textContent: detail })));
        document.querySelector("#upload .announcement").textContent = `${name}：${text}${details.join("")}`;
      },
    };
  }

  function send(file, shown) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/api/v1/documents?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("content-type", "application/octet-stream");
      request.responseType = "json";
      request.upload.onprogress = (event) => event.lengthComputable && shown.progress(event.loaded / event.total);
      request.onload = () => resolve(request);
      request.onerror = () => resolve(null);
      request.send(file);
    });
  }

  async function upload(file) {
    const shown = line(file.name);
    const most = limit(file.name);
    if (file.size > most) {
      shown.end(words().outcomeError, "error", [words().tooLarge.replace("{most}", most / 2 ** 20)]);
      return;
    }
    shown.say(words().uploading);
    const answer = await send(file, shown);
    if (answer?.status !== 202) {
      shown.end(words().outcomeError, "error", [answer?.response?.detail ?? words().uploadBroke]);
      return;
    }
    follow(answer.response, shown, answer.response.note ? [answer.response.note] : []);
  }

  async function follow(job, shown, notes = []) {
    shown.progress(null);
    while (job.state !== "done") {
      shown.say(job.state === "reading" ? words().jobReading : words().jobWaiting);
      await new Promise((resolve) => setTimeout(resolve, 700));
      const response = await fetch(`/api/v1/uploads/${encodeURIComponent(job.job)}`).catch(() => null);
      if (!response?.ok) {
        shown.end(words().outcomeError, "error", [response ? await reason(response) : words().uploadBroke]);
        return;
      }
      job = await response.json();
    }
    const outcome = ["error", "skip", "ok", "unchanged"].find((one) => job.files.some((file) => file.status === one));
    const count = new Set(job.files.flatMap((file) => file.documents)).size;
    const said = words()[`outcome${outcome[0].toUpperCase()}${outcome.slice(1)}`];
    const reasons = job.files.filter((file) => file.reason).map((file) => (file.file === job.file ? "" : `${file.file}：`) + file.reason);
    shown.end(count ? `${said} · ${words().articles.replace("{count}", count)}` : said, outcome, [...notes, ...reasons]);
    changed();
  }

  async function uploadAll(files) {
    for (const file of files) await upload(file); // one after the other: the disk and the line are shared
    const list = document.getElementById("library-list");
    if (list) load(list);
  }

  async function act(pressed) {
    const { method, path, confirm } = pressed.dataset;
    if (confirm && !(await sure(pressed.dataset))) {
      pressed.focus();
      return;
    }
    pressed.disabled = true;
    const name = pressed.closest("tr").cells[0].textContent.trim();
    const response = await fetch(path, { method }).catch(() => null);
    const shown = line(name);
    if (!response?.ok) {
      pressed.disabled = false;
      shown.end(words().outcomeError, "error", [response ? await reason(response) : words().uploadBroke]);
    } else if (method === "POST") await follow(await response.json(), shown);
    else {
      shown.end(words().removed, "ok");
      changed();
    }
  }

  document.addEventListener("change", (event) => {
    if (event.target.id !== "upload-files") return;
    uploadAll([...event.target.files]);
    event.target.value = "";
  });
  for (const kind of ["dragover", "drop"])
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("#upload");
      if (!zone || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind === "drop") uploadAll([...event.dataTransfer.files]);
    });
  document.addEventListener("dragleave", (event) => event.target.closest?.("#upload")?.classList.remove("over"));

  // --- clicks --------------------------------------------------------------------------------------------------------

  const actions = {
    "a.view-link[href]": (link) => load(link.closest(".view"), link.getAttribute("href"), true),
    "a.peek": peek,
    "button.act": act,
    "button.print": () => window.print(),
  };
  document.addEventListener("click", (event) => {
    for (const [selector, doing] of Object.entries(actions)) {
      const target = event.target.closest(selector);
      if (!target) continue;
      event.preventDefault();
      doing(target);
      return;
    }
  });
  watch();
})();

// What the page does in the browser by itself: from a marker to its source, a whole document in place, copying.
// The HTML it opens is made by the server, which escapes every string of a document.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  const narrow = window.matchMedia("(max-width: 899px)");
  const all = (selector) => [...document.querySelectorAll(selector)];
  const move = (element, block) =>
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  function pointTo(element, block) {
    all(".pointed").forEach((other) => other.classList.remove("pointed"));
    element.classList.add("pointed");
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    move(element, block);
  }

  function showTurn(section) {
    closeDocument();
    all("#source-panel .turn").forEach((turn) => turn.classList.toggle("current", turn === section));
  }

  function closeDocument() {
    document.getElementById("document-view")?.remove();
    document.getElementById("sources")?.classList.remove("reading");
  }

  function button(name, label) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.textContent = label;
    return made;
  }

  async function openDocument(link) {
    closeDocument();
    const view = document.createElement("section");
    view.id = "document-view";
    view.tabIndex = -1;
    view.append(button("close-document", words.close));
    const body = document.createElement("div");
    body.textContent = words.loading;
    view.append(body);
    const panel = document.getElementById("sources");
    panel.append(view);
    panel.classList.add("reading");
    view.dataset.from = link.closest("article").id;
    view.focus({ preventScroll: true });
    const [, id, start, end] = link.hash.split("/");
    try {
      const response = await fetch(`/page/document/${encodeURIComponent(id)}/${start}/${end}`);
      if (!response.ok) throw new Error(response.statusText);
      body.innerHTML = await response.text();
      move(body.querySelector("mark") ?? view, "center");
    } catch {
      body.textContent = words.vanished;
    }
  }

  async function showOriginal(pressed) {
    const place = pressed.parentElement;
    pressed.disabled = true;
    pressed.textContent = words.original_making;
    const label = document.createElement("div");
    place.append(label);
    await fill(label, fetch(`/page/original/${pressed.value}`));
    pressed.remove();
    label.tabIndex = -1;
    label.focus({ preventScroll: true });
  }

  const answerOf = (element) => element.closest(".message-content, .message");

  async function copy(pressed, text) {
    await navigator.clipboard.writeText(text);
    const label = pressed.textContent;
    pressed.textContent = pressed.value;
    setTimeout(() => (pressed.textContent = label), 2000);
  }

  // Feedback: the server makes the form and what is shown of it afterwards, the browser only sends what was chosen.
  async function askFeedback(pressed) {
    const judged = answerOf(pressed).querySelector(".judged");
    const open = judged.querySelector(".feedback");
    if (open) return open.remove();
    const form = document.createElement("div");
    form.className = "feedback";
    form.dataset.record = pressed.name;
    judged.append(form);
    await fill(form, fetch(`/page/feedback/${encodeURIComponent(pressed.name)}`));
    form.querySelector("input")?.focus();
    move(form, "nearest");
  }

  async function sendFeedback(pressed) {
    const form = pressed.closest(".feedback");
    const verdicts = [...form.querySelectorAll("input:checked")].map((box) => box.value);
    const body = JSON.stringify({ verdicts, words: form.querySelector("textarea").value });
    const headers = { "Content-Type": "application/json" };
    const judged = form.closest(".judged");
    const sent = fetch(`/page/feedback/${encodeURIComponent(form.dataset.record)}`, { method: "POST", body, headers });
    if (await fill(judged, sent, form)) pointTo(judged.lastElementChild, "nearest");
  }

  function closeFeedback(pressed) {
    const button = answerOf(pressed).querySelector(".give-feedback");
    pressed.closest(".feedback").remove();
    button.focus();
  }

  // Puts what the server answers into an element; what goes wrong is said below `form`, which stays.
  async function fill(element, request, form = element) {
    let said = words.not_sent;
    try {
      const response = await request;
      if (response.ok) {
        element.innerHTML = await response.text();
        return true;
      }
      said = (await response.json()).detail ?? said;
    } catch {
      // no connection: what is said already is true
    }
    form.querySelector("[role='alert']")?.remove();
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");
    alert.textContent = said;
    form.append(alert);
    return false;
  }

  // Questions to ask next, under the last answer only: the server finds them while the answer is being read.
  const offered = new Map();
  async function offer() {
    const places = all("#chat .follow-ups");
    const last = places.pop();
    places.filter((place) => place.firstChild).forEach((place) => place.replaceChildren());
    const record = last && answerOf(last).querySelector(".copy-link")?.name;
    if (!record || last.dataset.record === record) return;
    last.dataset.record = record;
    if (!offered.has(record)) {
      const asked = fetch(`/page/follow-ups/${encodeURIComponent(record)}`);
      offered.set(record, asked.then((response) => (response.ok ? response.text() : ""), () => ""));
    }
    last.innerHTML = await offered.get(record);
  }

  function askNext(pressed) {
    const box = document.querySelector("#ask textarea");
    box.value = pressed.textContent;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    setTimeout(() => document.querySelector("#ask .submit-button")?.click(), 50); // once Gradio has seen the text
  }

  const historyShown = () => document.getElementById("desk").classList.contains("with-history");
  function showHistory(shown) {
    document.getElementById("desk").classList.toggle("with-history", shown);
    document.getElementById("show-history").setAttribute("aria-expanded", shown);
    sessionStorage.setItem("history", shown ? "shown" : "");
  }

  const actions = {
    "a.marker": (link) => {
      const source = document.querySelector(link.hash);
      showTurn(source.closest(".turn"));
      pointTo(source, "nearest");
      move(source.querySelector("mark"), "center");
    },
    "a.see-sources": (link) => {
      const section = document.querySelector(link.hash);
      showTurn(section);
      move(section, "start");
    },
    "a.back": (link) => pointTo(document.querySelector(link.hash), "center"),
    "a.open-document": openDocument,
    "button.close-document": (pressed) => {
      const from = pressed.closest("#document-view").dataset.from;
      closeDocument();
      pointTo(document.getElementById(from), "nearest");
    },
    "button.show-original": showOriginal,
    "button.copy-answer": (pressed) => copy(pressed, answerOf(pressed).querySelector(".copy-text").textContent),
    "button.follow-up": askNext,
    "button.copy-link": (pressed) => copy(pressed, `${location.origin}/?answer=${pressed.name}`),
    "button.give-feedback": askFeedback,
    "button.send-feedback": sendFeedback,
    "button.cancel-feedback": closeFeedback,
    "a.talk, a.export": (link) => location.assign(link.href),  // Gradio makes every link open a new tab
    "#hide-history": () => {
      showHistory(false);
      document.getElementById("show-history").focus();
    },
    "#show-history": () => {
      showHistory(!historyShown());
      if (historyShown()) document.querySelector("#history-search :is(input, textarea)").focus();
    },
    "a.log-out": async () => {
      await fetch("/logout", { method: "POST" });
      location.assign("/login");
    },
  };

  // A login that has ended is begun anew; whatever the page asks for next says so.
  const ask = window.fetch;
  window.fetch = async (...request) => {
    const response = await ask(...request);
    if (response.status === 401) location.assign(`/login?onward=${encodeURIComponent(location.pathname + location.search)}`);
    return response;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    for (const [selector, act] of Object.entries(actions)) {
      const target = event.target.closest(selector);
      if (!target) continue;
      event.preventDefault();
      act(target);
      return;
    }
    if (narrow.matches && document.getElementById("desk") && historyShown() && !event.target.closest("#history")) showHistory(false);
    if (event.target.closest("#clear")) history.replaceState(null, "", "/");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !event.target.closest?.("#history")) return;
    document.getElementById("hide-history").click();
  });

  // Gradio names each message after its raw markup, which a screen reader would spell out, and examples in English,
  // calls the examples a list that has no items, does not say whether the filters are open, and says some things
  // in English only.
  function rename() {
    all("#chat :is([data-testid][aria-label*='message:'], .example[aria-label])").forEach((element) =>
      element.removeAttribute("aria-label"),
    );
    all("#chat .examples[role]").forEach((element) => element.removeAttribute("role"));
    all("#chat [role='log']").forEach((element) => element.setAttribute("aria-label", words.chat));
    all("#filters > .label-wrap").forEach((element) =>
      element.setAttribute("aria-expanded", element.classList.contains("open")),
    );
    all(".toast-message-text").forEach((element) => {
      if (element.textContent.startsWith("This application is currently busy")) element.textContent = words.busy;
    });
    all(".toast-title").forEach((element) => {
      if (element.textContent.trim() === "Error") element.textContent = words.error;
    });
  }
  // The list of earlier conversations stays as it was when one of them is opened.
  let arrived = false;
  function arrive() {
    if (arrived || !document.getElementById("show-history")) return;
    arrived = true;
    showHistory(sessionStorage.getItem("history") === "shown" && !narrow.matches);
  }
  // A new answer brings new sources; a document opened from the old ones makes way.
  new MutationObserver((changes) => {
    rename();
    arrive();
    offer();
    if (changes.some((change) => change.type === "childList" && change.target.closest?.("#source-panel"))) closeDocument();
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
})();

// What the page does in the browser by itself: from a marker to its source, a whole document in place, copying.
// The HTML it opens is made by the server, which escapes every string of a document.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

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

  async function copy(pressed) {
    const text = pressed.closest(".message-content, .message").querySelector(".copy-text").textContent;
    await navigator.clipboard.writeText(text);
    const label = pressed.textContent;
    pressed.textContent = pressed.value;
    setTimeout(() => (pressed.textContent = label), 2000);
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
    "button.copy-answer": copy,
    "a.log-out": async () => {
      await fetch("/logout", { method: "POST" });
      location.assign("/login");
    },
  };

  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) {
      const target = event.target.closest(selector);
      if (!target) continue;
      event.preventDefault();
      act(target);
      return;
    }
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
  // A new answer brings new sources; a document opened from the old ones makes way.
  new MutationObserver((changes) => {
    rename();
    if (changes.some((change) => change.type === "childList" && change.target.closest?.("#source-panel"))) closeDocument();
  }).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
})();

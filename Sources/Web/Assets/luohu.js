/* Small comforts. Every page works without this script; what needs it is shown only when it runs
   (class js-only). It is loaded before the page is drawn, so that large type does not jump. */
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  /* Large type is a choice of this browser, not of the server. */
  const size = {
    get large() {
      try { return localStorage.getItem("size") === "large"; } catch { return false; }
    },
    set large(large) {
      try { large ? localStorage.setItem("size", "large") : localStorage.removeItem("size"); } catch { /* kept for this page only */ }
      root.classList.toggle("large", large);
    },
  };
  root.classList.toggle("large", size.large);

  let status;
  /* Says something to those who do not see the page change. */
  const announce = (text) => { status.textContent = ""; setTimeout(() => { status.textContent = text; }, 50); };

  const sizeLinks = () => {
    const on = document.querySelector(".size-on"), off = document.querySelector(".size-off");
    for (const [link, large, other] of [[on, true, off], [off, false, on]]) {
      link?.addEventListener("click", (event) => {
        event.preventDefault();
        size.large = large;
        other.focus();
      });
    }
  };

  /* The total follows the answers: the form is sent along, what comes back replaces the text of the box. */
  const liveTotal = () => {
    const form = document.querySelector("form#answers[data-total]");
    const box = document.querySelector(".live");
    if (!form || !box) return;
    let timer, running;
    const refresh = async () => {
      running?.abort();
      const mine = running = new AbortController();
      box.setAttribute("aria-busy", "true");
      try {
        const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
        const answer = await fetch(form.dataset.total, {
          method: "POST", body: new URLSearchParams(fields), credentials: "same-origin", signal: mine.signal,
        });
        if (answer.ok && (answer.headers.get("content-type") ?? "").startsWith("text/html")) {
          const text = await answer.text();
          if (mine === running) box.innerHTML = text;
        }
      } catch { /* the old total stays; sending the form calculates it anyway */ }
      if (mine === running) box.removeAttribute("aria-busy");
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(refresh, 300); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => { clearTimeout(timer); running?.abort(); });
  };

  /* Of a row, only what its award asks for is shown; the other fields keep what stands in them. */
  const unfold = (row) => {
    const named = row.querySelector("[list]");
    const name = named.value.trim().toLowerCase();
    const award = [...named.list.options].find((option) => option.value.toLowerCase() === name);
    const asks = award ? award.dataset.asks.split(" ") : [];
    const grades = award ? award.dataset.grades.split(" ") : [];
    for (const field of row.querySelectorAll(".field")) {
      const input = field.querySelector("input, select");
      if (input === named) continue;
      const key = input.name.split(".").pop();
      field.hidden = !asks.includes(key);
      if (key !== "grade") continue;
      for (const option of input.options) {
        const off = option.value !== "" && !option.selected && !grades.includes(option.value);
        option.hidden = option.disabled = off;
      }
    }
  };

  const copy = async (button) => {
    const source = document.querySelector(button.dataset.copy);
    if (!source) return;
    const text = source.value ?? source.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!source.select) return;
      source.select();
      document.execCommand("copy");
    }
    if (button.dataset.done) {
      const before = button.textContent;
      button.textContent = button.dataset.done;
      announce(button.dataset.done);
      setTimeout(() => { button.textContent = before; }, 3000);
    }
  };

  /* A shared case is in the part of the address that is never sent; the form sends it when opened.
     It leaves the address first, so that going back does not send it again. */
  const openShared = () => {
    const form = document.querySelector("form#shared");
    const field = form?.querySelector("[name=case]");
    const text = location.hash.slice(1);
    if (!field || !text) return;
    field.value = text;
    history.replaceState(null, "", location.pathname + location.search);
    form.requestSubmit();
  };

  /* One box ticks all of its name on the page, and it is said how many are ticked. */
  const chooseAll = () => {
    const all = document.querySelector("[data-all]");
    if (!all) return;
    const boxes = [...all.form.querySelectorAll(`[name="${all.dataset.all}"]`)];
    const count = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && !all.checked;
      all.form.querySelector("[data-count] b").textContent = ticked;
    };
    all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; count(); });
    for (const box of boxes) box.addEventListener("change", count);
    count();
  };

  /* What is typed is kept on the server two seconds after the last key, one saving at a time; the form goes on with the
     version that was kept. When another device has kept something else, nothing more is saved from here. */
  const keepDraft = (form) => {
    const state = form.querySelector(".draft-state");
    if (!state) return;
    const say = (text) => { state.textContent = text; };
    let timer, isSaving = false, isWaiting = false, isOver = false;
    const save = async () => {
      if (isOver) return;
      if (isSaving) { isWaiting = true; return; }
      isSaving = true;
      const fields = [...new FormData(form)].filter(([name, value]) =>
        typeof value === "string" && !["token", "key", "seen", "go"].includes(name));
      const body = new URLSearchParams(fields);
      body.set("token", state.dataset.token);
      body.set("draft-form", state.dataset.form);
      try {
        const answer = await fetch(state.dataset.to, { method: "POST", body, credentials: "same-origin", redirect: "error" });
        if ((answer.ok || answer.status === 409) && (answer.headers.get("content-type") ?? "").startsWith("application/json")) {
          if (answer.ok) {
            form.elements.draft.value = (await answer.json()).version;
            say(state.dataset.now);
          } else {
            isOver = true;
            say(state.dataset.other);
          }
        }
      } catch { /* it is kept when the form is sent */ }
      isSaving = false;
      if (isWaiting) { isWaiting = false; later(); }
    };
    const later = () => { clearTimeout(timer); if (!isOver) timer = setTimeout(save, 2000); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => { isOver = true; clearTimeout(timer); });
  };

  document.addEventListener("DOMContentLoaded", () => {
    status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    document.querySelector("main").append(status);
    sizeLinks();
    liveTotal();
    openShared();
    chooseAll();
    document.querySelectorAll("form[data-draft]").forEach(keepDraft);
    // What became of an act is read first.
    document.querySelector(".error-summary[tabindex], main > .banner[tabindex]")?.focus();
    document.addEventListener("input", (event) => {
      const row = event.target.list && event.target.closest("[data-unfolds]");
      if (row) unfold(row);
    });
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("[data-copy], [data-print]");
      if (!button) return;
      if ("print" in button.dataset) window.print(); else copy(button);
    });
  });
})();

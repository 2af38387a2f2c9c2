// Keeps a page true without reloading it: new state by /events, ages and countdown each second. A page whose script
// draws what is new itself is told by events on the document, and tells back: see the end of this file.
// Everything it shows was made by the server; without this file the page is the same, only still.
(() => {
  "use strict";
  const main = document.getElementById("main");
  const lang = document.documentElement.lang === "en" ? "en" : "ko";
  const locale = lang === "ko" ? "ko-KR" : "en-US";
  const UNITS = [["day", 86400000], ["hour", 3600000], ["minute", 60000], ["second", 1000]];
  const SILENCE_LIMIT_MS = 40000;
  const RETRY_MS = 5000;

  // ---- the server's clock; the demo's runs faster than ours ----
  let clock;
  function readClock() {
    const serverMs = Number(main.querySelector("[data-now]")?.dataset.now);
    if (!serverMs) return;
    const hereMs = performance.now();
    const passedMs = clock ? hereMs - clock.hereMs : 0;
    const isDemo = main.dataset.mode === "demo";
    const rate = isDemo && passedMs > 300 ? (serverMs - clock.serverMs) / passedMs : clock?.rate ?? 1;
    clock = { serverMs, hereMs, rate: rate > 0 && Number.isFinite(rate) ? rate : 1 };
  }
  const now = () => clock.serverMs + (performance.now() - clock.hereMs) * clock.rate;

  // ---- words for spans, as format.ts makes them ----
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  const units = Object.fromEntries(
    UNITS.map((
      [unit],
    ) => [unit, new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" })]),
  );
  function toAgo(deltaMs) {
    const size = Math.abs(deltaMs);
    const [unit, unitMs] = size >= 2 * UNITS[0][1]
      ? UNITS[0]
      : UNITS.slice(1).find((known) => size >= known[1]) ?? UNITS[3];
    const count = Math.floor(size / unitMs);
    return relative.format(deltaMs >= 1000 ? count : -count, unit);
  }
  function toSpan(lengthMs) {
    let rest = Math.max(0, lengthMs);
    const first = UNITS.findIndex(([, unitMs]) => rest >= unitMs);
    const from = first === -1 ? UNITS.length - 1 : first;
    const parts = [];
    for (const [unit, unitMs] of UNITS.slice(from, from + 2)) {
      const count = Math.floor(rest / unitMs);
      rest -= count * unitMs;
      if (count > 0 || from === UNITS.length - 1) parts.push(units[unit].format(count));
    }
    return parts.join(" ");
  }
  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
  function tick() {
    if (!clock) return;
    const nowMs = now();
    for (const element of main.querySelectorAll("[data-ago]")) {
      setText(element, toAgo(Number(element.dataset.ago) - nowMs));
    }
    for (const element of main.querySelectorAll("[data-until]")) {
      setText(element, toSpan(Number(element.dataset.until) - nowMs));
    }
  }

  function tell(name, detail) {
    document.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // ---- a new inside of main, with what the reader has open, focused and scrolled ----
  let isFetching = false;
  let isWanted = false;
  let refreshedMs = -Infinity;
  let later;
  async function refresh() {
    if (main.dataset.live === "own") return tell("live:wanted");
    const waitMs = refreshedMs + Number(main.dataset.gapMs ?? 0) - performance.now();
    if (waitMs > 0) {
      later ??= setTimeout(() => {
        later = undefined;
        refresh();
      }, waitMs);
      return;
    }
    refreshedMs = performance.now();
    if (isFetching) {
      isWanted = true;
      return;
    }
    isFetching = true;
    try {
      const url = new URL(location.href);
      url.searchParams.set("part", "main");
      url.searchParams.set("lang", lang);
      const response = await fetch(url, { headers: { accept: "text/html" }, cache: "no-store" });
      // The token is not known any more: the server's own answer says what to do.
      if (response.status === 401 || response.redirected) return location.reload();
      if (!response.ok) throw new Error(`status ${response.status}`);
      const html = await response.text();
      await untilReleased();
      swap(html);
      hideLost();
    } catch {
      showLost();
    } finally {
      isFetching = false;
      if (isWanted) {
        isWanted = false;
        refresh();
      }
    }
  }
  // Several things that happen at once are one look.
  let soon;
  function refreshSoon() {
    soon ??= setTimeout(() => {
      soon = undefined;
      refresh();
    }, 200);
  }
  // A button that is replaced between press and release is not clicked.
  let release;
  let released;
  addEventListener("pointerdown", () => {
    if (!release) released = new Promise((resolve) => release = resolve);
  });
  for (const name of ["pointerup", "pointercancel", "blur"]) {
    addEventListener(name, () => {
      // The click comes after the release.
      setTimeout(release ?? (() => {}));
      release = undefined;
    });
  }
  const untilReleased = () => released;
  // What the same thing is called in the next inside of main.
  function pathOf(element) {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const name = element.matches(".table-box") ? "aria-label" : "href";
    return `${element.localName}[${name}="${CSS.escape(element.getAttribute(name) ?? "")}"]`;
  }
  function swap(html) {
    const open = new Map([...main.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]));
    const focused = main.contains(document.activeElement) ? document.activeElement : undefined;
    const focusedAt = focused && pathOf(focused);
    const scrolled = [...main.querySelectorAll("pre[id], .table-box")].map((
      element,
    ) => [pathOf(element), element.scrollLeft, element.scrollTop]).filter(([, left, top]) =>
      left > 0 || top > 0
    );
    const { scrollX, scrollY } = globalThis;
    // Made by our own server with every foreign text escaped; a template runs nothing.
    const template = document.createElement("template");
    template.innerHTML = html;
    main.replaceChildren(template.content);
    for (const [id, isOpen] of open) document.getElementById(id)?.toggleAttribute("open", isOpen);
    for (const [path, left, top] of scrolled) main.querySelector(path)?.scrollTo(left, top);
    if (focusedAt) main.querySelector(focusedAt)?.focus({ preventScroll: true });
    globalThis.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
    readClock();
    enhance();
    tick();
  }

  // ---- the stream, and saying so when it is lost ----
  const banner = document.getElementById("connection");
  let lostAtMs;
  let heardMs = performance.now();
  let stream;
  function showLost() {
    if (lostAtMs !== undefined) return;
    lostAtMs = clock ? now() : 0;
    const time = new Date(lostAtMs + 9 * 3600000).toISOString().slice(5, 19).replace("T", " ");
    const strong = document.createElement("strong");
    strong.textContent = banner.dataset.lost;
    banner.replaceChildren(strong, ` ${banner.dataset.since.replace("{time}", `${time} KST`)}`);
    document.body.classList.add("is-lost");
    // The server said "all fine" about another moment.
    const headline = main.querySelector(".overall h1 span");
    if (headline) headline.textContent = banner.dataset.lost;
    tell("live:lost", { atMs: lostAtMs });
  }
  function hideLost() {
    if (lostAtMs === undefined || stream?.readyState !== EventSource.OPEN) return;
    lostAtMs = undefined;
    banner.replaceChildren();
    document.body.classList.remove("is-lost");
    tell("live:found");
  }
  function connect() {
    stream?.close();
    stream = new EventSource("/events");
    heardMs = performance.now();
    const heard = () => heardMs = performance.now();
    stream.addEventListener("open", () => {
      heard();
      if (lostAtMs !== undefined) refresh();
    });
    stream.addEventListener("state", () => {
      heard();
      refresh();
    });
    stream.addEventListener("heartbeat", heard);
    stream.addEventListener("market", () => {
      heard();
      if (main.dataset.market) refresh();
    });
    for (const topic of ["signal", "decision", "delivery"]) {
      stream.addEventListener(topic, () => {
        heard();
        refreshSoon();
      });
    }
    stream.addEventListener("bye", showLost);
    stream.addEventListener("error", () => {
      showLost();
      // The browser tries again by itself, except after an answer that is no stream.
      if (stream.readyState === EventSource.CLOSED) setTimeout(connect, RETRY_MS);
    });
  }
  function watch() {
    if (performance.now() - heardMs <= SILENCE_LIMIT_MS) return;
    showLost();
    connect();
  }

  // ---- poll now ----
  function enhance() {
    const form = document.getElementById("poll-now");
    if (!form) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      pollNow(form);
    });
  }
  async function pollNow(form) {
    const answer = document.getElementById("poll-answer");
    const button = form.querySelector("button");
    button.disabled = true;
    let sentence;
    try {
      const response = await fetch(form.action, { method: "POST", headers: { "X-Signal-Action": "1" } });
      const body = await response.json().catch(() => ({}));
      const detail = typeof body.detail === "string" ? ` ${body.detail}` : "";
      sentence = response.ok ? answer.dataset.ok : `${answer.dataset.failed}${detail}`;
    } catch {
      sentence = answer.dataset.failed;
    }
    answer.textContent = sentence;
    button.disabled = false;
    setTimeout(() => {
      if (answer.textContent === sentence) answer.textContent = "";
    }, 8000);
  }

  if (!main?.dataset.live) return;
  readClock();
  enhance();
  tick();
  connect();
  setInterval(() => {
    tick();
    watch();
    // What nobody tells of, until it has come to its end.
    if (main.querySelector("[data-again]") && document.visibilityState === "visible") refresh();
  }, 1000);
  document.addEventListener("live:failed", showLost);
  document.addEventListener("live:answered", () => {
    readClock();
    tick();
    hideLost();
  });
  // A tab that slept has missed events.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && (connect(), refresh()));
})();

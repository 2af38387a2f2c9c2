// Draws the chart of one market and keeps it true: live.js says when there is something new, this asks what it is.
(() => {
  "use strict";
  const box = document.getElementById("chart");
  const library = globalThis.LightweightCharts;
  if (!box || !library) return;
  const { createBook, createWords, createGapBands, createSessionLines, createIndicators } =
    globalThis.signalChart;
  const { toChartTime, fromChartTime } = globalThis.signalChart;
  const setup = JSON.parse(box.dataset.chart);
  const LEAST_GAP_MS = 1000;
  const REPAIR_GAP_MS = 15000;
  const MOST_BARS = 5000;
  const OLDER_BARS = 1000;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const book = createBook(setup);
  const words = createWords(setup.words);
  const latestButton = document.getElementById("chart-latest");

  // ---- colours: those of the style sheet, which knows light, dark and the reader's price colours ----
  function readColors() {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      ink: get("ink"),
      muted: get("muted"),
      line: get("chart-grid"),
      card: get("card"),
      up: get("price-up"),
      down: get("price-down"),
      brand: get("brand"),
      lines: [1, 2, 3, 4, 5, 6].map((i) => get(`line-${i}`)),
      no_trade: get("muted"),
      not_fetched: get("warn"),
      outage: get("bad"),
    };
  }
  let colors = readColors();

  // ---- the drawing ----
  const isDaily = !setup.barMs || setup.barMs >= 86400000;
  // Seconds of the drawing are Korean wall time, so its text is what Koreans read.
  const toWallText = (time) => new Date(time * 1000).toISOString();
  const thisYear = new Date(Number(document.querySelector("[data-now]").dataset.now) + 9 * 3600000)
    .toISOString().slice(0, 4);
  const isThisYear = (time) => toWallText(time).startsWith(thisYear);
  // A day of another year, or of a picture that spans years, would be read as one of this year.
  const hasOldYears = setup.lengthMs > 300 * 86400000 ||
    setup.endMs !== undefined && !isThisYear(toChartTime(setup.endMs));
  const { Year, Month, DayOfMonth } = library.TickMarkType;
  function toMark(time, kind) {
    const text = toWallText(time);
    if (kind === Year) return text.slice(0, 4);
    if (!hasOldYears && isThisYear(time)) return null;
    if (kind === Month) return text.slice(0, 7);
    return kind === DayOfMonth ? text.slice(0, 10) : null;
  }
  const chart = library.createChart(box, {
    autoSize: true,
    localization: {
      locale: document.documentElement.lang === "en" ? "en-US" : "ko-KR",
      timeFormatter: (time) => {
        const text = toWallText(time);
        const isPlain = !hasOldYears && isThisYear(time);
        return isDaily ? text.slice(0, 10) : `${text.slice(isPlain ? 5 : 0, 16).replace("T", " ")} KST`;
      },
    },
    kineticScroll: { touch: !isCalm, mouse: false },
    timeScale: {
      timeVisible: !isDaily,
      secondsVisible: setup.interval === "1s",
      rightOffset: 4,
      minBarSpacing: 0.1,
      tickMarkFormatter: toMark,
      tickMarkMaxCharacterLength: 10,
    },
    crosshair: { mode: library.CrosshairMode.Normal },
    handleScale: { axisPressedMouseMove: { time: true, price: true } },
  });
  const candles = chart.addSeries(library.CandlestickSeries, {
    priceLineVisible: false,
    lastValueVisible: false,
  });
  // The library's own label shows the last bar in view, which is not the last price when somebody looks at older bars.
  let lastLine;
  const volume = chart.addSeries(library.HistogramSeries, {
    priceFormat: { type: "custom", formatter: words.volume, minMove: 0.0001 },
    priceLineVisible: false,
    lastValueVisible: false,
  }, 1);
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0 } });
  const bands = createGapBands({
    chart,
    labels: document.getElementById("gap-labels"),
    book,
    colors: () => colors,
    toText: words.toHoleText,
  });
  chart.panes()[0].attachPrimitive(bands.first);
  chart.panes()[1].attachPrimitive(bands.other);
  const sessions = createSessionLines({ chart, book, colors: () => colors });
  chart.panes()[0].attachPrimitive(sessions.labelled);
  chart.panes()[1].attachPrimitive(sessions.plain);
  const indicators = createIndicators({ chart, words, book, bands, colors: () => colors });

  function applyColors() {
    colors = readColors();
    chart.applyOptions({
      layout: {
        background: { color: colors.card },
        textColor: colors.muted,
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: box.clientWidth < 480 ? 10 : 11,
        attributionLogo: true,
        panes: { separatorColor: colors.line, separatorHoverColor: colors.line },
      },
      grid: { vertLines: { color: colors.line }, horzLines: { color: colors.line } },
      rightPriceScale: { borderColor: colors.line },
      timeScale: { borderColor: colors.line },
      crosshair: {
        vertLine: { color: colors.muted, labelBackgroundColor: colors.brand },
        horzLine: { color: colors.muted, labelBackgroundColor: colors.brand },
      },
    });
    candles.applyOptions({
      upColor: colors.up,
      downColor: colors.down,
      wickUpColor: colors.up,
      wickDownColor: colors.down,
      borderVisible: false,
    });
    indicators.recolor();
  }
  // The library's own mark stays as its license wishes, without the address of this program in its link.
  function cleanMark() {
    const mark = document.getElementById("tv-attr-logo");
    if (!mark || mark.rel) return;
    mark.href = "https://www.tradingview.com/";
    mark.rel = "noreferrer";
  }

  // ---- from the book to the drawing ----
  const toCandle = (at, row) => {
    const time = toChartTime(at);
    return row ? { time, open: row[1], high: row[2], low: row[3], close: row[4] } : { time };
  };
  const toVolume = (at, row) => {
    const time = toChartTime(at);
    return row ? { time, value: row[5], color: `${row[4] >= row[1] ? colors.up : colors.down}99` } : { time };
  };
  // A line would run on through a gap as if it were known there; it may only where nothing was traded.
  const toPoint = (id, at) => {
    const value = book.rows.has(at) ? book.valueOf(id, at) : undefined;
    if (value === undefined) return { time: toChartTime(at) };
    const hole = book.holeAt(book.slotAfter(at));
    const isEnd = hole !== undefined && hole.kind !== "no_trade";
    return { time: toChartTime(at), value, ...(isEnd ? { color: "transparent" } : {}) };
  };
  let lastSlotMs = -Infinity;
  let drawn = [];
  function drawAll() {
    const slots = book.slots();
    const range = chart.timeScale().getVisibleLogicalRange();
    candles.setData(slots.map((at) => toCandle(at, book.rows.get(at))));
    volume.setData(slots.map((at) => toVolume(at, book.rows.get(at))));
    indicators.each((id, series) => series.setData(slots.map((at) => toPoint(id, at))));
    lastSlotMs = slots.at(-1) ?? -Infinity;
    keepInView(range, slots);
    drawn = slots;
  }
  // Grey as soon as it may not be the last price any more.
  function drawLastLine(isLive) {
    const [last] = book.lastBars(1);
    if (!last) return;
    const options = {
      price: last[4],
      color: !isLive ? colors.muted : last[4] >= last[1] ? colors.up : colors.down,
      lineWidth: 1,
      lineStyle: library.LineStyle.Dotted,
      axisLabelVisible: true,
    };
    if (lastLine) lastLine.applyOptions(options);
    else lastLine = candles.createPriceLine(options);
  }
  const isLiveNow = ({ state }) => state === "live" || state === "catching_up";
  // Who looks at older bars goes on looking at them, whatever was added on either side.
  function keepInView(range, slots) {
    const shift = slots.indexOf(drawn[0]);
    if (!range || shift === -1 || range.to > drawn.length - 1) return;
    chart.timeScale().setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift });
  }
  // Only what lies at the end can be changed without drawing everything anew.
  function drawEnd(sinceMs) {
    if (sinceMs < lastSlotMs || book.holeAt(book.slotAfter(sinceMs))) return drawAll();
    for (const at of book.slots().filter((slot) => slot >= lastSlotMs)) {
      candles.update(toCandle(at, book.rows.get(at)));
      volume.update(toVolume(at, book.rows.get(at)));
      indicators.each((id, series) => series.update(toPoint(id, at)));
      lastSlotMs = at;
    }
    drawn = book.slots();
  }

  // ---- asking the server ----
  async function ask(fromMs, toMs) {
    const query = new URLSearchParams({
      exchange: setup.exchange,
      symbol: setup.symbol,
      interval: setup.interval,
      from: String(Math.max(0, Math.floor(fromMs))),
    });
    if (toMs !== undefined) query.set("to", String(Math.floor(toMs)));
    const response = await fetch(`/api/candles?${query}`, { cache: "no-store" });
    if (response.status === 401) location.reload();
    const body = await response.json().catch(() => ({}));
    if (!response.ok) throw Object.assign(new Error(body.detail ?? ""), { isAnswer: true });
    return body;
  }
  function take(answer) {
    book.add(answer);
    indicators.add(answer.indicators);
    const least = words.setDecimals(answer);
    candles.applyOptions({
      priceFormat: { type: "custom", formatter: words.price, minMove: words.stepOf(answer) ?? least },
    });
  }
  function showAround(answer) {
    document.querySelector("[data-now]").dataset.now = String(Math.round(answer.nowMs));
    words.showLive(answer);
    words.showLast(book);
    drawLastLine(isLiveNow(answer));
    words.showTable(book);
    words.showGaps(book);
    words.showSummary(book);
    if (hoveredMs === undefined) showBar(lastBarMs());
    document.dispatchEvent(new Event("live:answered"));
  }
  const lastBarMs = () => book.lastBars(1)[0]?.[0];

  // A little air behind the last bar, in which the next ones can appear.
  const endFor = (width) => book.slots().length + Math.max(2, width * 0.03);

  let isLoaded = false;
  async function load() {
    words.message(setup.words.loading);
    book.clear();
    const nowMs = Number(document.querySelector("[data-now]").dataset.now);
    try {
      // Of a series that nobody collects any more, the first picture ends where the series does.
      take(await ask((setup.endMs ?? nowMs) - setup.lengthMs));
    } catch (error) {
      return words.message([setup.words.failed, error.isAnswer ? error.message : ""].join(" ").trim());
    }
    isLoaded = true;
    applyColors();
    drawAll();
    words.message(book.rows.size === 0 ? setup.words.empty : "");
    const count = book.slots().length;
    chart.timeScale().setVisibleLogicalRange({ from: -0.5, to: endFor(count) });
    document.body.classList.add("has-chart");
    showAround(book.facts);
  }

  let isAsking = false;
  let isWanted = false;
  let timer;
  let askedAtMs = -Infinity;
  let repairedAtMs = performance.now();
  // However often something is new, one question at a time and one a second.
  async function refresh() {
    isWanted = true;
    if (document.hidden || isAsking) return;
    const waitMs = askedAtMs + LEAST_GAP_MS - performance.now();
    if (waitMs > 0) {
      timer ??= setTimeout(() => {
        timer = undefined;
        refresh();
      }, waitMs);
      return;
    }
    isWanted = false;
    isAsking = true;
    askedAtMs = performance.now();
    try {
      await (isLoaded ? askForNews() : load());
    } finally {
      isAsking = false;
      if (isWanted) refresh();
    }
  }
  async function askForNews() {
    const lastMs = lastBarMs();
    const nowMs = Number(document.querySelector("[data-now]").dataset.now);
    const barMs = book.nextOf(lastMs ?? nowMs) - (lastMs ?? nowMs);
    // A page that slept for days begins anew instead of filling in more than one answer holds.
    if (
      lastMs === undefined || !setup.endMs && (nowMs - lastMs) / barMs > (MOST_BARS - 600) * setup.stretch
    ) return load();
    let fromMs = lastMs;
    if (performance.now() - repairedAtMs > REPAIR_GAP_MS) {
      repairedAtMs = performance.now();
      fromMs = book.firstOpenEndMs(lastMs - 500 * barMs) ?? lastMs;
    }
    try {
      const answer = await ask(Math.min(fromMs, lastMs));
      const before = book.holes.length;
      take(answer);
      drawEnd(fromMs < lastMs || book.holes.length < before ? -Infinity : lastMs);
      words.warn("");
      showAround(answer);
    } catch (error) {
      if (!error.isAnswer) return document.dispatchEvent(new Event("live:failed"));
      words.warn(`${setup.words.failed} ${error.message}`.trim());
    }
  }

  // ---- older bars, when somebody looks for them ----
  let isAskingOlder = false;
  let isTouched = false;
  for (const kind of ["pointerdown", "wheel", "keydown"]) {
    box.addEventListener(kind, () => isTouched = true, { capture: true, passive: true });
  }
  async function loadOlder() {
    const firstMs = book.fromMs;
    const { earliestMs } = book.facts;
    if (isAskingOlder || firstMs === undefined || !(earliestMs < firstMs)) return;
    isAskingOlder = true;
    try {
      const barMs = book.nextOf(firstMs) - firstMs;
      const { facts } = book;
      const answer = await ask(Math.max(earliestMs, firstMs - OLDER_BARS * setup.stretch * barMs), firstMs);
      // Older bars say nothing new about this moment.
      take({ ...answer, ...pick(facts), earliestMs: answer.earliestMs, openBar: undefined });
      book.facts.openBar = facts.openBar;
      drawAll();
      words.showGaps(book);
      words.showSummary(book);
      words.warn("");
    } catch (error) {
      words.warn([setup.words.failedOlder, error.isAnswer ? error.message : ""].join(" ").trim());
    } finally {
      isAskingOlder = false;
    }
  }
  const pick = ({ nowMs, state, reason, lagMs, lastFrameAgeMs, dayReference, tickSize }) => ({
    nowMs,
    state,
    reason,
    lagMs,
    lastFrameAgeMs,
    dayReference,
    tickSize,
  });
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (!range || !isLoaded) return;
    if (isTouched && range.from < 20) loadOlder();
    latestButton.hidden = range.to > drawn.length - 2;
  });

  // ---- the bar that is looked at ----
  let hoveredMs;
  function showBar(openMs) {
    if (openMs === undefined) return;
    words.showLegend(book, openMs);
    indicators.showValues(openMs);
  }
  chart.subscribeCrosshairMove(({ time }) => {
    hoveredMs = time === undefined ? undefined : fromChartTime(time);
    showBar(hoveredMs ?? lastBarMs());
  });
  function showLatest() {
    hoveredMs = undefined;
    chart.clearCrosshairPosition();
    const scale = chart.timeScale();
    const { from, to } = scale.getVisibleLogicalRange();
    const end = endFor(to - from);
    scale.setVisibleLogicalRange({ from: end - (to - from), to: end });
    showBar(lastBarMs());
  }
  latestButton.addEventListener("click", showLatest);
  function step(by) {
    const slots = book.slots();
    const from = hoveredMs === undefined ? slots.length - 1 + (by < 0 ? 1 : 0) : slots.indexOf(hoveredMs);
    const place = Math.max(0, Math.min(slots.length - 1, from + by));
    const at = slots[place];
    if (at === undefined) return;
    const scale = chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    const shift = place < range.from ? place - range.from - 5 : place > range.to ? place - range.to + 5 : 0;
    if (shift !== 0) scale.setVisibleLogicalRange({ from: range.from + shift, to: range.to + shift });
    const close = book.rows.get(at)?.[4] ??
      book.rows.get(slots.slice(0, place).findLast((s) => book.rows.has(s)))?.[4];
    if (close !== undefined) chart.setCrosshairPosition(close, toChartTime(at), candles);
    hoveredMs = at;
    showBar(at);
    words.sayBar(book, at);
  }
  function zoom(factor) {
    const scale = chart.timeScale();
    const { from, to } = scale.getVisibleLogicalRange();
    scale.setVisibleLogicalRange({ from: to - Math.max(5, (to - from) * factor), to });
  }
  const KEYS = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    PageUp: () => step(-20),
    PageDown: () => step(20),
    "+": () => zoom(0.8),
    "=": () => zoom(0.8),
    "-": () => zoom(1.25),
    End: showLatest,
    Escape: showLatest,
  };
  box.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || !isLoaded || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });

  // ---- what happens around ----
  document.addEventListener("live:wanted", refresh);
  document.addEventListener("live:lost", (event) => {
    words.showLost(event.detail.atMs);
    drawLastLine(false);
  });
  document.addEventListener("live:found", () => {
    if (!book.facts) return;
    words.showLive(book.facts);
    drawLastLine(isLiveNow(book.facts));
  });
  document.addEventListener("visibilitychange", () => !document.hidden && isWanted && refresh());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    applyColors();
    drawAll();
    if (isLoaded) drawLastLine(isLiveNow(book.facts) && !document.body.classList.contains("is-lost"));
  });
  document.getElementById("bars").addEventListener("toggle", () => isLoaded && words.showTable(book));
  // The library makes its mark anew with its first picture and with other colours.
  new MutationObserver(cleanMark).observe(box, { childList: true, subtree: true });
  refresh();
})();

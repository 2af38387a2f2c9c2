// The words and numbers around a chart: legend, last price, badge, table. The server made them first, in the same way.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const locale = document.documentElement.lang === "en" ? "en-US" : "ko-KR";
  const number = (options) => new Intl.NumberFormat(locale, options);
  const percents = number({ minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });
  const volumes = number({ maximumFractionDigits: 4 });
  const compact = number({ notation: "compact", maximumFractionDigits: 2 });
  const counts = number({ maximumFractionDigits: 0 });
  const tenths = number({ maximumFractionDigits: 1 });
  const toPercent = (value) => percents.format(value).replace("-", "\u2212");
  const ARROWS = { up: "▲", down: "▼", flat: "•" };

  // As `decimalsOf` on the server.
  function decimalsOf({ tickSize, symbol, candles }) {
    if (tickSize !== undefined) return /\.(\d*?)0*$/.exec(tickSize)?.[1]?.length ?? 0;
    const price = candles.at(-1)?.[4] ?? 1;
    if (symbol.endsWith("/KRW") && price >= 100) return 0;
    const usual = Math.max(0, Math.min(8, 5 - Math.floor(Math.log10(price))));
    const prices = candles.slice(-200).flatMap((row) => row.slice(1, 5));
    return Math.min(usual, Math.max(0, ...prices.map(digitsBehind)));
  }
  function digitsBehind(price) {
    return /\.(\d+)$/.exec(price.toFixed(8).replace(/0+$/, ""))?.[1]?.length ?? 0;
  }
  function setText(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
  function toClock(openMs) {
    const toText = (atMs) => new Date(atMs + 9 * 3600000).toISOString();
    const nowMs = Number(document.querySelector("[data-now]")?.dataset.now ?? openMs);
    const isThisYear = toText(openMs).slice(0, 4) === toText(nowMs).slice(0, 4);
    return toText(openMs).slice(isThisYear ? 5 : 0, 16).replace("T", " ");
  }
  const toDay = (openMs) => new Date(openMs + 9 * 3600000).toISOString().slice(0, 16).replace("T", " ");
  function toLag(ms) {
    return Math.abs(ms) < 1000 ? `${counts.format(ms)} ms` : `${tenths.format(ms / 1000)} s`;
  }

  function createWords(words) {
    let prices = number({ maximumFractionDigits: 2 });
    let most = 0;
    const price = (value) => prices.format(value);
    const wayOf = (value) => value > 0 ? "up" : value < 0 ? "down" : "flat";

    function toChange(value) {
      const way = wayOf(value);
      const mark = document.createElement("span");
      mark.className = `change ${way}`;
      const arrow = document.createElement("span");
      arrow.className = "arrow";
      arrow.setAttribute("aria-hidden", "true");
      arrow.textContent = ARROWS[way];
      const word = document.createElement("span");
      word.className = "hidden";
      word.textContent = `${words[way]} `;
      mark.append(arrow, word, `${toPercent(value)}%`);
      return mark;
    }
    function changeOf(book, row) {
      const before = book.rowBefore(row[0]);
      return before ? (row[4] / before[4] - 1) * 100 : undefined;
    }

    function showLegend(book, openMs) {
      const row = book.rows.get(openMs);
      const hole = row ? undefined : book.holeAt(openMs);
      setText(byId("legend-time"), toClock(openMs));
      byId("legend").classList.toggle("in-gap", !row);
      ["open", "high", "low", "close"].forEach((name, i) =>
        setText(byId(`legend-${name}`), row ? price(row[i + 1]) : "–")
      );
      setText(byId("legend-volume"), row ? volumes.format(row[5]) : "–");
      const change = row ? changeOf(book, row) : undefined;
      byId("legend-change").replaceChildren(
        change !== undefined ? toChange(change) : hole ? toHoleText(hole) : "–",
      );
    }
    // `upbit: timeout` keeps its name and has its kind translated.
    function toReason(reason) {
      const [name, kind] = reason?.split(": ") ?? [];
      return words.reasons[reason] ?? (words.reasons[kind] ? `${name}: ${words.reasons[kind]}` : reason);
    }
    function toHoleText(hole, between = " · ") {
      const reason = toReason(hole.reason);
      return reason && reason !== words[hole.kind]
        ? `${words[hole.kind]}${between}${reason}`
        : words[hole.kind];
    }

    function showLast(book) {
      const { facts } = book;
      const [last] = book.lastBars(1);
      if (!last) return;
      setText(byId("last-price"), price(last[4]));
      document.title = document.title.replace(/^(\[DEMO\] )?(.*? · )?(?=\S+\/)/, `$1${price(last[4])} · `);
      const change = facts.dayReference ? (last[4] / facts.dayReference - 1) * 100 : undefined;
      byId("day-change-note").hidden = change === undefined;
      byId("last-price").className = change === undefined ? "" : wayOf(change);
      byId("day-change").replaceChildren(...(change === undefined ? [] : [toChange(change)]));
    }

    function showLive({ state, reason, lagMs, lastFrameAgeMs, nowMs }) {
      showState(state);
      const lag = byId("live-lag");
      setText(lag, lagMs ? lag.dataset.text.replace("{lag}", toLag(lagMs.last)) : "");
      const heard = byId("live-heard");
      heard.hidden = lastFrameAgeMs === undefined;
      const ago = heard.querySelector(".ago");
      if (lastFrameAgeMs === undefined) delete ago.dataset.ago;
      else ago.dataset.ago = String(Math.round(nowMs - lastFrameAgeMs));
      setText(byId("live-reason"), toReason(reason) ?? "");
    }
    function showState(state) {
      byId("live").dataset.state = state;
      for (const part of byId("live").querySelectorAll("[data-for]")) {
        part.hidden = part.dataset.for !== state;
      }
    }
    function showLost(atMs) {
      const text = byId("live-lost-text");
      setText(text, text.dataset.text.replace("{time}", toClock(atMs).slice(6)));
      showState("lost");
    }

    function showTable(book) {
      const table = document.querySelector("#bars-table tbody");
      if (!table || !byId("bars").open) return;
      const bars = book.lastBars(20);
      table.replaceChildren(...bars.map((row) => toTableRow(book, row)));
    }
    function toTableRow(book, row) {
      const line = document.createElement("tr");
      line.setAttribute("role", "row");
      const head = document.createElement("th");
      head.scope = "row";
      head.setAttribute("role", "rowheader");
      const time = document.createElement("time");
      time.dateTime = new Date(row[0]).toISOString();
      time.textContent = `${toClock(row[0])}:${time.dateTime.slice(17, 19)}`;
      head.append(time);
      if (book.facts.openBar?.[0] === row[0]) {
        const badge = document.createElement("span");
        badge.className = "badge";
        badge.textContent = words.isOpen;
        head.append(" ", badge);
      }
      const change = changeOf(book, row);
      line.append(
        head,
        ...[[words.open, price(row[1])], [words.high, price(row[2])], [words.low, price(row[3])]].map(toCell),
        toCell([words.close, price(row[4])], "number place-key"),
        toCell([words.change, change === undefined ? "–" : toChange(change)]),
        toCell([words.volume, volumes.format(row[5])]),
      );
      return line;
    }
    function toCell([label, content], look) {
      const cell = document.createElement("td");
      cell.setAttribute("role", "cell");
      cell.className = typeof look === "string" ? look : "number";
      cell.dataset.label = label;
      cell.append(content);
      return cell;
    }

    // Of all that is loaded, for those who see no drawing and for a glance.
    function showSummary(book) {
      const rows = book.slots().map((at) => book.rows.get(at)).filter((row) => row);
      const [first, last] = [rows[0], rows.at(-1)];
      if (!first) return;
      const facts = {
        from: toDay(first[0]),
        to: toDay(book.nextOf(last[0])),
        count: counts.format(rows.length),
        open: price(first[1]),
        close: price(last[4]),
        change: toPercent((last[4] / first[1] - 1) * 100),
        high: price(rows.reduce((most, row) => Math.max(most, row[2]), -Infinity)),
        low: price(rows.reduce((least, row) => Math.min(least, row[3]), Infinity)),
      };
      setText(byId("chart-summary"), words.summary.replace(/\{(\w+)\}/g, (_, name) => facts[name]));
    }
    function showGaps(book) {
      for (const item of document.querySelectorAll("#gap-legend [data-kind]")) {
        const count = book.holes.filter(({ kind }) => kind === item.dataset.kind).length;
        const text = item.querySelector("b");
        setText(text, text.dataset.count.replace("{count}", counts.format(count)));
        item.classList.toggle("none", count === 0);
      }
      const listing = byId("gap-listing");
      listing.hidden = book.listedMs === undefined;
      if (!listing.hidden) setText(listing, listing.dataset.text.replace("{time}", toDay(book.listedMs)));
    }

    return {
      price,
      percent: (value) => tenths.format(value),
      volume: (value) => value >= 10000 ? compact.format(value) : volumes.format(value),
      toClock,
      toHoleText,
      setDecimals(facts) {
        // An answer with the last bar alone does not take digits away that others have.
        most = Math.max(most, decimalsOf(facts));
        const digits = facts.tickSize === undefined ? most : decimalsOf(facts);
        prices = number({ minimumFractionDigits: digits, maximumFractionDigits: digits });
        return Number((10 ** -digits).toFixed(digits));
      },
      stepOf: ({ tickSize }) => Number(tickSize) || undefined,
      showLegend,
      showLast,
      showLive,
      showLost,
      showTable,
      showGaps,
      showSummary,
      sayBar(book, openMs) {
        const row = book.rows.get(openMs);
        const hole = row ? undefined : book.holeAt(openMs);
        const parts = row
          ? [words.open, words.high, words.low, words.close].map((word, i) => `${word} ${price(row[i + 1])}`)
          : [hole ? toHoleText(hole) : "–"];
        setText(byId("bar-said"), [toClock(openMs), ...parts].join(", "));
      },
      message: (text) => setText(byId("chart-message"), text),
      warn(text) {
        setText(byId("chart-warning"), text);
        byId("chart-warning").parentElement.classList.toggle("shown", text !== "");
      },
    };
  }
  Object.assign(globalThis.signalChart, { createWords });
})();

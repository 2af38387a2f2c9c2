// What a chart knows: bars by their open time, values of indicators, and the stretches without bars.
// Nothing here touches the page, so that tests can use it as it is.
globalThis.signalChart = {};
(() => {
  "use strict";
  const KST_MS = 9 * 3600000;
  const DAY_MS = 24 * 3600000;
  const MOST_BACK = 500;

  // `barMs` is null for months and years, which differ in length.
  function createBook({ barMs, interval }) {
    const rows = new Map();
    const values = new Map();
    let holes = [];
    // Of a market with sessions: where a bar could be and is none. Nights have no place beside them.
    let empty;
    let facts;
    let fromMs;
    let firstMs = Infinity;
    let made;

    function nextOf(openMs) {
      if (barMs) return openMs + barMs;
      const at = new Date(openMs);
      return interval === "1M"
        ? Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1)
        : Date.UTC(at.getUTCFullYear() + 1, 0);
    }

    // An answer tells everything about its stretch: what it says about gaps replaces what was known there.
    function add(answer) {
      facts = answer;
      fromMs = Math.min(fromMs ?? Infinity, answer.fromMs);
      made = undefined;
      const all = answer.openBar ? [...answer.candles, answer.openBar] : answer.candles;
      for (const row of all) rows.set(row[0], row);
      firstMs = Math.min(firstMs, all[0]?.[0] ?? Infinity);
      for (const { id, values: own } of answer.indicators) {
        const known = values.get(id) ?? values.set(id, new Map()).get(id);
        own.forEach((value, i) => all[i] && known.set(all[i][0], value));
      }
      const outside = holes.flatMap((hole) => [
        { ...hole, toMs: Math.min(hole.toMs, answer.fromMs) },
        { ...hole, fromMs: Math.max(hole.fromMs, answer.toMs) },
      ]).filter((hole) => hole.fromMs < hole.toMs);
      holes = join([...outside, ...answer.holes]);
      if (answer.emptySlots === undefined) return;
      const isOutside = (at) => at < answer.fromMs || at >= answer.toMs;
      empty = [...(empty ?? []).filter(isOutside), ...answer.emptySlots];
    }

    // Neighbours of one kind and reason are one gap, also across two answers.
    function join(parts) {
      const joined = [];
      for (const part of parts.toSorted((a, b) => a.fromMs - b.fromMs)) {
        const last = joined.at(-1);
        if (last && last.toMs >= part.fromMs && last.kind === part.kind && last.reason === part.reason) {
          last.toMs = Math.max(last.toMs, part.toMs);
        } else joined.push({ ...part });
      }
      return joined;
    }

    // Every open time from the first bar to the last bar or the end of the last gap: gaps keep their real width. Where
    // a market has sessions, only those at which a bar can begin.
    function slots() {
      return made ??= makeSlots();
    }
    function makeSlots() {
      const times = [...rows.keys()].toSorted((a, b) => a - b);
      if (times.length === 0) return [];
      if (empty) return sessionSlots(times);
      const endMs = Math.max(nextOf(times.at(-1)), holes.at(-1)?.toMs ?? 0);
      const all = [];
      let i = 0;
      for (let at = times[0]; at < endMs; at = nextOf(at)) {
        while (i < times.length && times[i] < at) all.push(times[i++]);
        if (times[i] === at) i++;
        all.push(at);
      }
      return all;
    }

    function sessionSlots(times) {
      const lost = empty.filter((at) => at > times[0] && !rows.has(at));
      return [...times, ...lost].toSorted((a, b) => a - b);
    }
    // The next one that is shown: after the last minute of a day the first one of the next.
    function slotAfter(openMs) {
      if (!empty) return nextOf(openMs);
      const all = slots();
      return all[placeOf(all, openMs + 1)] ?? nextOf(openMs);
    }
    // The first bar of each session among bars that are shorter than a day.
    function sessionStarts() {
      if (!empty || !barMs || barMs >= DAY_MS) return [];
      return slots().filter((at, i, all) => i > 0 && dayOf(at) !== dayOf(all[i - 1]));
    }
    const dayOf = (atMs) => Math.floor((atMs + KST_MS) / DAY_MS);
    function placeOf(all, atMs) {
      let low = 0;
      let high = all.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (all[middle] < atMs) low = middle + 1;
        else high = middle;
      }
      return low;
    }

    // Gaps are ascending and apart, and there may be one in every other minute.
    function holeAt(openMs) {
      let low = 0;
      let high = holes.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (holes[middle].toMs <= openMs) low = middle + 1;
        else high = middle;
      }
      return holes[low]?.fromMs <= openMs ? holes[low] : undefined;
    }
    function lastBars(count) {
      const bars = [];
      const all = slots();
      for (let i = all.length - 1; i >= 0 && bars.length < count; i--) {
        const row = rows.get(all[i]);
        if (row) bars.push(row);
      }
      return bars;
    }

    return {
      add,
      nextOf,
      slots,
      slotAfter,
      // The bar before it, unless too many are missing between.
      rowBefore: (openMs) => {
        const all = slots();
        const place = placeOf(all, openMs);
        for (let i = place - 1; i >= 0 && i >= place - MOST_BACK; i--) {
          const row = rows.get(all[i]);
          if (row) return row;
        }
        return undefined;
      },
      sessionStarts,
      rows,
      valueOf: (id, openMs) => values.get(id)?.get(openMs) ?? undefined,
      // Begins anew, for a page that has missed more than it wants to fill in.
      clear() {
        rows.clear();
        values.clear();
        holes = [];
        empty = undefined;
        fromMs = undefined;
        firstMs = Infinity;
        made = undefined;
      },
      // From when on everything has been asked for.
      get fromMs() {
        return fromMs;
      },
      get facts() {
        return facts;
      },
      // Until when the exchange did not have the market, as far as it was looked back.
      get listedMs() {
        return holes.findLast(({ kind }) => kind === "not_listed")?.toMs;
      },
      // Before the first bar ever stored there is nothing that could be missing.
      get holes() {
        return holes.filter(({ kind, toMs }) => toMs > firstMs && kind !== "not_listed")
          .map((hole) => ({ ...hole, fromMs: Math.max(hole.fromMs, firstMs) }));
      },
      holeAt,
      // Where a repair may still change something near the end.
      firstOpenEndMs(sinceMs) {
        const repairable = holes.find(({ kind, toMs }) =>
          kind !== "no_trade" && kind !== "not_listed" && toMs > sinceMs
        );
        return repairable ? Math.max(repairable.fromMs, sinceMs) : undefined;
      },
      lastBars,
    };
  }

  // The drawing library knows UTC seconds only, so it is given Korean wall time in their place.
  const toChartTime = (openMs) => (openMs + KST_MS) / 1000;
  const fromChartTime = (seconds) => seconds * 1000 - KST_MS;

  Object.assign(globalThis.signalChart, { createBook, toChartTime, fromChartTime });
})();

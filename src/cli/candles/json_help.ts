/** What each command prints with --json, for its help. Times are Korean with their offset: 2026-11-14T09:00:00+09:00. */
const SERIES = "exchange, symbol, interval";
const CANDLE = "open_time (when it begins), open, high, low, close, volume";

export const JSON_HELP = {
  fetch: `With --json: ${SERIES}, from, to, complete, added, fetched, pages, took_s,
outages: [{from, to, reason}], missing: [{from, to}], error: {kind, message} or null.`,
  import:
    `With --json: ${SERIES}, name (of a stock whose name is known), rows, added, in_future (added besides), replaced, removed, known, differing (of the known ones), duplicates,
halted, bad, left_out, timezone (of times without one) or null, timezone_assumed, stored, problem: {kind (differs,
jump or moved), text} or null, notes, took_s. Of a file of many stocks: stocks: [{${SERIES}, name or null, rows,
added, replaced, known, differing, halted, bad, stored, problem}], the sums of them, left_out (series that were not
stored), padded_codes, notes, took_s.`,
  export: `With --json: [{${CANDLE}}].`,
  aggregate: `With --json: [{${CANDLE}}];
with --store: ${SERIES}, added, known, differing (of the known ones; with --replace replaced), partial (left out).`,
  gaps: `With --json: ${SERIES}, from, to, expected, present, no_trade, not_fetched, outage,
not_listed (not expected), gaps: [{kind (no_trade, not_fetched, outage or not_listed), from, to, bars, reason}], the quiet ones included,
jumps: [{at, before, after}] (of a Korean stock: further than a day allows, probably a split),
base_changes: [{at, before, base}] (its base price is not the close before).`,
  list:
    `With --json: path, size_bytes, series: [{${SERIES}, name (of a stock whose name is known), bars, first, last}];
first and last are when those bars begin.`,
  verify: `With --json: well, findings: [{kind, series: {${SERIES}} or null, at or null, count, text}],
price_breaks: [{series, jumps, base_changes}] (of Korean stocks, as gaps has them; they are nothing wrong with the store);
with a market: ${SERIES}, from, to, complete, added, different, corrected (of the different ones), listed or null,
error: {kind, message} or null.`,
  remove: `With --json: ${SERIES}, from, to, removed, dry_run, notes.`,
  prune: `With --json: ${SERIES} (absent for all), before, removed.`,
} as const;

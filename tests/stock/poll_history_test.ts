import { deepStrictEqual } from "node:assert/strict";
import { UpstreamError } from "../../src/core/errors.ts";
import { PollHistory, STRIP_CELL_MS } from "../../src/stock/poll_history.ts";

const NOON_MS = Date.parse("2026-03-11T12:00:00+09:00");
const DAY_OF_CELLS = 144;

const good = { sourceId: "portfolio", durationMs: 1 };
const bad = { ...good, error: new UpstreamError("timeout", "too late") };

const startsOf = (history: PollHistory, nowMs: number) =>
  history.stripOf("portfolio", nowMs).map(({ fromMs }) => (fromMs - NOON_MS) / STRIP_CELL_MS);

Deno.test("a cell counts the polls of ten minutes and their failures, and names the last kind of failure", () => {
  const history = new PollHistory();
  history.add([good], NOON_MS);
  history.add([bad, { ...good, sourceId: "news" }], NOON_MS + STRIP_CELL_MS - 1);
  history.add([good], NOON_MS + STRIP_CELL_MS);
  const nowMs = NOON_MS + STRIP_CELL_MS;
  deepStrictEqual(history.stripOf("portfolio", nowMs), [
    { fromMs: NOON_MS, polls: 2, failures: 1, lastErrorKind: "timeout" },
    { fromMs: NOON_MS + STRIP_CELL_MS, polls: 1, failures: 0, lastErrorKind: undefined },
  ]);
  deepStrictEqual(history.stripOf("news", nowMs).map(({ polls, failures }) => [polls, failures]), [[1, 0]]);
  deepStrictEqual(history.stripOf("nothing", nowMs), []);
  history.add([good], NOON_MS + 1);
  deepStrictEqual(history.stripOf("portfolio", nowMs)[0], {
    fromMs: NOON_MS,
    polls: 3,
    failures: 1,
    lastErrorKind: "timeout",
  });
});

Deno.test("a strip shows the last 24 hours: no cell that began before, and none that is still to come", () => {
  const history = new PollHistory();
  for (const cell of [0, 1, 2]) history.add([good], NOON_MS + cell * STRIP_CELL_MS);
  const later = (cells: number) => NOON_MS + cells * STRIP_CELL_MS;
  deepStrictEqual(startsOf(history, later(2)), [0, 1, 2]);
  deepStrictEqual(startsOf(history, later(1)), [0, 1]);
  deepStrictEqual(startsOf(history, later(DAY_OF_CELLS) - 1), [0, 1, 2]);
  deepStrictEqual(startsOf(history, later(DAY_OF_CELLS)), [1, 2]);
});

Deno.test("cells lie in the order of their times though the clock was set back, and a day of them is kept", () => {
  const history = new PollHistory();
  history.add([good], NOON_MS + 3 * STRIP_CELL_MS);
  history.add([good], NOON_MS);
  deepStrictEqual(startsOf(history, NOON_MS + 3 * STRIP_CELL_MS), [0, 3]);
  for (let cell = 4; cell < DAY_OF_CELLS + 3; cell++) history.add([good], NOON_MS + cell * STRIP_CELL_MS);
  deepStrictEqual(startsOf(history, NOON_MS + 3 * STRIP_CELL_MS), [3]);
});

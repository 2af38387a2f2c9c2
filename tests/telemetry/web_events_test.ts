import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { createWebEvents } from "../../src/telemetry/web_events.ts";
import { recordingLog } from "../support/client_parts.ts";

Deno.test("a wrong token is said with its address at the first and each tenth time, the rest at debug", () => {
  const log = recordingLog();
  const events = createWebEvents(log);
  for (let n = 1; n <= 20; n++) events.wrongToken({ address: "192.168.0.9", tries: n, triesByAll: n });
  const said = log.lines.flatMap(({ level }, i) => level === "warning" ? [i + 1] : []);
  deepStrictEqual(said, [1, 10, 20]);
  match(log.lines[9]?.message ?? "", /from 192\.168\.0\.9 \(10 in a row from there, 10 in all\)/);
});

Deno.test("a thousand addresses with a wrong token each do not fill the log", () => {
  const log = recordingLog();
  const events = createWebEvents(log);
  for (let n = 1; n <= 1_000; n++) events.wrongToken({ address: `10.0.0.${n}`, tries: 1, triesByAll: n });
  strictEqual(log.lines.filter(({ level }) => level === "warning").length, 60);
});

Deno.test("an accept that fails is an error in one sentence, without a stack, and its end is said", () => {
  const log = recordingLog();
  const events = createWebEvents(log);
  events.acceptFailed({ error: new Error("Too many open files (os error 24)"), connections: 99 });
  events.acceptRecovered({ failures: 1 });
  const [failed, recovered] = log.lines;
  strictEqual(failed?.level, "error");
  match(failed?.message ?? "", /99 open: Too many open files/);
  doesNotMatch(failed?.message ?? "", /at file/);
  match(recovered?.message ?? "", /after 1 failed try$/);
});

Deno.test("callers who left before they were taken are a warning from the tenth on, with their number", () => {
  const log = recordingLog();
  const events = createWebEvents(log);
  const error = new Error("Transport endpoint is not connected (os error 107)");
  for (const count of [1, 10]) events.callersLeft({ error, count });
  strictEqual(log.lines.map(({ level }) => level).join(), "debug,warning");
  match(log.lines[1]?.message ?? "", /^10 callers left before .* not connected \(os error 107\); the others/);
});

import { deepStrictEqual } from "node:assert/strict";
import { createStopReader } from "../../src/cli/service/stop_signal.ts";

/** What each request means that comes so many milliseconds after the clock began. */
function read(atMs: readonly number[]): readonly string[] {
  let nowMs = 0;
  const readStop = createStopReader({ monotonic: () => nowMs });
  return atMs.map((at) => {
    nowMs = at;
    return readStop();
  });
}

Deno.test("one press of Ctrl-C that arrives two or three times within milliseconds is one request to stop", () => {
  deepStrictEqual(read([7_000, 7_001, 7_003]), ["stop", "repeat", "repeat"]);
  deepStrictEqual(read([7_000, 7_000]), ["stop", "stop"]);
});

Deno.test("a second press ends the program at once when half a second has passed since the first", () => {
  deepStrictEqual(read([7_000, 7_001, 7_499, 7_500]), ["stop", "repeat", "repeat", "leave"]);
});

Deno.test("a key held down is a second press too, as only the first one counts the time", () => {
  deepStrictEqual(read([0, 400, 499, 501, 900]), ["stop", "repeat", "repeat", "leave", "leave"]);
});

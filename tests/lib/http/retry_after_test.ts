import { ok as assertTrue, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { LONGEST_SILENCE_MS, readRetryAfterMs, readSilenceMs } from "../../../src/lib/http/retry_after.ts";

/** Values and waits as in the retry tests of ky, got and undici and in RFC 9110 10.2.3. */
const NOW_MS = Date.parse("2026-01-01T00:00:00Z");

const CASES: readonly (readonly [string | null, number | undefined])[] = [
  ["0", 0],
  ["1", 1_000],
  ["120", 120_000],
  [" 120 ", 120_000],
  ["3600", 3_600_000],
  ["3601", 3_600_000],
  ["99999999999999999999", 3_600_000],
  ["9".repeat(400), 3_600_000],
  ["Thu, 01 Jan 2026 00:00:05 GMT", 5_000],
  ["Wed, 31 Dec 2025 23:59:00 GMT", 0],
  ["Thu, 01 Jan 2026 05:00:00 GMT", 3_600_000],
  ["Thursday, 01-Jan-26 00:00:05 GMT", 5_000],
  ["Thu Jan  1 00:00:05 2026", 5_000],
  [null, undefined],
  ["", undefined],
  [" ", undefined],
  ["-1", undefined],
  ["+5", undefined],
  ["1e3", undefined],
  ["0x10", undefined],
  ["Infinity", undefined],
  ["NaN", undefined],
  ["not-a-valid-value", undefined],
  ["2026-01-01T00:00:05Z", undefined],
  ["Thu, soon", undefined],
  ["120, 60", undefined],
  ["1.5", 1_500],
  ["120.5", 120_500],
  ["0.0001", 1],
  ["120s", 120_000],
  ["120 seconds", 120_000],
  ["1 Second", 1_000],
  ["2.5sec", 2_500],
  ["9".repeat(400) + "s", 3_600_000],
  ["120m", undefined],
  ["120.", undefined],
  [".5", undefined],
  ["s", undefined],
  ["1.5.5", undefined],
];

for (const [value, waitMs] of CASES) {
  const shown = JSON.stringify(value)?.slice(0, 40);
  Deno.test(`readRetryAfterMs() reads ${shown} as ${waitMs === undefined ? "junk" : `${waitMs} ms`}`, () => {
    strictEqual(readRetryAfterMs(value, NOW_MS), waitMs);
  });
}

Deno.test("readRetryAfterMs() caps every wait at one hour", () => {
  strictEqual(LONGEST_SILENCE_MS, 3_600_000);
});

Deno.test("readRetryAfterMs() reads the old date form without a zone as GMT wherever the host is", () => {
  const zone = Deno.env.get("TZ");
  Deno.env.set("TZ", "Asia/Seoul");
  try {
    strictEqual(new Date(NOW_MS).getTimezoneOffset(), -540, "the zone is in force");
    strictEqual(readRetryAfterMs("Thu Jan  1 00:00:05 2026", NOW_MS), 5_000);
  } finally {
    if (zone === undefined) Deno.env.delete("TZ");
    else Deno.env.set("TZ", zone);
  }
});

Deno.test("readRetryAfterMs() gives nothing or a wait from 0 to one hour for any header at any time", () => {
  const digits = fc.stringMatching(/^[0-9]{1,40}$/);
  const dates = fc.date({ noInvalidDate: true }).map((date) => date.toUTCString());
  const prefixed = fc.string().map((text) => `Mon, ${text}`);
  const header = fc.oneof(fc.string(), digits, dates, prefixed, fc.constant(null));
  const nowMs = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(header, nowMs, (value, nowMs) => {
      const waitMs = readRetryAfterMs(value, nowMs);
      assertTrue(
        waitMs === undefined || (Number.isInteger(waitMs) && waitMs >= 0 && waitMs <= 3_600_000),
        `${waitMs}`,
      );
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("a Retry-After date is counted from the Date of its own answer, however far off our clock is", () => {
  const headers = new Headers({
    "date": "Wed, 11 Mar 2026 01:00:00 GMT",
    "retry-after": "Wed, 11 Mar 2026 01:00:30 GMT",
  });
  const nowMs = Date.parse("2026-03-11T00:20:00Z");
  strictEqual(readSilenceMs(headers, nowMs), 30_000);
  strictEqual(readSilenceMs(headers, nowMs + 86_400_000), 30_000);
  for (const useless of ["never", "Thu, 01 Jan 1970 00:00:00 GMT"]) {
    headers.set("date", useless);
    strictEqual(readSilenceMs(headers, nowMs), 2_430_000, useless);
  }
});

import assert from "node:assert/strict";
import { findCertificateProblems } from "../../../src/web/problems/certificates.ts";
import { DAY_MS } from "../../../src/core/kst.ts";
import { VIEW_NOW_MS } from "../../support/app_view.ts";

const find = (leftDays: number, lifeDays = 90) => {
  const untilMs = VIEW_NOW_MS + leftDays * DAY_MS;
  const seen = { lookedAtMs: VIEW_NOW_MS, seenAtMs: VIEW_NOW_MS };
  const certificate = { host: "nas.example.com", ...seen, fromMs: untilMs - lifeDays * DAY_MS, untilMs };
  return findCertificateProblems({ certificates: [certificate], nowMs: VIEW_NOW_MS })
    .map(({ code, severity, subject, ko, en }) => ({ code, severity, subject, ko, en }));
};

const CASES = [
  [30, undefined, undefined],
  [21, undefined, undefined],
  [20.9, "certificate_ends", "note"],
  [14, "certificate_ends", "note"],
  [13.9, "certificate_ends", "warning"],
  [7, "certificate_ends", "warning"],
  [6.9, "certificate_urgent", "error"],
  [-1, "certificate_urgent", "error"],
] as const;

for (const [days, code, severity] of CASES) {
  Deno.test(`a certificate that lasts ${days} more days is ${code ?? "no problem"}`, () => {
    const [found] = find(days);
    assert.deepEqual([found?.code, found?.severity], [code, severity]);
    if (found === undefined) return;
    assert.equal(found.subject, "nas.example.com");
    assert.match(found.ko, days < 0 ? /끝났습니다/ : /일 뒤\(2026-/);
    assert.match(found.en, days < 0 ? /ended at 2026-/ : /ends in \d+ days \(2026-/);
  });
}

Deno.test("a certificate of six days, which machines renew, is told on its last day alone", () => {
  assert.deepEqual(find(3, 6), []);
  assert.equal(find(0.9, 6)[0]?.code, "certificate_urgent");
});

Deno.test("a host that never showed one is no problem of its own", () => {
  const unseen = { seenAtMs: undefined, fromMs: undefined, untilMs: undefined };
  const certificates = [{ host: "nas.example.com", lookedAtMs: VIEW_NOW_MS, ...unseen }];
  assert.deepEqual(findCertificateProblems({ certificates, nowMs: VIEW_NOW_MS }), []);
});

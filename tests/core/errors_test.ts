import { strictEqual } from "node:assert/strict";
import {
  EXIT,
  isUserErrorCode,
  toErrorText,
  UPSTREAM_ERROR_KINDS,
  UpstreamError,
  UserError,
  type UserErrorCode,
} from "../../src/core/errors.ts";

Deno.test("UpstreamError knows for every kind whether asking again can help", () => {
  const retryable = new Set(["network", "timeout", "body_truncated", "http_5xx", "rate_limited"]);
  for (const kind of UPSTREAM_ERROR_KINDS) {
    strictEqual(new UpstreamError(kind, "x").retryable, retryable.has(kind), kind);
  }
});

Deno.test("UpstreamError takes 408 for a request to ask again, unlike every other 4xx", () => {
  strictEqual(new UpstreamError("http_4xx", "x", { status: 408 }).retryable, true);
  strictEqual(new UpstreamError("http_4xx", "x", { status: 404 }).retryable, false);
});

Deno.test("UpstreamError lets the place that knows more decide about asking again", () => {
  strictEqual(new UpstreamError("network", "x", { retryable: false }).retryable, false);
  strictEqual(new UpstreamError("http_4xx", "x", { status: 408, retryable: false }).retryable, false);
});

Deno.test("UpstreamError carries its facts in fields", () => {
  const error = new UpstreamError("rate_limited", "slow down", { status: 429, retryAfterMs: 30_000 });
  strictEqual(error.name, "UpstreamError");
  strictEqual(error.message, "slow down");
  strictEqual(error.kind, "rate_limited");
  strictEqual(error.status, 429);
  strictEqual(error.retryAfterMs, 30_000);
});

Deno.test("UserError carries the exit code of its code", () => {
  const cases = [["invalid", 2], ["failed", 1], ["port_in_use", 3], ["locked", 4], [
    "interrupted",
    130,
  ]] as const;
  for (const [code, exitCode] of cases) {
    strictEqual(new UserError(code, "no port").exitCode, exitCode, code);
  }
});

Deno.test("every code of a UserError has an exit code that the README lists", () => {
  const codes: Record<UserErrorCode, number> = {
    invalid: EXIT.config,
    failed: EXIT.runtime,
    port_in_use: EXIT.portInUse,
    locked: EXIT.locked,
    interrupted: EXIT.interrupted,
    advice_refused: EXIT.config,
    needs_option: EXIT.config,
    interval_unknown: EXIT.config,
  };
  for (const [code, exitCode] of Object.entries(codes)) {
    strictEqual(isUserErrorCode(code), true, code);
    if (isUserErrorCode(code)) strictEqual(new UserError(code, "x").exitCode, exitCode, code);
  }
  for (const other of ["", "toString", "nothing", undefined, 2]) strictEqual(isUserErrorCode(other), false);
});

Deno.test("UserError says both halves, what is wrong and what to do", () => {
  const error = new UserError("needs_option", "It has two markets", "choose one with --only");
  strictEqual(error.message, "It has two markets; choose one with --only");
  strictEqual(error.hint, "choose one with --only");
  strictEqual(new UserError("invalid", "It is empty").hint, undefined);
});

Deno.test("toErrorText() makes a text of anything that can be thrown", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [new TypeError("bad"), "bad"],
    ["text", "text"],
    [undefined, "undefined"],
    [null, "null"],
    [42, "42"],
  ];
  for (const [thrown, text] of cases) strictEqual(toErrorText(thrown), text);
});

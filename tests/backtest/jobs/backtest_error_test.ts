import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BacktestError, toBacktestError, toWorkerFault } from "../../../src/backtest/jobs/backtest_error.ts";
import { UserError, type UserErrorCode } from "../../../src/core/errors.ts";

/** As it comes out of the pipe on the other side. */
function sendOver(error: unknown): UserError {
  return toBacktestError(JSON.parse(JSON.stringify(toWorkerFault(error))));
}

Deno.test("an error keeps its code and its sentence on the way from the worker to the command", () => {
  for (const code of ["invalid", "failed", "advice_refused"] as const) {
    const { code: arrived, message, exitCode } = sendOver(new UserError(code, "It does not fit"));
    deepStrictEqual([arrived, message, exitCode], [
      code,
      "It does not fit",
      new UserError(code, "").exitCode,
    ]);
  }
});

Deno.test("a broken off backtest keeps the problem apart from the sentence on the way", () => {
  const error = sendOver(new BacktestError("failed", "finish", "the strategy threw: boom"));
  strictEqual(error.message, "Cannot finish the backtest: the strategy threw: boom");
  strictEqual(error instanceof BacktestError && error.problem, "the strategy threw: boom");
});

Deno.test("anything else that a worker throws is a failure", () => {
  const { code, message } = sendOver(new RangeError("Cannot unpack numbers: the text is not base64"));
  deepStrictEqual([code, message], ["failed", "Cannot unpack numbers: the text is not base64"]);
});

Deno.test("a worker cannot pretend that Ctrl-C was pressed, that something is locked, or send what is no fault", () => {
  const faults: readonly unknown[] = [
    { code: "interrupted", text: "x" },
    { code: "locked", text: "x" },
    { code: "toString", text: "x" },
    { text: "x" },
    "x",
  ];
  for (const fault of faults) {
    const { code, message } = toBacktestError(fault);
    deepStrictEqual([code, message], ["failed" satisfies UserErrorCode, "x"]);
  }
  strictEqual(toBacktestError({ code: "failed", text: "y".repeat(5_000) }).message.length, 1_000);
});

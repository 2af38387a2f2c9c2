import { strictEqual } from "node:assert/strict";
import { toEndText } from "../../../src/lib/process/end_text.ts";

const ENDS: readonly (readonly [string, string, string])[] = [
  ["exit code 0", "", "it ended its own process"],
  ["exit code 7", "", "it ended its own process with exit code 7"],
  [
    "exit code 1",
    "\\u001b[31merror\\u001b[0m: Uncaught Error: boom\\u000a    at blob:null/1:2:3\\u000a",
    "it ended its own process with exit code 1: error: Uncaught Error: boom",
  ],
  ["signal SIGKILL", "first\\u000ait used more than 256 MB\\u000a", "it used more than 256 MB"],
  ["signal SIGKILL", "", "it was killed by the system or by hand (SIGKILL)"],
  ["signal SIGTERM", "", "it was ended from outside (SIGTERM)"],
  ["signal SIGSEGV", "0x55d0c0ffee00\\u000a", "it crashed (SIGSEGV)"],
  [
    "signal SIGTRAP",
    "# Fatal JavaScript out of memory: Reached heap limit\\u000a#\\u000a 0x5628a7d1c3b1\\u000a",
    "it used more than 96 MB",
  ],
  ["signal SIGTRAP", "==== C stack trace ====\\u000a    0x5628a7d1c3b1\\u000a", "it crashed (SIGTRAP)"],
  ["answered no ping within 3000 ms", "here\\u000a", "answered no ping within 3000 ms: here"],
  ["it used more than 256 MB", "    0x5628a7d1c3b1\\u000a", "it used more than 256 MB"],
];

for (const [reason, stderr, text] of ENDS) {
  Deno.test(`a process that ended with ${reason} (${stderr.slice(0, 20)}) is told as: ${text}`, () => {
    strictEqual(toEndText({ reason, stderr }, 96), text);
  });
}

/** What tells of the program's health, with what the page judges it by. */
import { createStatusReader } from "../lib/http/attempt.ts";
import { startReporting } from "../telemetry/start_reporting.ts";
import { toState } from "../web/api/health.ts";
import { toProblemKey } from "../web/problems/problem_facts.ts";
import { findProblems } from "../web/problems/problems.ts";
import type { Runtime } from "./runtime.ts";

type Options = Parameters<typeof startReporting>[0];

export function startProgramReporting(
  { config, runtime, events }: Pick<Options, "config" | "events"> & { readonly runtime: Runtime },
): ReturnType<typeof startReporting> {
  const readStatus = createStatusReader({ ...runtime, address: "HEARTBEAT_URL" });
  return startReporting({ config, runtime, readStatus, events, findProblems, toState, toProblemKey });
}

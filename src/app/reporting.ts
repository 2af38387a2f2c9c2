/** What the program says of its own health: in the log, and to whoever watches its heartbeat. */
import type { Config } from "../config/config.ts";
import { createStatusReader } from "../lib/http/attempt.ts";
import { startReporting } from "../telemetry/start_reporting.ts";
import type { Telemetry } from "../telemetry/start_telemetry.ts";
import { toState } from "../web/api/health.ts";
import { toProblemKey } from "../web/problems/problem_facts.ts";
import { findProblems } from "../web/problems/problems.ts";
import type { Runtime } from "./runtime.ts";

export function startProgramReporting(
  config: Config,
  runtime: Runtime,
  { events }: Pick<Telemetry, "events">,
) {
  const rules = { findProblems, toState, toProblemKey };
  const readStatus = createStatusReader({ ...runtime, address: "HEARTBEAT_URL" });
  return startReporting({ config, runtime, readStatus, events, ...rules });
}

import type { Stage, StagePlan } from "./stage.ts";
export function runBacktests(_plan: StagePlan): Promise<readonly Stage[]> {
  return Promise.resolve([]);
}

import type { Stage, StagePlan } from "./stage.ts";
export function runService(_plan: StagePlan): Promise<readonly Stage[]> {
  return Promise.resolve([]);
}

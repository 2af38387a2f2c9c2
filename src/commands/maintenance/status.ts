import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { maintenanceSchema, sayMaintenance, toMaintenanceJson } from "./maintenance_json.ts";

export const showMaintenance = defineCommand({
  id: "maintenance.status",
  scope: "read",
  about: { ko: "점검 중인지 보기", en: "whether there is maintenance" },
  args: z.object({}),
  result: z.object({ maintenance: maintenanceSchema.nullable() }),
  words: ({ maintenance }) =>
    maintenance === null
      ? { ko: "점검 중이 아닙니다.", en: "There is no maintenance" }
      : sayMaintenance(maintenance),
  async run(_, { owner, deps }) {
    const held = await need(deps, "maintenance").current(owner);
    return { maintenance: held === undefined ? null : toMaintenanceJson(held) };
  },
});

import { z } from "zod";
import { toStatusJson } from "../../calendar/calendar_status.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";

export const showCalendarStatus = defineCommand({
  id: "calendar.status",
  scope: "read",
  about: { ko: "휴장일 파일의 범위와 문제", en: "coverage of the calendar file and what is wrong with it" },
  args: z.object({}),
  result: z.object({
    source: z.string(),
    shape: z.string(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    days_left: z.number(),
    level: z.string(),
    next_session: z.string(),
    counts: z.record(z.string(), z.number()),
    lint: z.array(z.string()).readonly(),
    problem: z.string().nullable(),
  }),
  words: ({ level, to, days_left: days }) => ({
    ko: `휴장일 파일: ${level}, ${to ?? "–"}까지 (${days}일 남음)`,
    en: `calendar: ${level}, until ${to ?? "–"} (${days} days left)`,
  }),
  run: (_, { deps }) => Promise.try(() => toStatusJson(need(deps, "calendarStatus")())),
});

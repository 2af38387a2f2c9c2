import { z } from "zod";
import { toCommand } from "../../core/command_text.ts";
import { kstDayStartMs, MINUTE_MS, readDateText, readTimeOfDay, toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";
import { sampleSchema, toSampleJson } from "./sample_json.ts";

export const showHistory = defineCommand({
  id: "history.show",
  scope: "read",
  about: { ko: "어느 날 받은 자료 전부, 또는 한 번", en: "every poll of one day, or one of them" },
  args: z.object({
    source: z.string().min(1).max(64),
    day: z.string().describe("day in Korea, like 2026-11-20"),
    at: z.string().optional().describe("the last poll up to this minute, like 10:30"),
  }),
  result: z.object({ source: z.string(), day: z.string(), polls: z.array(sampleSchema) }),
  words: ({ source, day, polls }) => ({
    ko: `${day} ${source}: ${polls.length}번`,
    en: `${source} on ${day}: ${polls.length} poll(s)`,
  }),
  async run({ source, day: dayText, at }, { deps }) {
    const day = readDay(dayText);
    const untilMs = at === undefined ? undefined : readEnd(at, day);
    const samples = await need(deps, "history").read(source, day);
    const [first] = samples;
    if (first === undefined) {
      const list = toCommand("history", "list");
      throw new CommandRefusal("missing", "no_polls", {
        message: `There are no polls of ${source} on ${dayText}; \`${list}\` shows what there is`,
      });
    }
    if (untilMs === undefined) return { source, day: dayText, polls: samples.map(toSampleJson) };
    const found = samples.findLast(({ fetchedAtMs }) => fetchedAtMs < untilMs);
    if (found !== undefined) return { source, day: dayText, polls: [toSampleJson(found)] };
    throw new CommandRefusal("missing", "no_polls", {
      message: `There is no poll up to ${at} on ${dayText}; the first was at ${toKstIso(first.fetchedAtMs)}`,
    });
  },
});

function readDay(text: string): number {
  const day = readDateText(text);
  if (day !== undefined) return day;
  throw new CommandRefusal("arguments", "bad_day", {
    message: `--day must be a day in Korea like 2026-11-20, received ${JSON.stringify(text)}`,
  });
}

/** The end of the minute: its poll is answered some seconds after it began. */
function readEnd(at: string, day: number): number {
  const minutes = readTimeOfDay(at);
  if (minutes !== undefined) return kstDayStartMs(day) + (minutes + 1) * MINUTE_MS;
  throw new CommandRefusal("arguments", "bad_time", {
    message: `--at must be a time of day in Korea like 10:30, received ${JSON.stringify(at)}`,
  });
}

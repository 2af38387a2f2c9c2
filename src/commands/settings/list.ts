import { z } from "zod";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { defineCommand } from "../command.ts";
import { type ChangeableSetting, need } from "../deps.ts";
import { sayName, sayValue, settingName } from "./setting_words.ts";

export const listSettings = defineCommand({
  id: "settings.list",
  scope: "read",
  about: {
    ko: "실행 중에 바꿀 수 있는 설정과 그 출처",
    en: "settings that can be changed while it runs, and where each comes from",
  },
  args: z.object({}),
  result: z.object({
    items: z.array(z.object({
      name: settingName,
      value: z.string().nullable(),
      /** `chat`, `environment`, `.env line 3`, `default`, `rules`. */
      from: z.string(),
      set_at: z.string().nullable(),
      actor: z.object({ kind: z.string(), id: z.string() }).nullable(),
      words: z.object({ ko: z.string(), en: z.string() }),
    })),
  }),
  words: ({ items }) => ({
    ko: items.map(({ words }) => words.ko).join("\n"),
    en: items.map(({ words }) => words.en).join("\n"),
  }),
  async run(_, { owner, deps }) {
    const all = await need(deps, "settings").list(owner);
    return {
      items: all.map(({ name, value = null, from, setAtMs, actor = null }) => ({
        ...{ name, value, from, actor },
        set_at: setAtMs === undefined ? null : toKstIso(setAtMs),
        words: toLine({ name, value, setAtMs }),
      })),
    };
  },
});

function toLine(
  { name, value, setAtMs }: {
    readonly name: ChangeableSetting;
    readonly value: string | null;
    readonly setAtMs: number | undefined;
  },
): { ko: string; en: string } {
  const [label, shown] = [sayName(name), sayValue(value)];
  const at = setAtMs === undefined ? undefined : toKstClock(setAtMs);
  return {
    ko: `${label.ko}: ${shown.ko}${at === undefined ? "" : ` (${at}에 바꿈)`}`,
    en: `${label.en}: ${shown.en}${at === undefined ? "" : ` (changed at ${at})`}`,
  };
}

import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { findValue, sayName, sayValue, settingName } from "./setting_words.ts";

export const resetSetting = defineCommand({
  id: "settings.reset",
  scope: "signal",
  twoSteps: true,
  about: {
    ko: "바꾼 설정을 처음으로 돌리기",
    en: "take back a change of a setting, so that the environment or the default holds",
  },
  args: z.object({ name: settingName }),
  result: z.object({ name: settingName, value: z.string().nullable(), was_set: z.boolean() }),
  words({ name, value }) {
    const [label, now] = [sayName(name), sayValue(value)];
    return {
      ko: `처음 설정으로 돌렸습니다. ${label.ko}: ${now.ko}`,
      en: `The change of ${label.en} is taken back: ${now.en}`,
    };
  },
  async run({ name }, context) {
    const wasSet = await need(context.deps, "settings").reset(context.owner, name);
    return { name, value: await findValue(name, context), was_set: wasSet };
  },
});

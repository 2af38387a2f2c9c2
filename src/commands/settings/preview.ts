import { z } from "zod";
import { defineCommand } from "../command.ts";
import {
  findValue,
  readSettingValue,
  sayName,
  sayValue,
  settingName,
  settingValue,
} from "./setting_words.ts";

/** The question before a change: a wrong value is told before somebody says yes to it. */
export const previewSetting = defineCommand({
  id: "settings.preview",
  scope: "read",
  about: { ko: "설정을 바꾸면 어떻게 되는지 묻기", en: "what a change of a setting would change" },
  args: z.object({ name: settingName, value: settingValue.optional() }),
  result: z.object({ name: settingName, now: z.string().nullable(), value: z.string().nullable() }),
  words({ name, now, value }) {
    const [label, from, to] = [sayName(name), sayValue(now), sayValue(value)];
    return value === null
      ? {
        ko: `${label.ko}: 바꾼 것을 지우고 처음 설정으로 돌릴까요? (지금 ${from.ko})`,
        en: `Take back the change of ${label.en}? (now ${from.en})`,
      }
      : {
        ko: `${label.ko}: ${to.ko}(으)로 바꿀까요? (지금 ${from.ko})`,
        en: `Change ${label.en} to ${to.en}? (now ${from.en})`,
      };
  },
  async run({ name, value }, context) {
    const now = await findValue(name, context);
    return { name, now, value: value === undefined ? null : readSettingValue({ name, value }, context.deps) };
  },
});

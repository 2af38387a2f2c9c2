import { z } from "zod";
import { defineCommand } from "../command.ts";
import { need } from "../deps.ts";
import { readSettingValue, sayName, sayValue, settingName, settingValue } from "./setting_words.ts";

export const setSetting = defineCommand({
  id: "settings.set",
  scope: "signal",
  twoSteps: true,
  about: {
    ko: "조용한 시간, 요약 시각, 울리는 점수 바꾸기",
    en: "change quiet hours, summaries or the ringing score",
  },
  args: z.object({ name: settingName, value: settingValue }),
  result: z.object({ name: settingName, value: z.string() }),
  words({ name, value }) {
    const [label, to] = [sayName(name), sayValue(value)];
    return { ko: `바꿨습니다. ${label.ko}: ${to.ko}`, en: `Changed ${label.en} to ${to.en}` };
  },
  async run(wish, { actor, owner, deps }) {
    const { name } = wish;
    const value = readSettingValue(wish, deps);
    await need(deps, "settings").set(owner, { name, value, actor });
    return { name, value };
  },
});

/** Names and values of changeable settings, as a person reads them. */
import { z } from "zod";
import type { Wording } from "../command.ts";
import { CHANGEABLE_SETTINGS, type ChangeableSetting, type CommandDeps, need } from "../deps.ts";
import { CommandRefusal } from "../refusal.ts";

export const settingName = z.enum(CHANGEABLE_SETTINGS);
export const settingValue = z.string().min(1).max(40).describe(
  "as the setting is written: 20:00-07:30 or off; 08:40,15:40 or off; a score from 50 to 100",
);

const NAMES: Readonly<Record<ChangeableSetting, Wording>> = {
  quiet: { ko: "조용한 시간", en: "quiet hours" },
  summary_at: { ko: "요약 시각", en: "times of the summaries" },
  ring_from: { ko: "매수 신호가 울리는 점수", en: "the score from which signals to buy ring" },
};

export function sayName(name: ChangeableSetting): Wording {
  return NAMES[name];
}

export function sayValue(value: string | null): Wording {
  if (value === null) return { ko: "규칙마다 정한 대로(보통 80)", en: "as each rule says, usually 80" };
  if (/^off$/i.test(value)) return { ko: "없음", en: "off" };
  const shown = value.replaceAll("-", "–").replaceAll(",", " · ");
  return { ko: shown, en: shown };
}

/** @throws {CommandRefusal} with what it must be. */
export function readSettingValue(
  { name, value }: { readonly name: ChangeableSetting; readonly value: string },
  deps: CommandDeps,
): string {
  const checked = need(deps, "settings").check(name, value);
  if ("value" in checked) return checked.value;
  throw new CommandRefusal("arguments", "bad_setting", {
    message: `${name} ${checked.must}`,
    more: { name, must: checked.must },
  });
}

/** The text in force; `null` while each rule has its own. */
export async function findValue(
  name: ChangeableSetting,
  { owner, deps }: { readonly owner: string; readonly deps: CommandDeps },
): Promise<string | null> {
  const all = await need(deps, "settings").list(owner);
  return all.find((one) => one.name === name)?.value ?? null;
}

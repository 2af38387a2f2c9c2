/** Settings by chat: shown with a few sensible choices, or written out; each change is asked about first. Never keys. */
import { z } from "zod";
import type { ReplyButton } from "../bot_store.ts";
import type { BotSay } from "../texts.ts";
import type { ChatPlan, ChatTools } from "./chat_command.ts";

const NAMES = ["quiet", "summary_at", "ring_from"] as const;
type Name = (typeof NAMES)[number];

export interface SettingWish {
  readonly name: Name;
  /** `undefined` takes the change back. */
  readonly value: string | undefined;
}

export interface SettingChoice extends SettingWish {
  /** Of the message under which the button is. */
  readonly replyKey: string;
}

const settingsSchema = z.looseObject({
  items: z.array(z.looseObject({
    name: z.string(),
    from: z.string(),
    words: z.looseObject({ ko: z.string(), en: z.string() }),
  })),
});

const WORDS: ReadonlyMap<string, Name> = new Map([
  ...["quiet", "조용히", "조용한시간"].map((word) => [word, "quiet"] as const),
  ...["summary", "summary_at", "요약", "요약시각"].map((word) => [word, "summary_at"] as const),
  ...["score", "ring_from", "점수", "기준점수"].map((word) => [word, "ring_from"] as const),
]);
const RESET = ["reset", "처음으로", "기본"];
const OFF = ["off", "끄기", "없음"];
const CHECK = "settings.preview";

/** `quiet 21:00-07:00`, `요약 끄기`, `기준 점수 80점`; without words the settings as they are. */
export function planSettings(args: readonly string[], { say }: Pick<ChatTools, "say">): ChatPlan {
  if (args.length === 0) {
    return { kind: "read", id: "settings.list", args: {}, show: showSettings, buttons: toChoices };
  }
  const wish = readWish(args);
  return wish === undefined ? { kind: "say", text: say("setting_how") } : toSettingPlan(wish, say);
}

export function toSettingPlan(
  { name, value }: SettingWish,
  say: BotSay,
): Extract<ChatPlan, { kind: "check" }> {
  const args = value === undefined ? { name } : { name, value };
  const ask = value === undefined
    ? { id: "settings.reset", args, yes: say("do_reset") }
    : { id: "settings.set", args, yes: say("do_setting") };
  return { kind: "check", id: CHECK, args, ask };
}

function readWish(args: readonly string[]): SettingWish | undefined {
  // A name may be of two words, as people write it.
  const count = [1, 2].find((many) => WORDS.has(args.slice(0, many).join("").toLowerCase())) ?? 0;
  const name = WORDS.get(args.slice(0, count).join("").toLowerCase());
  const text = args.slice(count).join("").toLowerCase();
  if (name === undefined || text === "") return undefined;
  if (RESET.includes(text)) return { name, value: undefined };
  if (OFF.includes(text)) return { name, value: "off" };
  const value = text.replaceAll(/[–—~]/g, "-").replaceAll("·", ",").replace(/점$/, "");
  return value.length > 40 ? undefined : { name, value };
}

function showSettings(result: unknown, { say, settings, lang }: ChatTools): string | undefined {
  const { ringsPer5Min, hidesAmounts } = settings;
  const { items } = settingsSchema.parse(result);
  return say("settings", {
    changeable: items.map(({ words }) => words[lang]).join("\n"),
    rings: ringsPer5Min,
    hides: say(hidesAmounts ? "yes" : "no"),
  });
}

/** A row for each setting, and one of those that were changed. */
function toChoices(result: unknown, { say, replyKey }: ChatTools): readonly (readonly ReplyButton[])[] {
  const to = (text: string, name: Name, value?: string) => ({
    text,
    data: toSettingData({ name, value, replyKey }),
  });
  const quiet = (value: string) => to(say("set_quiet", { value: value.replace("-", "–") }), "quiet", value);
  const changed = settingsSchema.parse(result).items.filter(({ from }) => from === "chat");
  const isChanged = (name: Name) => changed.some((one) => one.name === name);
  const resets = [
    ...(isChanged("quiet") ? [to(say("reset_quiet"), "quiet")] : []),
    ...(isChanged("summary_at") ? [to(say("reset_summary"), "summary_at")] : []),
    ...(isChanged("ring_from") ? [to(say("reset_score"), "ring_from")] : []),
  ];
  return [
    [quiet("20:00-07:30"), quiet("22:00-07:00"), to(say("set_off_quiet"), "quiet", "off")],
    [
      to(say("set_summary", { value: "08:40 · 15:40" }), "summary_at", "08:40,15:40"),
      to(say("set_off_summary"), "summary_at", "off"),
    ],
    ["75", "80", "85"].map((value) => to(say("set_score", { value }), "ring_from", value)),
    ...(resets.length === 0 ? [] : [resets]),
  ];
}

/** At most 64 bytes, as Telegram takes them. */
function toSettingData({ name, value, replyKey }: SettingChoice): string {
  return `s:${replyKey.slice("bot:".length)}:${name}=${value ?? ""}`;
}

/** @returns `undefined` for a button of something else. */
export function readSettingData(data: string): SettingChoice | undefined {
  const [, rest, word = "", value = ""] =
    /^s:(\d{1,12}:\d{1,12}):(\w{1,12})=([\d:,-]{0,11}|off)$/.exec(data) ??
      [];
  const name = NAMES.find((known) => known === word);
  if (rest === undefined || name === undefined) return undefined;
  return { name, value: value === "" ? undefined : value, replyKey: `bot:${rest}` };
}

/** Who is told what, by which channel, and when not. */
import { z } from "zod";
import { readTimeOfDay } from "../../core/kst.ts";
import { baseUrl, onOff, path, secretAddress, text, times, whole } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

/** A secret that stands in a file of its own, as containers and services hand them over. */
const secretFile = (name: string) => ({
  name: `${name}_FILE`,
  schema: path,
  fallback: undefined,
  example: "data/secrets/one-secret",
  help: `File that holds ${name}, instead of the setting itself.`,
});

export const CHANNEL_IDS = ["telegram", "webhook"] as const;

const channelList = z.string().transform((value, context): readonly string[] => {
  const ids = value.split(",").map((id) => id.trim());
  const known: readonly string[] = CHANNEL_IDS;
  if (ids.every((id) => known.includes(id)) && new Set(ids).size === ids.length) return ids;
  context.addIssue({
    code: "custom",
    message: `must be ${CHANNEL_IDS.join(" and ")} separated by a comma, each at most once`,
  });
  return z.NEVER;
});

/** Both in minutes of the day; the end may lie on the next one. */
const quietSpan = z.string().transform((value, context) => {
  if (/^off$/i.test(value)) return "off" as const;
  const [from, until, ...rest] = value.split("-").map((time) => readTimeOfDay(time.trim()));
  if (from !== undefined && until !== undefined && from !== until && rest.length === 0) {
    return { fromMin: from % 1440, untilMin: until % 1440 };
  }
  context.addIssue({ code: "custom", message: "must be two times of day in Korea as HH:MM-HH:MM, or off" });
  return z.NEVER;
});

const timeList = z.string().transform((value, context): readonly number[] => {
  if (/^off$/i.test(value)) return [];
  const all = value.split(",").map((time) => readTimeOfDay(time.trim()));
  const read = all.filter((minute) => minute !== undefined);
  const [morning = 0, evening = 0] = read;
  const areTwo = read.length === all.length && read.length === 2;
  if (areTwo && morning < evening) return read;
  const must = areTwo
    ? "must have the earlier time first, as HH:MM,HH:MM"
    : "must be two times of day in Korea as HH:MM,HH:MM, or off";
  context.addIssue({ code: "custom", message: must });
  return z.NEVER;
});

const idList = (must: string, pattern: RegExp) =>
  text(must, (value) => value.split(",").every((id) => pattern.test(id.trim())))
    .transform((value): readonly string[] => [...new Set(value.split(",").map((id) => id.trim()))]);

const botToken = text(
  "the token that BotFather gave you",
  (value) => /^\d{5,16}:[A-Za-z0-9_-]{20,64}$/.test(value),
);

const OFFICE_URL = {
  name: "SIGNAL_V2_OFFICE_URL",
  schema: secretAddress,
  fallback: undefined,
  example: "https://office.example.com/hooks/signal",
  help: "Address of a program that is told of each signal by a signed webhook. Kept secret like a key.",
};

/** From which score signals to buy ring, whatever their rules say; there is no setting of it, only an override. */
export const RING_FROM = whole(50, 100);

export const NOTIFY_SETTINGS = {
  notify: {
    name: "SIGNAL_V2_NOTIFY",
    schema: channelList,
    fallback: "telegram,webhook",
    example: "telegram,webhook",
    help:
      "Channels that are told, of those that are set up; a sell that one cannot get out goes to the next.",
  },
  quiet: {
    name: "SIGNAL_V2_QUIET",
    schema: quietSpan,
    fallback: "20:00-07:30",
    example: "20:00-07:30",
    help: "Hours in Korea in which only a sell that protects rings; off switches them off.",
  },
  summaryAt: {
    name: "SIGNAL_V2_SUMMARY_AT",
    schema: timeList,
    fallback: "08:40,15:40",
    example: "08:40,15:40",
    help: "Times in Korea of the summary before the open and of the one after the close; off for none.",
  },
  ringsPer5Min: {
    name: "SIGNAL_V2_RINGS_PER_5MIN",
    schema: whole(1, 60),
    fallback: "5",
    example: "5",
    help: "Rings in five minutes; what comes on top is gathered into one message.",
  },
  hideAmounts: {
    name: "SIGNAL_V2_HIDE_AMOUNTS",
    schema: onOff,
    fallback: "0",
    example: "0",
    help: "1 leaves numbers of shares and sums of won out of messages, for lock screens.",
  },
  telegramToken: {
    name: "SIGNAL_V2_TELEGRAM_TOKEN",
    schema: botToken,
    fallback: undefined,
    example: "123456789:the-token-that-BotFather-gave-you",
    isSecret: true,
    help: "Token of your Telegram bot; with it and a person, messages go there.",
  },
  telegramTokenFile: secretFile("SIGNAL_V2_TELEGRAM_TOKEN"),
  telegramUrl: {
    name: "SIGNAL_V2_TELEGRAM_URL",
    schema: baseUrl,
    fallback: "https://api.telegram.org",
    example: "https://api.telegram.org",
    help: "Address of the Bot API.",
  },
  telegramTimeoutMs: {
    name: "SIGNAL_V2_TELEGRAM_TIMEOUT_S",
    schema: times(1_000, whole(1, 40, "seconds")),
    fallback: "20",
    example: "20",
    help: "Seconds that one call to Telegram or to the office may take.",
  },
  telegramUsers: {
    name: "SIGNAL_V2_TELEGRAM_USERS",
    schema: idList("numeric ids of people separated by commas", /^\d{1,16}$/),
    fallback: undefined,
    example: "123456789",
    help: "People who are told by Telegram, by their numeric ids; each must have pressed Start in the bot.",
  },
  telegramChats: {
    name: "SIGNAL_V2_TELEGRAM_CHATS",
    schema: idList("numeric ids of chats separated by commas", /^-?\d{1,16}$/),
    fallback: undefined,
    example: "-1001234567890",
    help: "Further chats that are told, groups for example.",
  },
  officeUrl: { ...OFFICE_URL, isSecret: true },
  officeUrlFile: secretFile("SIGNAL_V2_OFFICE_URL"),
  officeSecret: {
    name: "SIGNAL_V2_OFFICE_SECRET",
    schema: text(
      "whsec_ and base64 of at least 16 bytes",
      (value) => /^whsec_[A-Za-z0-9+/]{22,}={0,2}$/.test(value),
    ),
    fallback: undefined,
    example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    isSecret: true,
    help: "Secret that signs those webhooks, as Standard Webhooks has it.",
  },
  officeSecretFile: secretFile("SIGNAL_V2_OFFICE_SECRET"),
} as const satisfies SettingGroup;

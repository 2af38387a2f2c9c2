/** Rules that make signals, who is asked before one goes out, and what other programs need to send one. */
import { z } from "zod";
import { isPrintable, text } from "./kinds.ts";
import type { SettingGroup } from "./setting.ts";

export const SIGNAL_SETTINGS = {
  rules: {
    name: "SIGNAL_V2_RULES",
    schema: text("a path", (value) => value.trim() !== "" && !value.includes("\0")),
    fallback: undefined,
    example: "data/rules.json",
    help:
      "File of your rules for signals; without it, rules.json in the data directory, or the built-in rules.",
  },
  judge: {
    name: "SIGNAL_V2_JUDGE",
    schema: z.enum(["none", "always_confirm"], "must be none or always_confirm") as z.ZodType<
      "none" | "always_confirm",
      string
    >,
    fallback: "none",
    example: "none",
    help: "Who is asked before a signal goes out; none lets the rule alone decide, and every text says so.",
  },
  inboundKey: {
    name: "SIGNAL_V2_INBOUND_KEY",
    schema: text(
      "32 to 256 printable ASCII characters without spaces",
      (value) => isPrintable(value) && value.length >= 32 && value.length <= 256,
    ),
    fallback: undefined,
    example: "a-long-random-text-for-sending-signals-only",
    isSecret: true,
    help: "Lets programs that cannot set headers (TradingView) send signals: the field `key` of the body.",
  },
  inboundSecret: {
    name: "SIGNAL_V2_INBOUND_SECRET",
    schema: text(
      "whsec_ and 24 to 64 bytes in base64, as Standard Webhooks has it",
      (value) => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(value),
    ),
    fallback: undefined,
    example: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr",
    isSecret: true,
    help: "Lets programs send signals that are signed as Standard Webhooks has it.",
  },
} satisfies SettingGroup;

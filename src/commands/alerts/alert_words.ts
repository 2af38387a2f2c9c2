/** An alarm in a sentence. */
import { z } from "zod";
import { toShownText } from "../../core/text.ts";
import type { Wording } from "../command.ts";
import type { Alert } from "../deps.ts";

export const alertSchema = z.object({
  id: z.string(),
  kind: z.string(),
  params: z.record(z.string(), z.unknown()),
});

type What = "added" | "listed" | "removed";

const KO: Readonly<Record<What, (facts: string, isRepeated: boolean) => string>> = {
  added: (facts, isRepeated) => `알림을 걸었습니다: ${facts} ${isRepeated ? "될 때마다" : "되면 한 번"}`,
  listed: (facts, isRepeated) => `${facts}${isRepeated ? " (될 때마다)" : ""}`,
  removed: (facts) => `알림을 지웠습니다: ${facts}`,
};
const EN: typeof KO = {
  added: (facts, isRepeated) => `the alarm is set: ${facts}, ${isRepeated ? "each time" : "once"}`,
  listed: (facts, isRepeated) => `${facts}${isRepeated ? " (each time)" : ""}`,
  removed: (facts) => `the alarm is taken away: ${facts}`,
};

export function toAlertWords(alert: Alert, what: What): Wording {
  const isRepeated = alert.params.repeat === "again";
  return { ko: KO[what](toFacts(alert, "ko"), isRepeated), en: EN[what](toFacts(alert, "en"), isRepeated) };
}

function toFacts({ kind, params }: Alert, lang: "ko" | "en"): string {
  const { ticker, above, below, exchange: _, action: __, repeat: ___, rearmPct: ____, ...rest } = params;
  const name = toShownText(String(ticker));
  if (typeof above === "number") {
    return lang === "ko" ? `${name} ${toNumber(above)} 이상` : `${name} at or above ${toNumber(above)}`;
  }
  if (typeof below === "number") {
    return lang === "ko" ? `${name} ${toNumber(below)} 이하` : `${name} at or below ${toNumber(below)}`;
  }
  const more = Object.entries(rest).map(([word, value]) => `${word} ${JSON.stringify(value)}`).join(", ");
  return `${name} ${kind} ${toShownText(more, 200)}`.trimEnd();
}

const toNumber = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 8 });

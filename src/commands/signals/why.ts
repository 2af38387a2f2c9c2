/** What a signal rests on: its numbers, its score, what the judge said and what became of it. */
import { z } from "zod";
import { toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import type { SignalStory } from "../../signals/signals_view.ts";
import { defineCommand, type Wording } from "../command.ts";
import { findSignal } from "./found_signal.ts";

const storySchema = z.object({
  label: z.string(),
  name: z.string().nullable(),
  ticker: z.string(),
  action: z.enum(["buy", "sell", "notice"]),
  rule: z.string(),
  state: z.string(),
  reason: z.string().nullable(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  fired_at: z.string(),
  evidence: z.array(z.object({
    key: z.string(),
    weight: z.number(),
    numbers: z.record(z.string(), z.number()),
  })),
  decisions: z.array(z.object({
    judge: z.string(),
    answer: z.string().nullable(),
    confidence: z.number().nullable(),
    latency_ms: z.number().nullable(),
    sentence: z.string().nullable(),
  })),
});

type Story = z.output<typeof storySchema>;

const ACTIONS: Readonly<Record<Story["action"], Wording>> = {
  buy: { ko: "매수", en: "buy" },
  sell: { ko: "매도", en: "sell" },
  notice: { ko: "알림", en: "notice" },
};
/** A judge's sentence is a stranger's. */
const LONGEST_SENTENCE = 120;

export const whySignal = defineCommand({
  id: "signals.why",
  scope: "read",
  about: { ko: "신호 하나의 근거", en: "what a signal rests on" },
  args: z.object({ label: z.string().min(1).max(40).describe("like S-1120-03, or an id") }),
  result: storySchema,
  words: (story) => ({ ko: toWords(story, "ko"), en: toWords(story, "en") }),
  async run({ label }, { deps }) {
    return toStory(await findSignal(label, { deps }));
  },
});

function toStory({ signal, decisions }: SignalStory): Story {
  const { id, label, name, ticker, action, rule, state, reason, score, threshold, firedAtMs, evidence } =
    signal;
  return {
    label: label ?? id,
    ...{ name: name ?? null, ticker, action, rule, state, reason: reason ?? null },
    ...{ score: score ?? null, threshold: threshold ?? null, fired_at: toKstIso(firedAtMs) },
    evidence: evidence.map(({ key, weight, numbers }) => ({ key, weight, numbers })),
    decisions: decisions.map(({ judge, result }) => ({
      judge,
      answer: result?.raw ?? null,
      confidence: result?.confidence ?? null,
      latency_ms: result?.latencyMs ?? null,
      sentence: result?.reason === undefined ? null : toShownText(result.reason, LONGEST_SENTENCE),
    })),
  };
}

function toWords(story: Story, lang: "ko" | "en"): string {
  const isKo = lang === "ko";
  const { label, name, ticker, action, rule, score, threshold, state, reason, evidence, decisions } = story;
  const shownName = name === null ? ticker : `${toShownText(name)}(${ticker})`;
  const because = reason === null ? state : `${state}, ${reason}`;
  const points = score === null
    ? isKo ? "점수 없음" : "no score"
    : isKo
    ? `${score}점${threshold === null ? "" : ` (기준 ${threshold})`}`
    : `${score} points${threshold === null ? "" : ` (from ${threshold})`}`;
  const pieces = evidence.map(({ key, weight, numbers }) => {
    const shown = Object.entries(numbers).map(([what, value]) => `${what} ${Number(value.toFixed(4))}`).join(
      ", ",
    );
    return `· ${key} ×${weight}: ${shown === "" ? (isKo ? "없음" : "none") : shown}`;
  });
  const verdicts = decisions.map(({ judge, answer, confidence, latency_ms: latencyMs, sentence }) => {
    const isAlways = judge === "always_confirm";
    const took = latencyMs === null ? "" : `, ${(latencyMs / 1_000).toFixed(1)}${isKo ? "초" : " s"}`;
    const said = `${answer ?? (isKo ? "아직" : "pending")}${
      confidence === null || isAlways ? "" : ` ${confidence}`
    }${took}`;
    const who = judge === "none" ? (isKo ? "판정자 없음" : "no judge") : `AI(${judge})`;
    return `${isAlways ? (isKo ? "항상 동의(시험용)" : "always agrees (for trying)") : who}: ${said}${
      sentence === null || !isKo ? "" : ` “${sentence}”`
    }`;
  });
  return [
    isKo
      ? `${label} 왜? ${shownName} ${ACTIONS[action].ko}, 규칙 ${rule}`
      : `${label}: ${ticker} ${ACTIONS[action].en}, rule ${rule}`,
    `${points} · ${because}`,
    ...pieces,
    ...verdicts,
  ].join("\n");
}

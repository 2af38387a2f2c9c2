/** What a judge said of a signal, in a line of a chat. A model's words stand in quotes and nowhere else. */
import { z } from "zod";
import { createSayFrom, defineTexts, type Lang } from "../../../core/lang.ts";
import { NAME_ROOM, neutralise } from "../../../core/text.ts";
import { saySignalWord } from "../../../core/words/signal_words.ts";
import { toFixedText, toNumberText } from "../../../core/words/numbers.ts";

const amount = z.number().nullable();

export function toDecisionSchema() {
  return z.object({
    judge: z.string(),
    model: z.string().nullable(),
    answer: z.string().nullable().describe("null while it is pending"),
    effective: z.string().nullable(),
    error_kind: z.string().nullable(),
    ...{ confidence: amount, latency_ms: amount, tokens_in: amount, tokens_out: amount, cost_krw: amount },
    sentence: z.string().nullable(),
  });
}

type Decision = z.output<ReturnType<typeof toDecisionSchema>>;
type Say = ReturnType<typeof createSayFrom<typeof VERDICT_TEXTS>>;

export const VERDICT_TEXTS = defineTexts({
  verdict_none: ["AI 없음 (규칙만 보고 보냄)", "no AI: the rule alone decided"],
  verdict_always: ["AI 없음 (항상 동의, 시험용)", "no AI (always agrees, for trying)"],
  verdict_not_asked: ["AI에게 묻지 않음", "no AI was asked"],
  verdict_not_waited: ["AI 판정을 기다리지 않음", "no AI was waited for"],
  verdict_line: ["AI{model}: {said}", "AI{model}: {said}"],
  verdict_pending: ["아직 답이 없음", "no answer yet"],
  verdict_confirm: ["동의", "agrees"],
  verdict_reject: ["반대", "disagrees"],
  verdict_timeout: ["시간 안에 답이 없음", "no answer in time"],
  verdict_error: ["판정 못함, {why}", "no verdict, {why}"],
  verdict_skipped: ["묻지 않음, {why}", "not asked, {why}"],
  verdict_seconds: ["{seconds}초", "{seconds} s"],
  verdict_tokens: ["{read}+{wrote}토큰", "{read}+{wrote} tokens"],
  verdict_cost: ["{krw}원", "₩{krw}"],
  verdict_turned: [
    "뉴스 문구에 따라 바뀌어 거부로 보았습니다.",
    "Only the wording of the news turned it, so it counts as a refusal.",
  ],
  verdict_quoted: ["“{words}”", "“{words}”"],
});

export function sayVerdict(
  { decisions, class: signalClass }: { readonly decisions: readonly Decision[]; readonly class: string },
  { lang, quoted }: { readonly lang: Lang; readonly quoted: (text: string) => string },
): readonly string[] {
  const say = createSayFrom(VERDICT_TEXTS, lang);
  if (signalClass === "notice") return [];
  if (decisions.length === 0) {
    return [say(signalClass === "sell_protective" ? "verdict_not_waited" : "verdict_not_asked")];
  }
  return decisions.flatMap((decision) => {
    const alone = sayAlone(decision, say);
    if (alone !== undefined) return [alone];
    const { answer, effective, sentence, model, judge } = decision;
    const name = model ?? (judge === "none" ? null : judge);
    return [
      say("verdict_line", {
        model: name === null ? "" : `(${neutralise(name, NAME_ROOM)})`,
        said: [sayAnswer(decision, { say, lang }), ...toCosts(decision, say)].join(", "),
      }),
      ...(answer === "CONFIRM" && effective === "REJECT" ? [say("verdict_turned")] : []),
      ...(sentence === null ? [] : [say("verdict_quoted", { words: quoted(sentence) })]),
    ];
  });
}

function sayAlone({ judge, answer, error_kind: kind }: Decision, say: Say): string | undefined {
  if (judge === "always_confirm") return say("verdict_always");
  if (judge === "none" || kind === "no_judge") return say("verdict_none");
  return answer === "SKIPPED" && kind === "protective" ? say("verdict_not_waited") : undefined;
}

function sayAnswer(
  { answer, confidence, error_kind: kind }: Decision,
  { say, lang }: { readonly say: Say; readonly lang: Lang },
): string {
  const why = kind === null ? "?" : saySignalWord(lang, `judge_error_${kind}`, kind);
  const sure = confidence === null ? "" : ` ${Math.round(confidence)}`;
  switch (answer) {
    case "CONFIRM":
      return `${say("verdict_confirm")}${sure}`;
    case "REJECT":
      return `${say("verdict_reject")}${sure}`;
    case "TIMEOUT":
      return say("verdict_timeout");
    case "ERROR":
      return say("verdict_error", { why });
    case "SKIPPED":
      return say("verdict_skipped", { why });
    default:
      return say("verdict_pending");
  }
}

function toCosts(
  { latency_ms: latencyMs, tokens_in: read, tokens_out: wrote, cost_krw: krw }: Decision,
  say: Say,
): readonly string[] {
  const count = (value: number) => toNumberText(value, 0);
  return [
    ...(latencyMs === null ? [] : [say("verdict_seconds", { seconds: toFixedText(latencyMs / 1_000, 1) })]),
    ...(read === null || wrote === null
      ? []
      : [say("verdict_tokens", { read: count(read), wrote: count(wrote) })]),
    ...(krw === null ? [] : [say("verdict_cost", { krw: count(krw) })]),
  ];
}

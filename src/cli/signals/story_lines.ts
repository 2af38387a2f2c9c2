/** A signal at a terminal: what it is, why, and what became of it, in lines of 80 cells. Pure. */
import { createSayFrom, type Lang } from "../../core/lang.ts";
import { toShownText } from "../../core/text.ts";
import type { DeliveryAttempt, MessageRow } from "../../notifiers/message_store.ts";
import type { SignalStory } from "../../signals/signals_view.ts";
import { createShow, type Show } from "../../web/kit/show.ts";
import { toMessageReason } from "../../web/pages/signals/message_reasons.ts";
import {
  sayWord,
  toFormula,
  toJudgeText,
  toNumberWords,
  toPriceText,
  toRuleText,
} from "../../web/pages/signals/story_words.ts";
import { toFactLines, wrapCells } from "../kit/wrap.ts";
import { STORY_TEXTS } from "../texts/signal_story.ts";

export interface ToldStory {
  readonly story: SignalStory;
  readonly messages: readonly { readonly row: MessageRow; readonly attempts: readonly DeliveryAttempt[] }[];
}

interface Telling extends ToldStory {
  readonly show: Show;
  readonly say: ReturnType<typeof createSayFrom<typeof STORY_TEXTS>>;
}

export interface StoryView {
  readonly lang: Lang;
  readonly nowMs: number;
}

/** What it is and what became of it. */
export function toShowLines(told: ToldStory, view: StoryView): readonly string[] {
  const telling = toTelling(told, view);
  return [
    ...toHead(telling),
    ...toSection(telling.show.say("title_decisions"), toDecisions(telling)),
    ...toSection(telling.show.say("deliveries"), toDeliveries(telling)),
    ...toSection(telling.show.say("outcomes"), toOutcomes(telling)),
  ];
}

/** What it rests on as well, the sum, and each try to tell it. */
export function toWhyLines(told: ToldStory, view: StoryView): readonly string[] {
  const telling = toTelling(told, view);
  const { show: { say } } = telling;
  return [
    ...toHead(telling),
    ...toSection(say("evidence"), toEvidence(telling)),
    ...toSection(say("formula"), [
      ...wrapCells(toFormula(telling.show, told.story.score)),
      ...toThreshold(telling),
    ]),
    ...toSection(say("title_decisions"), toDecisions(telling, true)),
    ...toSection(say("deliveries"), toDeliveries(telling, true)),
    ...toSection(say("outcomes"), toOutcomes(telling)),
  ];
}

function toTelling(told: ToldStory, { lang, nowMs }: StoryView): Telling {
  return {
    ...told,
    show: createShow({ askedLang: lang, acceptLanguage: undefined, nowMs, priceColors: "kr" }),
    say: createSayFrom(STORY_TEXTS, lang),
  };
}

function toSection(title: string, lines: readonly string[]): readonly string[] {
  return ["", title, ...lines];
}

function toHead({ show, story: { signal } }: Telling): readonly string[] {
  const { say, format } = show;
  const { label, id, name, ticker, exchange, action, state, reason, repeats, said } = signal;
  const { score, threshold, changePct, firedAtMs, validUntilMs, sender } = signal;
  const why = reason === undefined ? "" : ` (${sayWord(show, `skip_${reason}`, toShownText(reason, 40))})`;
  const more = repeats === 0 ? "" : `, ${say("repeated", { count: repeats })}`;
  const title = `${label ?? id} · ${say(`signal_action_${action}`)} ${toShownText(name ?? ticker, 40)}`;
  const limit = threshold === undefined ? "" : ` (${say("formula_limit", { threshold })})`;
  return [
    ...wrapCells(title),
    ...toFactLines([
      [say("state"), `${say(`signal_state_${state}`)}${why}${more}`],
      [say("ticker"), `${ticker} · ${exchange}`],
      [
        say("signal_price"),
        toPriceText(show, signal) + (changePct === undefined ? "" : ` ${format.percent(changePct)}`),
      ],
      [
        say("signal_rule"),
        toRuleText(show, signal) + (sender === "rules" ? "" : ` · ${toShownText(sender, 40)}`),
      ],
      [say("signal_score"), score === undefined ? say("evidence_absent") : format.number(score, 0) + limit],
      [say("signal_fired_at"), `${format.clock(firedAtMs)} (${format.ago(firedAtMs)})`],
      [say("signal_valid_until"), format.clock(validUntilMs)],
      ...(said === undefined ? [] : [[say("signal_said"), `“${toShownText(said, 500)}”`] as const]),
    ]),
  ];
}

function toEvidence({ show, story: { score: { pieces } } }: Telling): readonly string[] {
  const { say, format } = show;
  return pieces.flatMap(({ piece, strength, ageMs }) => {
    const name = sayWord(show, `piece_${piece.key}`, toShownText(piece.key, 40));
    const numbers = toNumberWords(show, piece).join(" · ");
    const facts = [
      `${say("evidence_strength")} ${
        strength === undefined ? say("evidence_absent") : format.fixed(strength, 2)
      }`,
      `${say("evidence_weight")} ${format.number(piece.weight)}`,
      ageMs === undefined ? say("age_unknown") : `${say("evidence_age")} ${format.span(ageMs)}`,
      ...(piece.isRequired ? [say("evidence_required")] : []),
    ];
    return [
      ...wrapCells(`· ${name}: ${numbers === "" ? say("evidence_absent") : numbers}`, 2),
      ...wrapCells(`  ${facts.join(" · ")}`, 2),
    ];
  });
}

function toThreshold({ show: { say }, story: { signal: { threshold } } }: Telling): readonly string[] {
  return threshold === undefined ? [] : [say("formula_limit", { threshold })];
}

function toDecisions({ show, say, story: { decisions } }: Telling, isWhole = false): readonly string[] {
  const { format } = show;
  if (decisions.length === 0) return [show.say("decision_none")];
  return decisions.flatMap(({ judge, promptHash, askedAtMs, result }) => {
    const outcome = result === undefined
      ? show.say("outcome_pending")
      : sayWord(show, `outcome_${result.raw.toLowerCase()}`, result.raw);
    // A judge that agrees with everything is sure of nothing.
    const isSure = result?.confidence !== undefined && judge !== "always_confirm";
    const facts = [
      outcome + (isSure ? ` ${format.number(result.confidence, 0)}` : ""),
      ...(result?.errorKind === undefined
        ? []
        : [sayWord(show, `judge_error_${result.errorKind}`, toShownText(result.errorKind, 40))]),
      ...(result === undefined ? [] : [
        `${show.say("decision_effective")}: ${
          sayWord(show, `effect_${result.effective.toLowerCase()}`, result.effective)
        }`,
        show.say("seconds_text", { seconds: format.number(result.latencyMs / 1_000, 1) }),
      ]),
      ...(result?.costKrw === undefined
        ? []
        : [say("story_cost", { won: format.number(result.costKrw, 1) })]),
      ...(result?.isCached === true ? [say("story_cached")] : []),
      format.clock(askedAtMs),
    ];
    const sentence = result?.reason;
    return [
      ...wrapCells(`· ${toJudgeText(show, judge, result?.modelAnswered)}: ${facts.join(" · ")}`, 2),
      ...(sentence === undefined ? [] : wrapCells(`  “${toShownText(sentence, isWhole ? 1_000 : 120)}”`, 2)),
      ...(isWhole ? wrapCells(`  ${say("story_hash", { hash: promptHash })}`, 2) : []),
    ];
  });
}

function toDeliveries(telling: Telling, isWhole = false): readonly string[] {
  const { show, say, messages } = telling;
  if (messages.length === 0) return [show.say("deliveries_none")];
  return messages.flatMap(({ row, attempts }) => {
    const { channel, chat, kind, part, parts, state, attempt, isMarked, ring, error, queuedAtMs } = row;
    const where = channel === "webhook" ? "" : ` ${toShownText(chat, 40)}`;
    const facts = [
      sayWord(show, `message_kind_${kind}`, kind) +
      (parts > 1 ? ` ${show.say("message_part", { part, parts })}` : ""),
      show.say(`message_state_${state}`),
      say("story_tried", { count: attempt }),
      say(ring ? "story_rang" : "story_silent"),
      ...(isMarked ? [say("story_marked")] : []),
      show.format.clock(queuedAtMs),
    ];
    return [
      ...wrapCells(`· ${sayWord(show, `channel_${channel}`, channel)}${where}: ${facts.join(" · ")}`, 2),
      ...(error === undefined ? [] : wrapCells(`  ${toShownText(toMessageReason(show, error), 200)}`, 2)),
      ...(isWhole ? attempts.flatMap((one) => toAttempt(one, telling)) : []),
    ];
  });
}

function toAttempt(
  { attempt, atMs, event, detail }: DeliveryAttempt,
  { show, say }: Telling,
): readonly string[] {
  const key = `event_${event.replaceAll(" ", "_")}`;
  const words = isStoryKey(key) ? (say as (key: string) => string)(key) : event;
  const why = detail === undefined ? "" : `: ${toShownText(toMessageReason(show, detail), 160)}`;
  return wrapCells(`  ${attempt}) ${show.format.clock(atMs)} ${words}${why}`, 5);
}

function isStoryKey(key: string): key is keyof typeof STORY_TEXTS {
  return Object.hasOwn(STORY_TEXTS, key);
}

function toOutcomes({ show, story: { outcomes, signal: { ticker } } }: Telling): readonly string[] {
  const { say, format } = show;
  if (outcomes.length === 0) return [say("outcomes_none")];
  return outcomes.flatMap(({ horizon, price, pctNet, hit }) => {
    const word = hit === undefined ? "outcome_unknown" : hit ? "outcome_hit" : "outcome_miss";
    const facts = [
      say(word),
      toPriceText(show, { price, ticker }),
      ...(pctNet === undefined ? [] : [`${say("outcome_net")} ${format.percent(pctNet)}`]),
    ];
    return wrapCells(`· ${say("outcome_sessions", { count: horizon })}: ${facts.join(" · ")}`, 2);
  });
}

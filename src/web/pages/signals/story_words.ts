/** What is said of a signal in words alone, by a page and at a terminal. */
import { currencyOf } from "../../../core/symbol.ts";
import { toShownText } from "../../../core/text.ts";
import type { ScoreStory, SignalStory } from "../../../signals/signals_view.ts";
import { isTextKey } from "../../kit/i18n.ts";
import { sayPlain, type Show } from "../../kit/show.ts";

type Signal = SignalStory["signal"];
type Piece = ScoreStory["pieces"][number];

/** A word that nobody has translated yet stands for itself. */
export function sayWord({ say }: Show, key: string, word: string): string {
  return isTextKey(key) ? sayPlain(say, key) : word;
}

/** A judge and the model that answered. */
export function toJudgeText(show: Show, judge: string, model?: string | undefined): string {
  const name = sayWord(show, `judge_${judge}`, toShownText(judge, 40));
  return model === undefined || model === judge ? name : `${name} · ${toShownText(model, 60)}`;
}

/** The rule as its owner named it, with its kind in words. */
export function toRuleText(show: Show, { rule, ruleKind }: Pick<Signal, "rule" | "ruleKind">): string {
  const kind = sayWord(show, `rule_kind_${ruleKind}`, toShownText(ruleKind, 40));
  return `${kind} (${toShownText(rule, 40)})`;
}

/** A price in the currency of its market. */
export function toPriceText({ format }: Show, { price, ticker }: Pick<Signal, "price" | "ticker">): string {
  if (price === undefined) return "–";
  return format.unitPrice(price, currencyOf(ticker));
}

/** The formula with its numbers, so that a reader can do the sum himself. */
export function toFormula(show: Show, { pieces, result }: ScoreStory): string {
  const { say, format } = show;
  if (result === undefined) return say("formula_none");
  const counted = pieces.filter(({ piece, strength }) => piece.weight > 0 && strength !== undefined);
  const weights = counted.reduce((sum, { piece }) => sum + piece.weight, 0);
  return say("formula_line", {
    sum: counted.map(({ piece, strength = 0 }) =>
      `${sayWord(show, `piece_${piece.key}`, toShownText(piece.key, 40))} ${format.number(strength)}×${
        format.number(piece.weight)
      }`
    ).join(" + "),
    weights: format.number(weights),
    coverage: format.number(result.coverage),
    freshness: format.number(result.freshness),
    score: result.score,
  });
}

/** The numbers of a piece of evidence, each with its name. */
export function toNumberWords(show: Show, { key, numbers }: Piece["piece"]): readonly string[] {
  return Object.entries(numbers).map(([name, value]) => {
    const word = name === "share" && CONFIDENT.has(key) ? "confidence" : name;
    return `${sayWord(show, `number_${word}`, toShownText(name, 40))} ${toNumberText(show, name, value)}`;
  });
}

/** Whose share is how sure the sender is. */
const CONFIDENT: ReadonlySet<string> = new Set(["inbound", "advice"]);

/** An instant among the numbers is shown as one. */
function toNumberText({ format }: Show, name: string, value: number): string {
  return name.endsWith("AtMs") ? format.clock(value) : format.number(value, 4);
}

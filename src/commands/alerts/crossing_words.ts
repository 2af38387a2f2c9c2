/** What an alarm of an indicator waits for, in a sentence. */
import { z } from "zod";
import type { Lang } from "../../core/lang.ts";
import { toShownText } from "../../core/text.ts";
import { toNumberText } from "../../core/words/numbers.ts";
import { chooseParticle } from "../../core/words/particles.ts";

const lineSchema = z.looseObject({
  indicator: z.string(),
  params: z.record(z.string(), z.number()).default({}),
  output: z.string().optional(),
});

type Line = z.output<typeof lineSchema>;

const crossingSchema = z.looseObject({
  of: lineSchema,
  crosses: z.union([z.number(), z.literal("price"), lineSchema]),
  interval: z.string().default("15m"),
  direction: z.enum(["up", "down", "both"]).default("both"),
});

const CROSSES = {
  up: { particle: "을(를)", ko: "상향 돌파", en: "rises above" },
  down: { particle: "을(를)", ko: "하향 돌파", en: "falls below" },
  both: { particle: "와(과)", ko: "교차", en: "crosses" },
} as const;

/** @returns `undefined` for parameters that are those of no crossing, as an older file may have them. */
export function toCrossing(params: Readonly<Record<string, unknown>>, lang: Lang): string | undefined {
  const { data } = crossingSchema.safeParse(params);
  if (data === undefined) return undefined;
  const { of, crosses, interval, direction } = data;
  const [one, other, way] = [toLine(of), toOther(crosses, lang), CROSSES[direction]];
  if (lang === "en") return `${one} ${way.en} ${other} on ${toShownText(interval, 10)} candles`;
  const said = `${withParticle(one, "이(가)")} ${withParticle(other, way.particle)} ${way.ko}`;
  return `${toKoreanInterval(interval)} 봉에서 ${said}`;
}

const withParticle = (word: string, particle: string) => word + chooseParticle(particle, word);

function toOther(crosses: number | "price" | Line, lang: Lang): string {
  if (typeof crosses === "number") return toNumberText(crosses);
  if (crosses === "price") return lang === "ko" ? "가격" : "the price";
  return toLine(crosses);
}

/** `RSI(14)`, `MACD(fast 12, slow 26) signal`: a length alone needs no name. */
function toLine({ indicator, params, output }: Line): string {
  const given = Object.entries(params);
  const isLengthAlone = given.length === 1 && given[0]?.[0] === "period";
  const said = given.map(([name, value]) => isLengthAlone ? String(value) : `${name} ${value}`).join(", ");
  const name = `${indicator.toUpperCase()}${said === "" ? "" : `(${said})`}`;
  return toShownText(output === undefined ? name : `${name} ${output}`, 80);
}

const KOREAN_UNITS: Readonly<Record<string, string>> = {
  ...{ s: "초", m: "분", h: "시간", d: "일", dKST: "일(0시)", w: "주", M: "개월", y: "년" },
};

function toKoreanInterval(interval: string): string {
  const [, count = "", unit = ""] = /^(\d+)(\w+)$/.exec(interval) ?? [];
  const word = KOREAN_UNITS[unit];
  return word === undefined ? toShownText(interval, 10) : `${count}${word}`;
}

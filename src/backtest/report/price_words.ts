/** Sentences on the prices of Korean stocks that a run was made on: whether they are adjusted, and where they leap. */
import { toCommand } from "../../core/command_text.ts";
import { toKstIso } from "../../core/kst.ts";
import { createSayFrom, defineTexts, type Lang, pick } from "../../core/lang.ts";
import { ADJUSTED_EXCHANGE, isStockMarket } from "../../core/symbol.ts";
import { toNumberText } from "../../core/words/numbers.ts";
import { guessRatio } from "../../market/read/price_jumps.ts";
import type { DataNotes } from "../run/backtest_result.ts";

export const PRICE_TEXTS = defineTexts({
  split: [
    "{symbol}은(는) {day}에 가격이 {before}에서 {after}(으)로 바뀌어, 아마 액면분할이나 병합이 있었습니다{ratio} (이런 날 {count}일): 수정주가가 아니어서, 그때 들고 있던 것은 잃거나 번 것으로 계산됩니다. 수정주가 파일을 따로 넣고 --adjusted로 돌리세요: {command}",
    "{symbol} was probably split on {day}, where its price goes from {before} to {after}{ratio} (days like this: {count}): its prices are not adjusted, and what was held then counts as lost or won. Import a file of adjusted prices beside them and run with --adjusted: {command}",
  ],
  odd: [
    "{symbol}은(는) 수정주가라는데도 {day}에 가격이 {before}에서 {after}(으)로 하루 한도를 넘어 바뀝니다{ratio} (이런 날 {count}일). 원주가가 섞이지 않았는지 파일을 확인하고 다시 넣으세요: {command}",
    "{symbol}: although its prices are said to be adjusted, on {day} they go from {before} to {after}, further than a day allows{ratio} (days like this: {count}). Look whether raw ones are among them, and import the file again: {command}",
  ],
  based: [
    "{symbol}: 기준가가 전날 종가와 다른 날이 {count}일 있습니다(처음 {day}: {before} → {base}). 수정주가가 아니어서 그 차이는 손익으로 계산됩니다.",
    "{symbol}: days whose base price is not the close before: {count} (the first {day}: {before} to {base}). Its prices are not adjusted, so the difference counts as lost or won.",
  ],
  ratio: [", 약 {ratio}", ", about {ratio}"],
  adjusted: [
    "{symbol}: 수정주가(krx_adj)로 돌렸습니다. 그때 거래된 가격이 아니므로 호가 단위와 가격제한폭(±30%)은 적용하지 않았고, 수수료와 세금은 적용했습니다.",
    "{symbol}: run on adjusted prices (krx_adj). Nobody paid them at the time, so price steps and the limits of a day (±30 %) were not applied; fees and tax were.",
  ],
  raw: [
    "{symbol}: 수정하지 않은 가격(원주가)으로 돌렸습니다.",
    "{symbol}: run on raw prices, as they were paid.",
  ],
});

/** `adjusted` or `raw`; of anything but a Korean stock there is but one kind. */
export function priceKindOf(notes: Pick<DataNotes, "exchange" | "symbol">): "adjusted" | "raw" | undefined {
  if (!isStockMarket(notes)) return undefined;
  return notes.exchange === ADJUSTED_EXCHANGE ? "adjusted" : "raw";
}

/** Which prices were used; a split is no loss, and a figure that holds one is not to be believed. */
export function toPriceTexts(data: readonly DataNotes[], lang: Lang): readonly string[] {
  const say = createSayFrom(PRICE_TEXTS, lang);
  return data.flatMap((notes) => {
    const { symbol, jumps: [first] = [] } = notes;
    const kind = priceKindOf(notes);
    const used = [
      ...(kind === undefined ? [] : [say(kind, { symbol })]),
      ...toBaseTexts(notes, lang),
    ];
    if (first === undefined) return used;
    const { atMs, before, after } = first;
    const ratio = guessRatio(first);
    return [
      ...used,
      say(kind === "adjusted" ? "odd" : "split", {
        symbol,
        day: toKstIso(atMs).slice(0, 10),
        before: toNumberText(before),
        after: toNumberText(after),
        ratio: ratio === undefined ? "" : say("ratio", { ratio }),
        count: toNumberText(notes.jumps?.length ?? 0),
        command: toCommand("candles", "import", "FILE.csv", "--adjusted"),
      }),
    ];
  });
}

/** Of days on which the price itself went no further than a day allows. */
function toBaseTexts({ symbol, baseChanges = [] }: DataNotes, lang: Lang): readonly string[] {
  const [first] = baseChanges;
  if (first === undefined) return [];
  return [pick(PRICE_TEXTS.based, lang, {
    symbol,
    count: toNumberText(baseChanges.length),
    day: toKstIso(first.atMs).slice(0, 10),
    before: toNumberText(first.before),
    base: toNumberText(first.base),
  })];
}

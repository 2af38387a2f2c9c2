import { defineTexts } from "../../core/lang.ts";

/** What `candles import`, `candles aggregate` and `parse` say. */
export const IMPORT_TEXTS = defineTexts({
  reading: [
    "읽는 중",
    "reading",
  ],
  candles_one: [
    "캔들 1개",
    "1 candle",
  ],
  candles_many: [
    "캔들 {count}개",
    "{count} candles",
  ],
  would_be: [
    "저장한다면: {line}",
    "would be: {line}",
  ],
  added: [
    "{series}: {rows} 가운데 {added}",
    "{series}: {added} of {rows}",
  ],
  new_one: [
    "새 캔들 1개",
    "1 new candle",
  ],
  new_many: [
    "새 캔들 {count}개",
    "{count} new candles",
  ],
  rows_one: [
    "1행",
    "1 row",
  ],
  rows_many: [
    "{count}행",
    "{count} rows",
  ],
  future: [
    "이 기기의 시계로는 아직 오지 않은 {count}개를 --force로 저장함",
    "{count} still to come by this machine's clock, stored by --force",
  ],
  replaced: [
    "{count}개를 바꿈",
    "{count} replaced",
  ],
  replaced_open: [
    "끝나지 않았던 봉 {count}개를 바꿈",
    "{count} replaced an open bar",
  ],
  removed: [
    "파일에 없는 {count}개를 지움",
    "{count} removed, because the file lacks them",
  ],
  known: [
    "전부터 있던 것 {count}개",
    "{count} known before",
  ],
  differing: [
    "그 가운데 숫자가 다르지만 그대로 둔 것 {count}개",
    "{count} of them with other numbers, and kept",
  ],
  twice: [
    "파일에 두 번 있는 것 {count}개",
    "{count} twice in the file",
  ],
  halted: [
    "거래정지로 체결이 없던 것 {count}개",
    "{count} without trading (halted)",
  ],
  bad: [
    "잘못되어 뺀 것 {count}개",
    "{count} bad and left out",
  ],
  others: [
    "다른 시장의 것 {count}개",
    "{count} of others",
  ],
  made: [
    "{series}: {added}",
    "{series}: {added}",
  ],
  made_kept: [
    "숫자가 다르지만 그대로 둔 것 {count}개: 바꾸려면 --replace",
    "{count} with other numbers kept as they were: replace them with --replace",
  ],
  made_partial: [
    "{interval} 봉이 다 없어서 뺀 것 {count}개: gaps로 볼 수 있습니다",
    "{count} left out, because {interval} in them were never fetched: see gaps",
  ],
  partial: [
    "이 봉들 가운데 {count}개에는 받지 않은 {interval} 봉이 있음: gaps로 볼 수 있습니다",
    "{count} of these bars lack some of {interval} that were never fetched: see gaps",
  ],
  no_frames: [
    "체결도 캔들도 없음",
    "no ticks or candles",
  ],
  head_kind: [
    "종류",
    "kind",
  ],
  head_time: [
    "시각 (KST)",
    "time (KST)",
  ],
  head_symbol: [
    "시장",
    "symbol",
  ],
  head_bar: [
    "봉",
    "bar",
  ],
  head_open: [
    "시가",
    "open",
  ],
  head_high: [
    "고가",
    "high",
  ],
  head_low: [
    "저가",
    "low",
  ],
  head_price: [
    "가격",
    "price",
  ],
  head_volume: [
    "거래량",
    "volume",
  ],
  kind_tick: [
    "체결",
    "tick",
  ],
  kind_candle: [
    "캔들",
    "candle",
  ],
  frame: [
    "프레임 {number}: {reason}",
    "frame {number}: {reason}",
  ],
  more: [
    "그 밖에 {count}개",
    "and {count} more",
  ],
});

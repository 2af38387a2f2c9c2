import { defineTexts } from "../../core/lang.ts";

/** What `candles import` says of a file of many stocks. */
export const STOCK_IMPORT_TEXTS = defineTexts({
  stocks_one: ["1종목", "1 stock"],
  stocks_many: ["{count}종목", "{count} stocks"],
  new_one: ["새 캔들 1개", "1 new candle"],
  new_many: ["새 캔들 {count}개", "{count} new candles"],
  reading: ["{stocks} 읽는 중", "reading {stocks}"],
  comparing: ["{stocks} 비교 중", "comparing {stocks}"],
  storing: ["{stocks} 저장 중", "storing {stocks}"],
  would_be: ["저장한다면: {line}", "would be: {line}"],
  sum: ["{stocks}: {added}", "{stocks}: {added}"],
  replaced: ["{count}개를 바꿈", "{count} replaced"],
  known: ["전부터 있던 것 {count}개", "{count} known before"],
  halted: ["거래정지로 체결이 없던 것 {count}개", "{count} without trading (halted)"],
  bad: ["잘못되어 뺀 것 {count}개", "{count} bad and left out"],
  padded_one: [
    "종목코드 1개는 앞의 0이 빠져 있어 여섯 자리로 채웠습니다",
    "1 code had lost the zeros before it, and was filled up to six places",
  ],
  padded: [
    "종목코드 {count}개는 앞의 0이 빠져 있어 여섯 자리로 채웠습니다",
    "{count} codes had lost the zeros before them, and were filled up to six places",
  ],
  left_out_one: [
    "저장된 것과 맞지 않아 저장하지 않은 종목 1개:",
    "1 stock contradicts what is stored, and was left out:",
  ],
  left_out: [
    "저장된 것과 맞지 않아 저장하지 않은 종목 {count}개:",
    "{count} stocks contradict what is stored, and were left out:",
  ],
  and_others: ["그 밖에: {codes}", "and others: {codes}"],
  head_code: ["종목코드", "code"],
  head_name: ["종목명", "name"],
  head_rows: ["행", "rows"],
  head_added: ["새 캔들", "new"],
  head_known: ["있던 것", "known"],
});

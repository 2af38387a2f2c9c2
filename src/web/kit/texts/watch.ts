import { defineTexts } from "../../../core/lang.ts";

/** Texts of the watchlist. */
export const WATCH_TEXTS = defineTexts({
  title_watch: ["관심 종목", "Watchlist"],
  watch_about: [
    "가격은 저장된 캔들의 마지막 종가이며 지금 시세가 아닙니다. 각 숫자 옆에 언제 것인지 적혀 있습니다.",
    "Prices are the last stored closes, not quotes of now. Each number says of when it is.",
  ],
  watch_none: ["관심 종목이 없습니다. 이렇게 더하세요: {command}", "No stock is watched. Add one: {command}"],
  watch_change_here: ["더하고 빼기: {add} · {remove}", "Add and remove: {add} · {remove}"],
  watch_unreadable: ["관심 종목을 읽지 못했습니다: {why}", "The watchlist cannot be read: {why}"],
  watch_close: ["저장된 종가", "Stored close"],
  watch_close_at: ["종가 시각", "Closed"],
  watch_change: ["등락", "Change"],
  watch_since: ["{day} 종가 대비", "since the close of {day}"],
  watch_held: ["보유", "Held"],
  watch_held_yes: ["보유 중", "held"],
  watch_held_no: ["없음", "not held"],
  watch_held_unknown: ["알 수 없음", "not known"],
  watch_note: ["메모", "Note"],
  watch_no_candles: ["저장된 캔들 없음", "no candles are stored"],
});

import { defineTexts } from "../../core/lang.ts";

/** What `indicator` says. */
export const INDICATOR_TEXTS = defineTexts({
  keyboard: [
    "Ctrl-D를 누를 때까지 키보드에서 숫자를 읽습니다",
    "reading numbers from the keyboard until Ctrl-D",
  ],
  head_bar: [
    "봉",
    "bar",
  ],
  head_time: [
    "시각",
    "time",
  ],
  sum: [
    "봉 {bars}개; {name} 값은 {first}번째 봉부터 있음",
    "{bars} bars; {name} has values from bar {first} on",
  ],
  head_name: [
    "이름",
    "name",
  ],
  head_params: [
    "매개변수와 기본값",
    "parameters and defaults",
  ],
  head_needs: [
    "필요한 열",
    "needs",
  ],
  head_warm_up: [
    "준비 봉",
    "warm-up bars",
  ],
  head_what: [
    "설명",
    "what",
  ],
});

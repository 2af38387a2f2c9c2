import { definePhrases } from "../../core/lang.ts";

/** What the shipped strategies say of themselves. */
export const STRATEGY_WORDS = definePhrases([
  ["{span} 동안 새 봉이 없음", "no new bar for {span}"],
  [
    "첫 기회에 한 번 사서 팔지 않음: 다른 전략이 이겨야 할 기준",
    "Buys once at the first chance and never sells: the mark that others have to beat.",
  ],
  [
    "가격에 상관없이 정한 때마다 같은 금액을 삼; 팔지 않음",
    "Buys for the same amount at fixed times, whatever the price; it never sells.",
  ],
  [
    "종가가 선까지 내려오면 정한 금액을 사고, 위의 선에 닿으면 그 수량을 팖",
    "Buys for a fixed amount whenever the close has fallen to a line, and sells those units once it reaches the next line above.",
  ],
  [
    "긴 봉의 추세가 오르는 동안 RSI가 낮은 곳에서 돌아오면 삼; RSI가 높거나, 추세가 바뀌거나, 손절이나 목표에 닿으면 나감",
    "Buys when the RSI comes back from a low while the trends of longer bars point up; leaves at a high RSI, when a trend turns, at a stop or at a target.",
  ],
  [
    "종가의 단기 평균이 장기 평균 위로 올라가면 사고, 아래로 내려가면 팖 (또는 공매도)",
    "Buys when the fast average of closes rises above the slow one, sells (or goes short) when it falls below.",
  ],
  [
    "RSI가 낮으면 사고, 높으면 팖 (또는 공매도)",
    "Buys when the RSI is low, sells (or goes short) when it is high.",
  ],
  ["가격에 상관없이 시간표대로 사고 팖", "Buys and sells by a timetable, whatever the price."],
  [
    "데이터 파일의 열(enter_long, exit_long, enter_short, exit_short: 1 또는 true)이 말하는 곳에서 들어가고 나오며, 손절과 목표 가격, 크기도 따름. 청산이나 반대쪽 진입과 나란한 진입은 없는 것으로 침",
    "Enters and leaves where columns of the data file say so (enter_long, exit_long, enter_short, exit_short: 1 or true), with their prices of stop and target and their size. An entry beside its exit or beside the other side's entry is none.",
  ],
  [
    "{key} 매개변수가 {place}에 없음; 있는 것: {names}",
    "there is no parameter {key} in {place}; there are {names}",
  ],
  ["{key} 매개변수가 없음; 있는 것: {names}", "there is no parameter {key}; there are {names}"],
  [
    "예정 시각 뒤 이 분 안에 시작하는 봉이면 놓친 것을 대신함; 주식은 장 중의 분",
    "Minutes after the due time within which a bar must begin that makes up for it; of a stock, minutes of its sessions.",
  ],
]);

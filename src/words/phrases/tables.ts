import { definePhrases } from "../../core/lang.ts";

/** Why a file of candles, or another table, cannot be read: what its first lines lack, and what is odd further below. */
export const TABLE_PHRASES = definePhrases([
  ["비어 있음", "it is empty"],
  [
    "첫 행에 시각 열이 없음; 쓸 수 있는 이름: {names}",
    "its first line names no time column; it may be called {names}",
  ],
  [
    "첫 행에 {field} 열이 없음; 쓸 수 있는 이름: {names}",
    "its first line names no {field} column; it may be called {names}",
  ],
  [
    "거래량이 없는 파일이면 --no-volume을 쓰세요: 모두 0이 됩니다",
    "for a file without volumes say --no-volume: each is 0 then",
  ],
  [
    "첫 줄의 칸이 {count}개임; 머리글이 없으면 time, open, high, low, close, volume 순서로 6개여야 합니다",
    "its first line has {count} cells; without a header there must be six, in the order time, open, high, low, close, volume",
  ],
  [
    "첫 행의 칸이 {count}개임; 머리글이 없으면 time, open, high, low, close, volume 순서로 6개여야 합니다",
    "its first row has {count} cells; without a header there must be six, in the order time, open, high, low, close, volume",
  ],
  ["이름이 {name}인 열이 둘임", "two of its columns are called {name}"],
  ["행을 고를 {name} 열이 없음", "it has no column called {name} to choose rows by"],
  [
    "그 밖의 열이 {count}개임; {most}개까지 읽습니다",
    "it has {count} further columns; at most {most} are read",
  ],
  [
    "여러 종목이 나란히 들어 있음 ({names}); 파일 하나에 하나씩 저장하세요",
    "it holds several tickers side by side ({names}); save one to a file",
  ],
  [
    "{first}에는 소수점이 쉼표로, {second}에는 점으로 적혀 있음; 모든 숫자를 한 가지로 적으세요",
    "{first} has a decimal comma and {second} a decimal point; write all numbers in one way",
  ],
  [
    "{number}이(가) 천 단위인지 소수인지 다른 숫자로도 알 수 없음: --decimal dot이나 --decimal comma로 적으세요",
    "{number} may be a thousand or a broken number, and no other number tells: say --decimal dot or --decimal comma",
  ],
  [
    "행과 행 사이의 간격이 봉 길이가 아님; 봉 길이를 적으세요",
    "the distance between most of its rows is no interval; name the interval",
  ],
  [
    "{line}번째 줄이 앞줄보다 이른 시각임; 이렇게 긴 파일은 시각 순서여야 합니다",
    "line {line} is earlier than a line before it, and so long a file must be sorted by time",
  ],
  [
    "{interval} 캔들이 이 프로그램과 다른 때에 시작함(하루는 00:00 UTC, 한 주는 월요일); 다른 시간대의 시각인가요? --timezone으로 적으세요",
    "its candles of {interval} do not begin when those here do (days at 00:00 UTC, weeks on Monday); times of another zone? Say which with --timezone",
  ],
  [
    "캔들 사이가 {span}이고, 그런 캔들은 다루지 않음; 있는 것: {intervals}",
    "its candles are {span} apart, and such candles are not supported; there are {intervals}",
  ],
  ["{line}번째 줄이 {count}바이트보다 깁니다", "line {line} is longer than {count} bytes"],
  ["{count}줄이 넘음", "it has more than {count} lines"],
  ["{line}번째 줄의 따옴표가 닫히지 않음", "a quote in line {line} never ends"],
  [
    "첫 줄이 UTF-8 글자가 아님; UTF-8로 저장하세요",
    "its first line is not text in UTF-8; save it as UTF-8",
  ],
  [
    "{name} 열의 날짜가 {example} 꼴이라 달과 날 가운데 무엇이 먼저인지 알 수 없음: --dates mdy나 --dates dmy로 적으세요",
    "column {name} has dates like {example}, and nothing tells whether the month or the day comes first: say --dates mdy or --dates dmy",
  ],
  ["{name} 열이 시각이 아님: {example}", "column {name} is no time: {example}"],
]);

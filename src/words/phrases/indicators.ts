import { definePhrases } from "../../core/lang.ts";

/** Why an indicator is not computed over a file. */
export const INDICATOR_PHRASES = definePhrases([
  [
    "{name}을(를) 읽을 수 없음: 그런 파일이 없고, 지표는 봉 파일로 계산합니다. 먼저 그 시장의 캔들을 파일로 쓰세요: {command} > bars.csv",
    "Cannot read {name}: there is no such file, and indicators are made of files of bars. Write the candles of a market to one first: {command} > bars.csv",
  ],
  [
    "지표 {name}이(가) 없음; 있는 것: {names}",
    "There is no indicator {name}; there are {names}",
  ],
  [
    "지표 {name}이(가) 없음; {near}인가요?",
    "There is no indicator {name}; did you mean {near}?",
  ],
  [
    "{name}을(를) 만들 수 없음: {problem}",
    "Cannot create {name}: {problem}",
  ],
  [
    "매개변수 {key}이(가) 없음, 있는 것: {names}",
    "it has no parameter {key}, only {names}",
  ],
  [
    "{key}은(는) {value}(으)로만 적을 수 있음",
    "{key} can only be stated as {value}",
  ],
  [
    "{key}은(는) 숫자여야 함",
    "{key} must be a number",
  ],
  [
    "{key}와(과) {alias}은(는) 같은 매개변수임; 하나만 주세요",
    "{key} and {alias} are the same parameter; give one",
  ],
  [
    "{key}은(는) {from}부터 {to}까지의 정수여야 함, 받은 것: {value}",
    "{key} must be a whole number from {from} to {to}, received {value}",
  ],
  [
    "{key}은(는) 0보다 크고 {most} 이하인 숫자여야 함, 받은 것: {value}",
    "{key} must be a number above 0 and at most {most}, received {value}",
  ],
  [
    "fast는 slow보다 작아야 함, 받은 것: {fast}, {slow}",
    "fast must be below slow, received {fast} and {slow}",
  ],
  [
    "봉을 더할 수 없음: {problem}",
    "Cannot add a bar: {problem}",
  ],
  [
    "{key}은(는) 숫자여야 함, 받은 것: {value}",
    "{key} must be a number, received {value}",
  ],
  [
    "고가 {high}이(가) 저가 {low}보다 낮음",
    "high {high} lies below low {low}",
  ],
  [
    "거래량은 0 이상이어야 함, 받은 것: {value}",
    "volume must not be below 0, received {value}",
  ],
  [
    "--params는 JSON 객체여야 함. 예: '{\"period\":14}'",
    "--params must be a JSON object, for example '{\"period\":14}'",
  ],
  [
    "숫자를 읽을 수 없음: {problem}",
    "Cannot read the numbers: {problem}",
  ],
  [
    "머리글이 없으면 열이 1개(close)나 5개(open, high, low, close, volume), 6개(그 앞에 time)여야 함, 받은 것: {count}개",
    "without a header there must be 1 column (close), 5 (open, high, low, close, volume) or 6 (time before them), not {count}",
  ],
  [
    "{columns} 열이 필요함; 머리글에 있는 것: {names}",
    "it needs the column {columns}; the header has {names}",
  ],
  [
    "{columns} 열이 필요함; 머리글 없이 열이 1개인 파일에는 종가만 있습니다",
    "it needs the column {columns}; a file without a header and with 1 column holds closes only",
  ],
  [
    "머리글에 {column} 열이 두 번 있음",
    "the header names the column {column} twice",
  ],
  [
    "{row}행: 열이 {count}개인데 첫 행은 {width}개임",
    "row {row}: the number of columns is {count}, in the first row it is {width}",
  ],
  [
    "{count}행보다 많음",
    "there are more than {count} rows",
  ],
  [
    "{row}행, time 열: {value}은(는) 시각이 아님",
    "row {row}, column time: {value} is not a time",
  ],
  [
    "{row}행, time 열: {value}은(는) 앞 행보다 뒤가 아님; 오래된 행부터 적으세요",
    "row {row}, column time: {value} is not after the row before; rows must stand oldest first",
  ],
  [
    "입력에 행이 없음",
    "the input holds no rows",
  ],
  [
    "입력에 머리글만 있고 행이 없음",
    "the input holds a header and no rows",
  ],
  [
    "{columns} 열이 필요함; JSON 배열에는 종가만 있습니다",
    "it needs {columns}; a JSON array holds closes only",
  ],
  [
    "[(으)로 시작하지만 JSON이 아님",
    "it begins with [ and is not JSON",
  ],
  [
    "{row}행, close 열: {value}은(는) 숫자가 아님",
    "row {row}, column close: {value} is not a number",
  ],
  [
    "{row}행: {problem}",
    "row {row}: {problem}",
  ],
  [
    "봉을 더할 수 없음: {problem} ({row}번째 봉)",
    "Cannot add a bar: {problem} (bar {row})",
  ],
  [
    "봉",
    "bars",
  ],
  [
    "표준편차",
    "standard deviations",
  ],
  [
    "와일더의 상대강도지수(RSI), 0부터 100까지",
    "relative strength index by Wilder, 0 to 100",
  ],
  [
    "종가의 단순 이동평균",
    "plain mean of the closes",
  ],
  [
    "종가의 지수 이동평균",
    "exponential moving average of the closes",
  ],
  [
    "와일더의 평균 진폭(ATR)",
    "average true range by Wilder",
  ],
  [
    "종가의 단기 EMA에서 장기 EMA를 뺀 값, 신호선, 둘의 차이",
    "fast minus slow EMA of the closes, with its signal line and what lies between",
  ],
  [
    "종가의 이동평균과 그 위아래의 표준편차 밴드",
    "mean of the closes and a band of population standard deviations around it",
  ],
  [
    "와일더의 평균 방향성 지수(ADX), 0부터 100까지",
    "average directional index by Wilder, 0 to 100",
  ],
  [
    "ATR의 몇 배 떨어진 손절선; direction 1은 상승, -1은 하락",
    "a stop line some average true ranges away; direction 1 is up, -1 down",
  ],
  [
    "거래량의 단순 이동평균",
    "plain mean of the volume",
  ],
  [
    "상승, 하락, 횡보와 -2부터 2까지의 강도; 종가 9~200개의 이동평균과 RSI로 봄",
    "up, down or sideways with a strength from -2 to 2, by averages of 9 to 200 closes and the RSI",
  ],
  [
    "{row}행, {column} 열: 칸이 비어 있음",
    "row {row}, column {column}: the cell is empty",
  ],
  [
    "{row}행, {column} 열: {value}은(는) 숫자가 아님",
    "row {row}, column {column}: {value} is not a number",
  ],
  [
    "ATR의 배수",
    "average true ranges",
  ],
]);

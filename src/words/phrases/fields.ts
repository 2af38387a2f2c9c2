import { definePhrases } from "../../core/lang.ts";

/** What a validator found in a file, in arguments or in parameters. */
export const FIELD_PHRASES = definePhrases([
  [
    "{at}: 빠졌음; {bound}",
    "{at}: is missing; it must {bound}",
  ],
  [
    "{at}: 빠졌음; {bound}",
    "{at} is missing; it must {bound}",
  ],
  [
    "{at}: {bound}",
    "the alarm: {at}: must {bound}",
  ],
  [
    "{at}: {bound}",
    "{at}: must {bound}",
  ],
  [
    "{at}: {bound}",
    "{at} must {bound}",
  ],
  [
    "{count} 이상이어야 함",
    "be at least {count}",
  ],
  [
    "{count}보다 커야 함",
    "be above {count}",
  ],
  [
    "{count} 이하여야 함",
    "be at most {count}",
  ],
  [
    "{count}보다 작아야 함",
    "be below {count}",
  ],
  [
    "{count}자 이상이어야 함",
    "have at least {count} characters",
  ],
  [
    "한 글자라도 있어야 함",
    "have at least 1 character",
  ],
  [
    "{count}자 이하여야 함",
    "have at most {count} characters",
  ],
  [
    "{count}개 이상이어야 함",
    "have at least {count} entries",
  ],
  [
    "하나라도 있어야 함",
    "have at least 1 entry",
  ],
  [
    "{count}개 이하여야 함",
    "have at most {count} entries",
  ],
  [
    "글자여야 함",
    "be text",
  ],
  [
    "true나 false여야 함",
    "be true or false",
  ],
  [
    "목록이어야 함",
    "be a list",
  ],
  [
    "객체여야 함",
    "be an object",
  ],
  [
    "정수여야 함",
    "be a whole number",
  ],
  [
    "숫자여야 함",
    "be a number",
  ],
  [
    "글자나 숫자여야 함",
    "be text or a number",
  ],
  [
    "above나 below여야 함",
    "be above or below",
  ],
  [
    "{words} 가운데 하나여야 함",
    "be one of {words}",
  ],
  [
    "005930 같은 종목 코드여야 함",
    "be the code of a share like 005930",
  ],
  [
    "005930 같은 종목 코드나 BTC/KRW 같은 시장이어야 함",
    "be the code of a share like 005930, or a market like BTC/KRW",
  ],
  [
    "upbit 같은 거래소나 krx여야 함",
    "be an exchange like upbit, or krx",
  ],
  [
    "stop_7처럼 소문자, 숫자, _, -로 된 1~40자여야 함",
    "be 1 to 40 small letters, digits, _ or -, like stop_7",
  ],
  [
    "{at}: 적는 방법이 틀림",
    "{at} is not written as it must be",
  ],
  [
    "{at}: 적는 방법이 틀림",
    "{at}: is not written as it must be",
  ],
  [
    "above와 below 가운데 하나만 주어야 함",
    "one of above and below must be given, and not both",
  ],
  [
    "{at}: {kind} 종류가 없음",
    "{at}: there is no kind {kind}",
  ],
  [
    "{at}: {name}이(가) 없음",
    "{at}: there is no {name}",
  ],
  [
    "{name}이라는 인수가 없음",
    "there is no argument {name}",
  ],
  [
    "인수를 받지 않음",
    "it takes none",
  ],
  [
    "있는 것: {names}",
    "there are {names}",
  ],
  [
    "두 규칙의 id가 {id}(으)로 같음",
    "two rules have the id {id}",
  ],
  [
    "하나를 다른 id로 바꾸세요",
    "give one of them another",
  ],
  [
    "{path}을(를) 쓸 수 없음:",
    "Cannot use {path}:",
  ],
]);

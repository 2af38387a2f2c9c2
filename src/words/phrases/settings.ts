import { definePhrases } from "../../core/lang.ts";

/** Of `.env` and of the variables. */
export const SETTING_PHRASES = definePhrases([
  ["설정 1개가 잘못됨:", "1 setting is wrong:"],
  ["설정 {count}개가 잘못됨:", "{count} settings are wrong:"],
  [
    "  {name}: {rest}, 예: {example}  ({from})",
    "  {name} must be {rest}, for example {example}  ({from})",
  ],
  [
    "  {name}은(는) 이 프로그램의 설정이 아님; {near}인가요?  ({from})",
    "  {name} is not a setting of this program; did you mean {near}?  ({from})",
  ],
  [
    "  {name}은(는) 이 프로그램의 설정이 아님  ({from})",
    "  {name} is not a setting of this program  ({from})",
  ],
  [
    "{name}은(는) 이 프로그램의 설정이 아님; {near}인가요?  ({from})",
    "{name} is not a setting of this program; did you mean {near}?  ({from})",
  ],
  ["{name}은(는) 이 프로그램의 설정이 아님  ({from})", "{name} is not a setting of this program  ({from})"],
  [
    "{name}에 따옴표가 값의 일부로 들어 있음: 따옴표 없이 적으세요. `docker run --env-file`은 따옴표를 남깁니다  (environment)",
    "{name} has quotes around it that are part of it: write it without them, for `docker run --env-file` keeps quotes  (environment)",
  ],
  ["{name}: {rest}, 예: {example}  ({from})", "{name} must be {rest}, for example {example}  ({from})"],
  ["{min}부터 {max}까지의 정수", "a whole number from {min} to {max}"],
  ["HH:MM 형식의 한국 시각", "a time of day in Korea as HH:MM"],
  ["1 또는 0", "1 or 0"],
  ["ko 또는 en", "ko or en"],
  ["kr 또는 intl", "kr or intl"],
  ["brief 또는 full", "brief or full"],
  ["node 또는 ffi", "node or ffi"],
  ["none 또는 always_confirm", "none or always_confirm"],
  ["{words} 가운데 하나", "one of {words}"],
  [
    "거래소:BASE/QUOTE를 쉼표로 나눠 적고, 하나씩, {count}개까지",
    "exchange:BASE/QUOTE, separated by commas, each once, at most {count}",
  ],
  ["HH:MM-HH:MM 형식의 한국 시각 둘, 또는 off", "two times of day in Korea as HH:MM-HH:MM, or off"],
  ["HH:MM,HH:MM 형식의 한국 시각 둘, 또는 off", "two times of day in Korea as HH:MM,HH:MM, or off"],
  ["{words}(으)로 된 주소", "an address with {words}"],
  [
    ".env의 {line}번째 줄이 이름=값 꼴이 아님; 그렇게 적거나 앞에 #을 붙이세요",
    "line {line} of .env is not NAME=value; write it so, or put # in front of it",
  ],
  [
    ".env의 {line}번째 줄에 닫히지 않은 따옴표가 있음",
    "line {line} of .env has a quote that is never closed",
  ],
  [
    ".env의 {line}번째 줄에 닫는 따옴표 뒤에 글자가 있음; 안에 넣거나 공백과 # 뒤에 두세요",
    "line {line} of .env has text after its closing quote; put it inside, or behind a space and #",
  ],
  [
    ".env의 {line}번째 줄에 0바이트가 있음; 새로 적으세요",
    "line {line} of .env holds a zero byte; write it anew",
  ],
  [
    ".env가 UTF-16(또는 다른 인코딩)으로 저장되었음; UTF-8로 저장하세요",
    ".env is saved as UTF-16 (or another encoding); save it as UTF-8",
  ],
  [
    ".env를 읽을 수 없음: 폴더입니다; 지우고 그 이름의 파일을 두세요",
    "Cannot read .env: it is a directory; remove it and put a file of that name in its place",
  ],
  [
    ".env를 읽을 수 없음 ({words}): 이 프로그램의 사용자가 읽을 수 있는 파일로 만들거나 지우세요",
    "Cannot read .env ({words}): make it a file that the user of this program may read, or remove it",
  ],
  [
    "{line}번째 줄: {rest}",
    "line {line} {rest}",
  ],
  [
    "{lines}, {last}번째 줄: {rest}",
    "each of the lines {lines} and {last} {rest}",
  ],
  [
    "{line}번째 줄",
    "line {line}",
  ],
  [
    "{lines}, {last}번째 줄",
    "each of the lines {lines} and {last}",
  ],
  [
    "대화로 바꾼 설정을 보여 줄 수 없음: {why}",
    "Changes by chat cannot be shown: {why}",
  ],
  [
    "값 없음",
    "not set",
  ],
  [
    "기본값",
    "default",
  ],
  [
    "환경 변수",
    "environment",
  ],
  [
    ".env {line}번째 줄",
    ".env line {line}",
  ],
  [
    "(비밀, 정해져 있음)",
    "(secret, set)",
  ],
]);

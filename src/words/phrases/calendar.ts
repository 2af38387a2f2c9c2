import { definePhrases } from "../../core/lang.ts";

/** Of the calendar file and of how far it reaches. */
export const CALENDAR_PHRASES = definePhrases([
  [
    "달력 {path} {line}번째 줄을 쓸 수 없음: {problem}; 기대한 것: {expected}",
    "Cannot use the calendar {path}, line {line}: {problem}; expected {expected}",
  ],
  [
    "달력 {path} {line}번째 줄을 쓸 수 없음: {problem}",
    "Cannot use the calendar {path}, line {line}: {problem}",
  ],
  [
    "달력 {path}을(를) 쓸 수 없음: {problem}; 기대한 것: {expected}",
    "Cannot use the calendar {path}: {problem}; expected {expected}",
  ],
  ["달력 {path}을(를) 쓸 수 없음: {problem}", "Cannot use the calendar {path}: {problem}"],
  ["{value}은(는) {year}년 아래에 있음", "{value} stands under {year}"],
  ["{year}년의 날짜", "dates of {year}"],
  ["{year}년 날짜의 목록", "a list of dates of {year}"],
  [
    "{from}부터 {to}까지 매일 휴장으로 되어 있음",
    "it closes the market on every day from {from} to {to}",
  ],
  ["이어서 {count}일까지", "at most {count} days in a row"],
  [
    "{value}은(는) {year}년의 {count}번째 평일 휴장일임",
    "{value} is closed weekday number {count} of {year}",
  ],
  [
    "한 해에 {count}일까지 (이 목록은 휴장하는 날을 적음)",
    "at most {count} a year (the list names the days the market is closed)",
  ],
  ["날짜 자리에 목록이 있음", "a list stands where a date belongs"],
  ["날짜 자리에 맵이 있음", "a map stands where a date belongs"],
  ["2026-01-01 같은 날짜", "a date like 2026-01-01"],
  ["{value}은(는) 날짜가 아님 (그런 날이 없음)", "{value} is not a date (that day does not exist)"],
  ['{value}은(는) 날짜가 아님 ("{guess}"로 적으세요)', '{value} is not a date (write "{guess}")'],
  ["{value}은(는) 날짜가 아님", "{value} is not a date"],
  ["{value}은(는) {years} 밖에 있음", "{value} lies outside {years}"],
  ["이 {kind}은(는) 맞지 않음", "this {kind} does not fit"],
  ["{value}은(는) 여기에 올 수 없음", "{value} does not belong here"],
  ['"{key}"의 글자', 'a text for "{key}"'],
  ["이름이나 이름 목록, 예를 들어 {example}", "a name or a list of names, for example {example}"],
  ["파일이 아님", "it is not a file"],
  ["JSON 파일", "a JSON file"],
  ["읽을 수 없음 ({words})", "it cannot be read ({words})"],
  ["UTF-8 글자가 아님", "it is not UTF-8 text"],
  ["UTF-8로 저장한 파일", "a file saved as UTF-8"],
  ["{bytes}바이트임", "it has {bytes} bytes"],
  ["{bytes}바이트까지", "at most {bytes} bytes"],
  ["JSON이 아님: {problem}, 그런데 파일이 끝남", "this is not JSON: {problem}, but the file ends"],
  ["JSON이 아님: {problem}, 그런데 {found}이(가) 있음", "this is not JSON: {problem}, found {found}"],
  ["JSON 값이 끝난 뒤에 무언가 더 있음", "something follows after the end of the JSON value"],
  ["괄호가 {count}단계보다 깊음", "brackets are nested deeper than {count} levels"],
  ["여기에 값이 와야 함", "a value should stand here"],
  ["여기에 큰따옴표로 묶은 키가 와야 함", "a key in double quotes should stand here"],
  ["키 뒤에 콜론이 와야 함", "a colon should follow the key"],
  ['여기에 쉼표나 "{close}"이(가) 와야 함', 'a comma or "{close}" should stand here'],
  ['"{close}" 앞에 쉼표가 하나 많음', 'there is a comma too many before "{close}"'],
  [
    "글자가 그 줄에서 닫히지 않았거나 잘못된 이스케이프가 있음",
    "the text is not closed on its line or holds a bad escape",
  ],
  ["기간이 시작하기 전인 {date}에 끝남", "the coverage ends on {date}, before it begins"],
  ["{date} 이후의 날", "a day from {date} on"],
  [
    "{date}의 특별 시간은 휴장일에 있음",
    "the special session of {date} falls on a day the market is closed",
  ],
  [
    "{date}에 시간이 서로 다른 특별 시간이 둘 있음",
    "{date} has two special sessions with different hours",
  ],
  ["개장하는 평일마다 하나", "one entry per open weekday"],
  [
    "개장이 폐장보다 먼저이고 둘 다 {from}에서 {to} 사이",
    "open before close, both between {from} and {to}",
  ],
  [
    "{path}에 휴장일이 하나도 없어 주말만 쉬고 공휴일에도 조회합니다. {rest}: {hint}",
    "{path} lists no closures, so only weekends are closed and holidays are polled like trading days. {rest}: {hint}",
  ],
  [
    "{path}에 온전한 해(평일 휴장일 8일 이상)가 없어 내장된 공휴일 규칙도 씁니다. 그 규칙은 선거일, 임시 공휴일, 수능일을 모릅니다. {rest}: {hint}",
    "{path} lists no whole year (at least 8 closed weekdays), so the built-in holiday rules are used as well; they know no elections, temporary holidays or CSAT days. {rest}: {hint}",
  ],
  [
    "달력이 {date}에 끝납니다. 그 뒤로는 내장된 공휴일 규칙을 쓰는데 선거일, 임시 공휴일, 수능일을 모릅니다. {rest}: {hint}",
    "The calendar ends on {date}. From then on the built-in holiday rules are used; they know no elections, temporary holidays or CSAT days. {rest}: {hint}",
  ],
  [
    "달력이 {date}에 시작하며, 그때까지는 내장된 공휴일 규칙을 씁니다",
    "The calendar begins on {date}; until then the built-in holiday rules are used",
  ],
  [
    "달력이 {days}일 뒤 {date}에 끝납니다. {rest}: {hint}",
    "The calendar ends on {date}, in {days} days. {rest}: {hint}",
  ],
  [
    "KRX는 다음 해 휴장일을 12월 중순에 발표하고, 공식 공휴일은 6월 말부터 볼 수 있습니다",
    "KRX publishes next year's closures in mid December, the official holiday list is out from the end of June",
  ],
  [
    "지난 해의 휴장일이 빠져 있음: {dates} 외 {count}일",
    "Closures of past years are missing: {dates} and {count} more",
  ],
  ["지난 해의 휴장일이 빠져 있음: {dates}", "Closures of past years are missing: {dates}"],
  [
    "{date} {name} 빠짐: 규칙으로는 휴장({english}), 파일로는 개장",
    "{date} {name} missing: by the rules the market is closed ({english}), by the file it is open",
  ],
  [
    "{date} 특별 시간 빠짐: 새해 첫 거래일은 10:00에 여는데 파일은 그렇지 않음",
    "{date} special session missing: the first session of a year opens at 10:00, not so in the file",
  ],
  [
    "{date}은(는) 규칙이 모르는 휴장일: 선거일이나 임시 공휴일인가요?",
    "{date} is not known to the rules: an election or temporary holiday?",
  ],
  [
    "{year}년에 수능일이 없음: 그날 시장은 10:00–16:30에 열고, 보통 11월 셋째 목요일임",
    "{year} has no CSAT day: the market then trades 10:00–16:30, usually on the third Thursday of November",
  ],
  ["휴장", "market closed"],
  ["장 닫힘: 오늘 조회 시간은 {time}부터 (KST)", "market closed: today's hours begin at {time} (KST)"],
  ["장 닫힘: 오늘 조회 시간은 {time}에 끝남 (KST)", "market closed: today's hours ended at {time} (KST)"],
  ["휴장 (토요일)", "market closed (Saturday)"],
  ["휴장 (일요일)", "market closed (Sunday)"],
  ["휴장 ({name}, {english})", "market closed ({name}, {english})"],
  ["휴장 ({name})", "market closed ({name})"],
  [
    "다음 거래일을 찾을 수 없음: {date} 뒤로 {days}일 동안 휴장임",
    "Cannot find the next market day: the calendar is closed for {days} days after {date}",
  ],
  [
    "{path}에 넣고 coverage.to를 옮기세요",
    "add them to {path} and move coverage.to",
  ],
  [
    "{path}에 넣으세요",
    "add them to {path}",
  ],
  [
    "온전한 해가 하나도 없음",
    "it lists no whole year",
  ],
  [
    "한 해의 평일 휴장일 {count}일 이상",
    "at least {count} closed weekdays of a year",
  ],
  [
    "이미 지난 {year}년에 끝남",
    "it ends with {year}, which is over",
  ],
  [
    "{year}년이나 그 뒤의 휴장일",
    "the closed days of {year} or later",
  ],
  [
    "{year}년의 평일 휴장일이 {count}일뿐임",
    "it has {count} closed weekdays of {year}",
  ],
  [
    "온전한 한 해 (10일 이상); 한 해의 나머지만 있는 목록은 안 됨",
    "a whole year, which has 10 at least; a list of the rest of a year is none",
  ],
  [
    "법으로 휴장하는 {year}년 평일 {all}일 가운데 {count}일이 없음, 예: {date}",
    "{count} of the {all} weekdays of {year} on which Korea's market is closed by law are not in it, {date} for one",
  ],
  [
    "한국거래소(KRX)의 목록",
    "the list of the Korea Exchange (KRX)",
  ],
  [
    "그 가운데 {count}일이 토요일이나 일요일임",
    "{count} of its days are Saturdays or Sundays",
  ],
  [
    "시장이 쉬는 평일: 공휴일 목록에는 거래소가 따로 쉬는 날이 없음",
    "the weekdays on which the market is closed: a list of public holidays lacks the exchange's own closures",
  ],
  [
    "KRX가 12월 중순에 발표하는 휴장일을 받아들이세요: {command}",
    "take over the closed days that KRX publishes in mid December: {command}",
  ],
  [
    "--from {from}이(가) --to {to}보다 뒤임; 서로 바꾸세요",
    "--from {from} is after --to {to}; swap them",
  ],
  [
    "--from {from} --to {to}은(는) {years}년보다 긺; 줄여서 물어보세요",
    "--from {from} --to {to} spans more than {years} years; ask for fewer",
  ],
  [
    "--year는 {from}부터 {to}까지의 해여야 함. 예: 2026",
    "--year must be a year from {from} to {to}, for example 2026",
  ],
  [
    '{option}은(는) 날짜여야 함. 예: 2026-03-11; 받은 것: "{text}"',
    '{option} must be a date, for example 2026-03-11; received "{text}"',
  ],
  [
    "{option}은(는) {from}년부터 {to}년 사이여야 함. 예: {example}",
    "{option} must lie in the years {from} to {to}, for example {example}",
  ],
  [
    'INSTANT는 날짜와 시각이어야 하고 시차를 적지 않으면 한국 시각임. 예: {example}; 받은 것: "{text}"',
    'INSTANT must be a date and a time, in Korea unless an offset follows, for example {example}; received "{text}"',
  ],
  [
    'INSTANT "{text}"은(는) 없는 때임; 실제 날짜와 시각을 주세요. 예: {example}',
    'INSTANT "{text}" does not exist; give a real date and time, for example {example}',
  ],
  [
    "달력의 사본을 둘 수 없음: {dir}에 너무 많음",
    "Cannot keep a copy of the calendar: there are too many in {dir}",
  ],
  [
    "UTF-8도 한국어 글자도 아님",
    "it is neither UTF-8 nor Korean text",
  ],
  [
    "풀면 2 MB보다 큼",
    "it unpacks to more than 2 MB",
  ],
  [
    "{count}자보다 긴 줄이 있음",
    "one of its lines is longer than {count} letters",
  ],
  [
    "2 MB보다 큼, 휴장일 목록은 몇 kB임",
    "it has more than 2 MB, and a list of closed days a few kB",
  ],
  [
    "{status}(으)로 응답함",
    "it answers with {status}",
  ],
  [
    "다른 주소로 넘기는데 따라가지 않음",
    "it redirects, which is not followed",
  ],
  [
    "{address}(으)로 넘기는데 따라가지 않음",
    "it redirects to {address}, which is not followed",
  ],
  [
    "믿는 주소라면 그 주소를 직접 주세요",
    "give that address itself, if it is one that you trust",
  ],
  [
    "주소가 아님",
    "it is no address",
  ],
  [
    "이름이나 비밀번호가 들어 있는데 여기서는 보내지 않음",
    "it has a name or a password in it, and those are not sent from here",
  ],
  [
    "오는 길에 누구나 목록을 바꿀 수 있음; https, 또는 내 네트워크 안의 http여야 합니다",
    "on the way there anybody could change the list; it must be https, or http in your own network",
  ],
  [
    "표준 입력을 읽을 수 없음: {why}",
    "Cannot read standard input: {why}",
  ],
  [
    "내장 {name}",
    "the built-in {name}",
  ],
]);

import { definePhrases, type Twin } from "../../core/lang.ts";

/** Stands where the path of a file stands. */
export const STANDARD_INPUT: Twin = ["표준 입력", "standard input"];

/** Of files that people have, and of lists of closed days. */
export const FILE_PHRASES = definePhrases([
  STANDARD_INPUT,
  [
    "이 명령으로 목록을 받아들이거나: {command}, {path}에 더하고 coverage.to를 옮기세요",
    "take the list over with {command}, or add them to {path} and move coverage.to",
  ],
  [
    "이 명령으로 목록을 받아들이거나: {command}, {path}에 더하세요",
    "take the list over with {command}, or add them to {path}",
  ],
  ["{path}: 캔들 파일을 쓸 수 없음: {problem}", "{path}: Cannot use the candle file: {problem}"],
  [
    "옛 엑셀 파일(.xls)이거나 암호가 걸린 파일임; 엑셀에서 열어 암호 없이 CSV나 .xlsx로 저장하세요",
    "it is an old Excel file (.xls), or one that is locked with a password; open it in Excel and save it as CSV or .xlsx, without a password",
  ],
  [
    "PDF라서 숫자를 읽을 수 없음; 표를 CSV나 엑셀로 내려받으세요",
    "it is a PDF, from which no numbers are read; download the table as CSV or Excel",
  ],
  ["그림임; 표를 CSV나 엑셀로 내려받으세요", "it is a picture; download the table as CSV or Excel"],
  [
    "JSON이라서 캔들을 읽을 수 없음; 이름 줄이 있는 CSV로 만드세요",
    "it is JSON, from which no candles are read; write it as CSV with a line of names",
  ],
  [
    "표가 없는 웹 페이지임 ({title}): 로그인 화면이나 오류인가요? 브라우저에서 다시 내려받아 저장된 파일을 주세요",
    "it is a web page without a table ({title}): a page to log in, or an error? Download the file again in a browser, and give what was saved",
  ],
  [
    "표가 없는 웹 페이지임: 로그인 화면이나 오류인가요? 브라우저에서 다시 내려받아 저장된 파일을 주세요",
    "it is a web page without a table: a page to log in, or an error? Download the file again in a browser, and give what was saved",
  ],
  [
    "표가 {count}개 든 zip임 ({names}); 압축을 풀어 하나만 주세요",
    "it is a zip archive of {count} tables ({names}); unzip it, and give one of them",
  ],
  [
    "CSV나 엑셀 파일이 없는 zip임 (들어 있는 것: {names})",
    "it is a zip archive without a CSV or Excel file (it holds {names})",
  ],
  [
    "내용이 있는 시트가 {count}개임 ({names}); 어느 것인지 적으세요: {option}",
    "it has {count} sheets with rows ({names}); say which one: {option}",
  ],
  ["{sheet} 시트가 없음; 있는 것: {names}", "it has no sheet {sheet}; it has {names}"],
  ["암호가 걸려 있음; 암호 없이 저장하세요", "it is locked with a password; save it without one"],
  ["압축된 데이터가 손상되었거나 잘렸음", "its packed data is damaged or cut off"],
  ["{count}행임", "it has {count} rows"],
  ["휴장일이 하나도 없음", "it lists no day"],
  [
    "날짜 열이 없음 (첫 행: {row})",
    "no column of it is one of dates (its first row: {row})",
  ],
  [
    "일자 및 요일, 요일구분, 비고 열이 있는 KRX 휴장일 목록이나 이 프로그램의 달력",
    "the list of closed days of KRX, with the columns 일자 및 요일, 요일구분 and 비고, or a calendar of this program",
  ],
  ["2027-01-01 같은 날짜", "a date like 2027-01-01"],
  ["{date}은(는) {real}인데 목록에는 {said}", "{date} is a {real}, and the list says {said}"],
  [
    "날짜와 맞는 요일: 다른 해의 목록일 수 있음",
    "days of the week that fit their dates: it may be the list of another year",
  ],
  ["{date}은(는) {weekday}", "{date} is a {weekday}"],
  [
    "KRX처럼 평일만: 공휴일 목록에는 거래소만의 휴장일이 없음",
    "weekdays alone, as KRX lists them: a list of public holidays lacks the exchange's own closures",
  ],
  [
    "{date}에 시작하는데 지금 달력은 {from}부터 {to}까지임",
    "it begins on {date}, and the calendar in use covers {from} to {to}",
  ],
  [
    "사이가 비지 않도록 먼저 {year}년의 휴장일",
    "the closed days of {year} first, so that none is missing in between",
  ],
  [
    "{source}을(를) 읽을 수 없음: {to}(으)로 넘기는데 따라가지 않음; 믿는 주소라면 그 주소를 직접 주세요",
    "Cannot read {source}: it redirects to {to}, which is not followed; give that address itself, if it is one that you trust",
  ],
  ["{source}을(를) 읽을 수 없음: {status}(으)로 답함", "Cannot read {source}: it answers with {status}"],
  [
    "{source}을(를) 읽을 수 없음: 가는 길에 누구나 목록을 바꿀 수 있음; https이거나 내 네트워크의 http여야 함",
    "Cannot read {source}: on the way there anybody could change the list; it must be https, or http in your own network",
  ],
  [
    "{source}을(를) 읽을 수 없음: 이름이나 암호가 들어 있는데 여기서는 보내지 않음",
    "Cannot read {source}: it has a name or a password in it, and those are not sent from here",
  ],
  [
    "{path}이(가) 그 사이 바뀌었음; 아무것도 쓰지 않았으니 다시 하세요",
    "{path} was changed by somebody else meanwhile; nothing was written, do it again",
  ],
  [
    "{path}을(를) 쓸 수 없음: {why}; 달력은 그대로임; 프로그램 폴더에 쓸 수 없는 곳(컨테이너)에서는 SIGNAL_V2_HOLIDAYS를 데이터 폴더의 파일로 하세요",
    "Cannot write {path}: {why}; the calendar is as it was; where the program's own folder may not be written (a container), set SIGNAL_V2_HOLIDAYS to a file in the data folder",
  ],
  [
    "{dir}에 앞서 쓰던 달력이 없음: 여기서 바꾼 적이 없음",
    "There is no earlier calendar in {dir}: no update was made from here",
  ],
  [
    "JSON이 아님: {words}",
    "it is no JSON: {words}",
  ],
]);

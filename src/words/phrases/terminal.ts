import { definePhrases } from "../../core/lang.ts";

/** Sentences of the command line that belong to no other subject. */
export const TERMINAL_PHRASES = definePhrases([
  [
    "물어볼 수 없음: 먼저 .env에 {names} 값을 넣으세요 (`{doctor}`(으)로 확인할 수 있고, `{demo}`에는 필요 없습니다)",
    "Cannot ask: set {names} in .env first (`{doctor}` checks them, `{demo}` needs none)",
  ],
  [
    "모의 주식 API를 시작할 수 없음: 포트 {port}을(를) 쓰고 있습니다; --port로 다른 포트를 고르세요",
    "Cannot start the simulated stock API: port {port} is in use; choose another with --port",
  ],
  [
    "--clock을 읽을 수 없음: 2026-11-20T08:58 같은 한국 시각이어야 합니다",
    "Cannot read --clock: it must be a time in Korea like 2026-11-20T08:58",
  ],
  [
    "데모에는 필요 없으므로 자체 설정으로 이어 갑니다.",
    "The demo needs none of them and goes on with its own.",
  ],
  ["{option}은(는) leave나 close여야 함", "{option} must be leave or close"],
  ["{option}은(는) '{\"name\":1}' 같은 JSON이어야 함", "{option} must be JSON, like '{\"name\":1}'"],
  [
    "--money는 '{\"feeRate\":0.0004}' 같은 JSON 객체여야 함",
    "--money must be a JSON object, like '{\"feeRate\":0.0004}'",
  ],
  [
    "이름 {name}을(를) 쓸 수 없음: my_idea처럼 소문자로 적으세요",
    "Cannot use the name {name}: write it in small letters, like my_idea",
  ],
  ["이미 있음; 다른 이름을 고르세요", "there is one already; choose another name"],
  [
    "{signal}을(를) 한 번 더 보내게 될 수 있습니다; 그래도 된다면: {command}",
    "{signal} may then be sent a second time; if that is right: {command}",
  ],
  ["지금 한국이 {time}입니까? 그렇다면: {command}", "is it {time} in Korea? If it is: {command}"],
  ["아무것도 바꾸지 않음: {rest}", "Nothing was changed: {rest}"],
  [
    "보낼 권리를 얻을 수 없음: 동작도 적으세요. 예: `{command}`",
    "Cannot claim: say the action too, for example `{command}`",
  ],
  ["{count}자보다 긴 줄은 읽을 수 없음", "Cannot read a line of more than {count} characters"],
  [
    "확신도는 0부터 1까지의 숫자여야 함. 예: 0.82",
    "The confidence must be a number from 0 to 1, for example 0.82",
  ],
  [
    "--hours는 0보다 크고 {count} 이하인 숫자여야 함. 예: 24",
    "--hours must be a number above 0 and at most {count}, for example 24",
  ],
  [
    "{option}은(는) 2026-11-20 같은 한국의 날이어야 함, 받은 것: {text}",
    "{option} must be a day in Korea like 2026-11-20, received {text}",
  ],
  ["--from이 --to보다 뒤임; 두 날 모두 포함됩니다", "--from lies after --to; both days are included"],
  [
    "이 전략을 실행할 수 없음: create()가 돌려준 것에 onCandle과 그 옛 이름 {name}이(가) 함께 있음; {name}을(를) 지우세요",
    "Cannot run this strategy: what create() returned has onCandle and {name}, its old name; delete {name}",
  ],
  [
    "아무것도 쓰지 않음: 묶음에 비밀이 들어갈 뻔했습니다. 알려 주세요",
    "Nothing was written: a secret would have stood in the bundle. Please report this",
  ],
  [
    "이미 있음; 다른 이름을 고르세요",
    "it is there already; choose another name",
  ],
  [
    "이 프로그램은 데이터 폴더에만 쓸 수 있음; FILE을 빼고 나중에 복사하세요",
    "this program may write in the data directory only; leave FILE away, and copy it then",
  ],
  [
    "{name}이(가) 어느 것입니까? 이름을 모두 적거나 코드를 적으세요: {names}",
    "Which one is {name}? Write the whole name or the code: {names}",
  ],
  [
    "{name}을(를) 모릅니다. 005930이나 BTC/KRW 같은 코드, 또는 아는 이름을 적으세요: {names}",
    "Nobody here knows {name}. Write a code like 005930 or BTC/KRW, or a name that is known: {names}",
  ],
  [
    "{name}을(를) 모릅니다. 005930이나 BTC/KRW 같은 코드를 적으세요",
    "Nobody here knows {name}. Write a code like 005930 or BTC/KRW",
  ],
  // Of the bundle that `doctor` writes for whoever helps.
  [
    "program: signal-v2, Deno, V8의 버전과 시스템",
    "program: versions of signal-v2, Deno and V8, and the system",
  ],
  [
    "settings: 이름과 어디서 정했는지; 키, 사람, 대화는 정했는지만",
    "settings: names and where each was set; of keys, people and chats only whether they are set",
  ],
  [
    "findings: doctor가 살펴본 모든 것, 시계와 디스크와 인증서의 남은 날",
    "findings: everything that doctor looked at, with clocks, disk and days of certificates",
  ],
  [
    "health: 실행 중인 서비스가 스스로 말하는 상태",
    "health: what the running service says of itself",
  ],
  [
    "databases: 테이블, 행 수, 가장 새로운 시각, 크기, 스키마, 무결성; 행의 내용은 없음",
    "databases: tables, rows, newest times, sizes, schema and integrity; no row",
  ],
  [
    "log: 로그 파일의 마지막 500줄",
    "log: the last 500 lines of the log file",
  ],
  [
    "키, 토큰, 주소의 비밀번호, 보유 종목 표, 메시지는 들어 있지 않습니다; 로그에는 신호가 나온 종목의 이름이 있습니다. 도와줄 사람에게 보내도 됩니다; 글자 파일이니 먼저 살펴보세요.",
    "It holds no key, no token, no password of an address, no table of holdings and no message; lines of the log name the stocks that signals were about. You can send it to whoever helps you; it is plain text, so look into it first.",
  ],
  [
    "{path}에 썼음 ({size} kB). 들어 있는 것:",
    "wrote {path} ({size} kB). Inside:",
  ],
]);

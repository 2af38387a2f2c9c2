/** That whoever reads Korean is told in Korean: every sentence that a person can read, and no phrase for nothing. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { toKoreanUsage } from "../../src/cli/kit/usage_words.ts";
import { DOCTOR_TEXTS } from "../../src/cli/texts/doctor.ts";
import type { Twin } from "../../src/core/lang.ts";
import { SIMULATED_DAY } from "../../src/demo/stock_api/day.ts";
import { PHRASES, toKorean } from "../../src/words/korean.ts";
import { readHouse } from "../house/read_house.ts";
import { findSaid, findSentences, HOLE, type Sentence } from "./sentences.ts";

const { texts: SOURCES } = await readHouse();

/** What nobody reads but programs and whoever writes this one: answers to senders, logs and mistakes of a caller. */
const NOT_FOR_PEOPLE: readonly string[] = [
  "bus/",
  // A script keeps to ASCII: PowerShell of Windows may read it in another code page.
  "cli/completion/completion.ts",
  // A bundle has no language: whoever helps may read no Korean.
  "cli/doctor/bundle/log_tail.ts",
  "cli/doctor/bundle/service_health.ts",
  "exchanges/ccxt/streams/",
  "exchanges/stream/",
  "exchanges/upbit/",
  "signals/inbound/",
  "web/http/",
];

/** Commands that say more than refusals in English still. Nothing new joins them. */
const STILL_ENGLISH: readonly string[] = [];

/** Help of options and of what `--json` prints stays English: it speaks of words that are typed, which are English. */
const ONLY_HELP: readonly string[] = ["cli/candles/json_help.ts"];

/** What they print is TypeScript, whose comments and descriptions are texts. */
const OF_CODE: readonly string[] = ["cli/strategy/template.ts"];

/** Their sentences are put together of parts, and are known as wholes: by the test of such sentences. */
const OF_PARTS: readonly string[] = [
  "cli/backtest/background/queue_backtest.ts",
  "cli/backtest/load_data.ts",
  "cli/calendar/calendar.ts",
  "cli/candles/aggregate/made_candles.ts",
  "cli/candles/file_form.ts",
  "cli/candles/import_check.ts",
  "cli/indicator/number_columns.ts",
];

/** Lists of names and what a shell is given; three words of English in a row are a sentence that was left. */
const ENGLISH = /\b[a-z']{2,} [a-z']{2,} [a-z']{2,}\b/;

const isForPeople = (file: string) => !NOT_FOR_PEOPLE.some((begin) => file.startsWith(begin));

/** `cli/rules` of `cli/rules/alerts.ts` */
const familyOf = (file: string) => file.split("/").slice(0, 2).join("/");

/** Samples for the holes: one of a name, one of a figure. */
const fill = (text: string, sample: string) => text.replaceAll(HOLE, sample);

const SENTENCES = [...SOURCES].filter(([file]) => !file.startsWith("words/")).flatMap(([file, text]) =>
  findSentences(file, text)
);

function isKorean(text: string): boolean {
  const filled = fill(text, "X1");
  const said = toKorean(filled);
  // What is wrong with a word that was typed goes through the parser of the command line.
  const korean = said === filled ? toKoreanUsage(filled) : said;
  // `Deno 2.9, V8 15` and `chmod 700 data` are the same in both.
  const isWords = /[a-z]{2,} [a-z]{2,}/.test(korean);
  return !ENGLISH.test(korean) && (/[가-힣]/.test(korean) || !isWords);
}

Deno.test("every refusal that a person can read is said in Korean", () => {
  const left = SENTENCES.filter(({ file, text }) => isForPeople(file) && !isKorean(text));
  deepStrictEqual(byFamily(left), {});
});

/** What is still English, by family. */
function byFamily(sentences: readonly Sentence[]): Readonly<Record<string, readonly string[]>> {
  const families = Map.groupBy(sentences, ({ file }) => familyOf(file));
  return Object.fromEntries(
    [...families].map(([family, left]) => [
      family,
      left.map(({ file, line, text }) => `${file}:${line}: ${text}  →  ${toKorean(fill(text, "X1"))}`),
    ]),
  );
}

Deno.test("a rule of the open list is one of the sources", () => {
  const files = [...SOURCES.keys()];
  deepStrictEqual(NOT_FOR_PEOPLE.filter((begin) => !files.some((file) => file.startsWith(begin))), []);
});

Deno.test("no phrase is kept for a sentence that nobody says", () => {
  const all = [...SOURCES].filter(([file]) => !file.startsWith("words/")).map(([, text]) =>
    // As the parts of one text: quotes, line ends and joins taken away.
    text.replace(/["`']\s*\+\s*["`']/g, "").replace(/\\(["'`])/g, "$1").replace(/\s+/g, " ")
  ).join("\n");
  const isSaid = (english: string) =>
    !/\w/.test(english.replace(/\{\w+\}/g, "")) ||
    runsOf(english.replace(/\{\w+\}/g, "\n")).some((words) => all.includes(words));
  deepStrictEqual(PHRASES.map(([, english]) => english).filter((english) => !isSaid(english)), []);
});

/** Names and figures break a sentence into parts where the source makes it: two words of one part are enough. */
function runsOf(english: string): readonly string[] {
  return english.split("\n").flatMap((piece) => {
    const words = piece.trim().split(/\s+/).filter((word) => /\w/.test(word));
    return words.length < 3 ? words : words.slice(0, -1).map((word, i) => `${word} ${words[i + 1]}`);
  });
}

Deno.test("a sentence is Korean with what stands in it as it was, and what nobody has translated stays", () => {
  strictEqual(
    toKorean(
      "Cannot use data/signal_v2.db: it is not a database. Restore a backup of it, or, to begin with an empty " +
        'memory (signals of the last 24 h may then go out again), move it aside: mkdir -p "data/aside"',
    ),
    "data/signal_v2.db을(를) 쓸 수 없음: 데이터베이스가 아님. 그 백업으로 되돌리거나, 빈 기억으로 시작하려면 (지난 24시간의 " +
      '신호가 다시 나갈 수 있음) 옮겨 두세요: mkdir -p "data/aside"',
  );
  strictEqual(
    toKorean(
      "2 settings are wrong:\n  SIGNAL_V2_PORT must be a whole number from 1 to 65535, for example " +
        "SIGNAL_V2_PORT=8001  (.env line 3)",
    ),
    "설정 2개가 잘못됨:\n  SIGNAL_V2_PORT: 1부터 65535까지의 정수, 예: SIGNAL_V2_PORT=8001  (.env line 3)",
  );
  strictEqual(toKorean("the moon is full; 1 check"), "the moon is full; 1 check");
  strictEqual(
    toKorean("each of the lines 2, 5 and 9 has a space before `=`; `docker run` refuses such a file"),
    "2, 5, 9번째 줄: `=` 앞에 공백이 있음; `docker run`은 그런 파일을 거절함",
  );
  // A name that ends a sentence does not take the hint along, nor do words of the system.
  strictEqual(
    toKorean('There is no alarm "a1"; `deno task sv alert list` shows what there is'),
    '알림 "a1"이 없음; `deno task sv alert list`(으)로 있는 것을 볼 수 있습니다',
  );
  strictEqual(
    toKorean("Cannot write a; b.html: Permission denied (os error 13)"),
    "a; b.html을 쓸 수 없음: Permission denied (os error 13)",
  );
  strictEqual(
    toKorean("Cannot read standard input: it holds more than 64 MB"),
    "표준 입력을 읽을 수 없음: 64 MB보다 큼",
  );
  match(toKorean("Cannot use standard input: it is empty"), /^표준 입력을 쓸 수 없음: /);
  strictEqual(
    toKorean('There is no alarm "a1"; ask the moon'),
    '알림 "a1"이 없음; ask the moon',
  );
  match(toKorean("this machine is 1 h 5 min ahead of the stock API's machine"), /1시간 5분 빠름/);
});

Deno.test("what commands print is said in Korean, but for those of a list that only grows shorter", () => {
  const all = [...SOURCES].filter(([file]) => file.startsWith("cli/") && !file.startsWith("cli/texts/"));
  const left = all.flatMap(([file, text]) => [...findSaid(file, text), ...findHeads(file, text)])
    .filter(({ file, text }) => isForPeople(file) && !isKorean(text));
  const listed = [...STILL_ENGLISH, ...ONLY_HELP, ...OF_CODE, ...OF_PARTS];
  deepStrictEqual(byFamily(left.filter(({ file }) => !listed.includes(file))), {});
  deepStrictEqual(listed.filter((file) => !left.some((one) => one.file === file)), []);
});

Deno.test("the name of each check of doctor has a Korean text", () => {
  const names = [...SOURCES].filter(([file]) => file.startsWith("cli/doctor/")).flatMap(([, text]) =>
    [...text.matchAll(/\bcheck(?: =|:) "([^"]+)"/g)].map(([, name = ""]) => name)
  );
  const texts: Readonly<Record<string, Twin>> = DOCTOR_TEXTS;
  const keyOf = (name: string) => `check_${name.replace(".", "").replace(" ", "_")}`;
  deepStrictEqual(new Set(names).size > 10, true);
  deepStrictEqual(names.filter((name) => texts[keyOf(name)] === undefined), []);
});

/** As a service tells them; whatever else it tells stays English until somebody translates it. */
const LOG_LINES: readonly (readonly [english: string, korean: string])[] = [
  ["stopped cleanly in 0.3 s", "정상 종료됨 (0.3초)"],
  [
    "settings missing: STOCK_API_URL, WEBAI_API_KEY; polling is off. Set them in .env (see `deno task sv doctor`), or " +
    "try `deno task sv demo`",
    "설정이 없음: STOCK_API_URL, WEBAI_API_KEY; 조회하지 않음. .env에 넣거나(`deno task sv doctor` 참고) 먼저 " +
    "`deno task sv demo`로 해 보세요",
  ],
  ["pre-market; polling every 5 min", "장 전; 5분마다 조회"],
  ["market open; polling every 1 min", "장 중; 1분마다 조회"],
  ["market closed, after-hours; polling every 10 min", "장 후 시간외; 10분마다 조회"],
  [
    "market closed (Saturday); next poll 2026-11-23T07:00:00+09:00",
    "휴장 (토요일); 다음 조회 2026-11-23T07:00:00+09:00",
  ],
  [
    "5 polls in 5 min 2 s, 2 with failures, slowest answer 1 s",
    "5분 2초 동안 조회 5번, 2번은 실패 있음, 가장 느린 응답 1초",
  ],
  [
    "portfolio: the answer broke off before its end (body_truncated, 1 in a row); showing STALE data, 1 min 11 s old",
    "portfolio: 답이 중간에 끊김 (body_truncated, 1번 연속); 오래된 데이터를 보여 줌, 1분 11초 전",
  ],
  ["portfolio: fresh again after 2 failed cycles", "portfolio: 2번 실패한 뒤 다시 최신"],
  [
    "upbit BTC/KRW 1m: complete from 2026-12-01T08:58:00+09:00 to 2026-12-01T08:59:00+09:00, 0 new bars",
    "upbit BTC/KRW 1m: 2026-12-01T08:58:00+09:00부터 2026-12-01T08:59:00+09:00까지 모두 있음, 새 봉 0개",
  ],
  [
    "over after 3 min 21 s: upbit XRP/KRW 1m: no answer within 10 s.",
    "3분 21초 만에 해결됨: upbit XRP/KRW 1m: 10초 안에 응답이 없음.",
  ],
  [
    "S-1201-01 sell 088350 (rule stop) is out already; no judge was asked",
    "S-1201-01 sell 088350 (규칙 stop): 이미 나갔음; 판단을 묻지 않음",
  ],
];

Deno.test("why nothing came is told in Korean beside who was asked, and unknown words of it stay", () => {
  strictEqual(toKorean("portfolio: the connection failed (network)"), "portfolio: 연결 실패 (network)");
  strictEqual(
    toKorean("portfolio: answered 401: the key was not accepted; check WEBAI_API_KEY (auth)"),
    "portfolio: 401 응답: 키를 받아들이지 않음; WEBAI_API_KEY를 확인하세요 (auth)",
  );
  strictEqual(toKorean("portfolio: the moon is full (moon)"), "portfolio: the moon is full (moon)");
});

for (const [english, korean] of LOG_LINES) {
  Deno.test(`a line of the log is Korean on a Korean terminal: ${english.slice(0, 40)}`, () => {
    strictEqual(toKorean(english), korean);
  });
}

Deno.test("each fault that the demo injects is told in Korean", () => {
  const left = SIMULATED_DAY.map(({ sentence }) => toKorean(`fault injected: ${sentence}`))
    .filter((korean) => !/^장애를 넣음: .*[가-힣].*\.$/.test(korean));
  deepStrictEqual(left, []);
});

const OF_MANY_PARTS: readonly (readonly [english: string, korean: string])[] = [
  [
    "krx 005930/KRW 1d: 1,000 of 2,000 candles differ from the stored ones, 5 are the same, 6 are new; nothing was stored",
    "krx 005930/KRW 1d: 캔들 2,000개 가운데 1,000개가 저장된 것과 다름, 5개는 같음, 6개는 새것임; 아무것도 저장하지 않음",
  ],
  [
    "choose: --keep keeps the stored ones and adds the 5 new ones; --replace puts the file in their place; " +
    "--exchange NAME or --symbol makes another series of it (--dry-run only counts)",
    "고르세요: --keep은 저장된 것을 두고 새것 5개를 더함; --replace는 파일의 것으로 바꿈; " +
    "--exchange NAME이나 --symbol은 다른 시계열로 저장함 (--dry-run은 세어 보기만 함)",
  ],
  [
    "left out: 3 bars at the beginning, which began before 09:00; 1 bar at the end, from 10:00 on, of which the rest " +
    "is not there (--with-open prints unfinished bars too)",
    "뺀 것: 처음의 봉 3개, 09:00 전에 시작함; 끝의 봉 1개, 10:00부터이고 나머지가 아직 없음 " +
    "(--with-open은 끝나지 않은 봉도 보여 줌)",
  ],
  [
    "its times have no zone and were read as Korean time (Asia/Seoul, UTC+9); if they are not, say which: --timezone UTC",
    "시각에 시간대가 없어 한국 시각(Asia/Seoul, UTC+9)으로 읽었음; 아니라면 어느 것인지 적으세요: --timezone UTC",
  ],
  [
    "Cannot read standard input: it is neither UTF-8 nor Korean text",
    "표준 입력을 읽을 수 없음: UTF-8도 한국어 글자도 아님",
  ],
  [
    "standard input: Cannot use the candle file: its first line names no volume column; it may be called vol, v; " +
    "for a file without volumes say --no-volume: each is 0 then",
    "표준 입력: 캔들 파일을 쓸 수 없음: 첫 행에 volume 열이 없음; 쓸 수 있는 이름: vol, v; " +
    "거래량이 없는 파일이면 --no-volume을 쓰세요: 모두 0이 됩니다",
  ],
  [
    "Cannot use these parameters for grid: there is no parameter a; there are low, high; did you mean low?",
    "grid에 이 매개변수를 쓸 수 없음: a 매개변수가 없음; 있는 것: low, high; low인가요?",
  ],
  ["row 3, column close: the cell is empty", "3행, close 열: 칸이 비어 있음"],
  [
    "Cannot add a bar: close must be a number, received NaN (bar 3)",
    "봉을 더할 수 없음: close은(는) 숫자여야 함, 받은 것: NaN (3번째 봉)",
  ],
  [
    "Cannot use rules.json:\n  rules[0] (stop).minScore: must be at most 100\n  rules[1]: id: is missing; it must be text",
    "rules.json을 쓸 수 없음:\n  rules[0] (stop).minScore: 100 이하여야 함\n  rules[1]: id: 빠졌음; 글자여야 함",
  ],
  [
    'Cannot set the alarm: --move must be a number, received "x"',
    '알림을 걸 수 없음: --move은(는) 숫자여야 함, 받은 것: "x"',
  ],
];

for (const [english, korean] of OF_MANY_PARTS) {
  Deno.test(`a sentence of many parts is Korean as a whole: ${english.slice(0, 40)}`, () => {
    strictEqual(toKorean(english), korean);
  });
}

/** Of tables: they have one word each. */
function findHeads(file: string, text: string): readonly Sentence[] {
  const found = text.matchAll(/toTable\(\[\s*\[\s*"|heads? = \[\s*"[^\]]*\](?! as const|\.map| as)/g);
  return [...found].map(({ index }) => ({
    file,
    line: text.slice(0, index).split("\n").length,
    text: "the head of a table in English",
  }));
}

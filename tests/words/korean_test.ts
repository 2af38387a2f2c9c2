/** That whoever reads Korean is told in Korean: every sentence of the finished families, and no phrase for nothing. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { PHRASES, toKorean } from "../../src/words/korean.ts";
import { readHouse } from "../house/read_house.ts";
import { findSentences, HOLE } from "./sentences.ts";

const { texts: SOURCES } = await readHouse();

/** Families whose every refusal is Korean on a Korean terminal. A family that is finished joins the list for good. */
const FINISHED: readonly string[] = [
  "app/data/",
  "app/exchanges.ts",
  "app/instance_lock.ts",
  "calendar/",
  "cli/backup/",
  "cli/doctor/",
  "cli/kit/",
  "cli/service/",
  "cli/signals/",
  "cli/strategy/",
  "cli/candles/fetch_candles.ts",
  "cli/candles/list_gaps.ts",
  "cli/candles/look_at_candles.ts",
  "cli/candles/prune_candles.ts",
  "cli/candles/remove_candles.ts",
  "commands/",
  "config/",
  "sqlite/",
  "web/listener.ts",
];

/** Lists of names and what a shell is given; three words of English in a row are a sentence that was left. */
const ENGLISH = /\b[a-z']{2,} [a-z']{2,} [a-z']{2,}\b/;

const isFinished = (file: string) => FINISHED.some((begin) => file.startsWith(begin));

/** Samples for the holes: one of a name, one of a figure. */
const fill = (text: string, sample: string) => text.replaceAll(HOLE, sample);

const SENTENCES = [...SOURCES].filter(([file]) => !file.startsWith("words/")).flatMap(([file, text]) =>
  findSentences(file, text)
);

function isKorean(text: string): boolean {
  const korean = toKorean(fill(text, "X1"));
  // `Deno 2.9, V8 15` and `chmod 700 data` are the same in both.
  const isWords = /[a-z]{2,} [a-z]{2,}/.test(korean);
  return !ENGLISH.test(korean) && (/[가-힣]/.test(korean) || !isWords);
}

Deno.test("every refusal of the finished families is said in Korean", () => {
  const left = SENTENCES.filter(({ file, text }) => isFinished(file) && !isKorean(text))
    .map(({ file, line, text }) => `${file}:${line}: ${text}  →  ${toKorean(fill(text, "X1"))}`);
  deepStrictEqual(left, []);
});

Deno.test("no phrase is kept for a sentence that nobody says", () => {
  const all = [...SOURCES].filter(([file]) => !file.startsWith("words/")).map(([, text]) =>
    // As the parts of one text: quotes, line ends and joins taken away.
    text.replace(/["`']\s*\+\s*["`']/g, "").replace(/\\(["'`])/g, "$1").replace(/\s+/g, " ")
  ).join("\n");
  const isSaid = (english: string) =>
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
  match(toKorean("this machine is 1 h 5 min ahead of the stock API's machine"), /1시간 5분 빠름/);
});

Deno.test("tables of the finished families have no head in English alone", () => {
  const left = [...SOURCES].filter(([file]) => isFinished(file) && file.startsWith("cli/")).flatMap((
    [file, text],
  ) =>
    [...text.matchAll(/toTable\(\[\s*\[\s*"|heads? = \[\s*"[^\]]*\](?! as const|\.map| as)/g)].map(() => file)
  );
  deepStrictEqual(left, []);
  ok(isFinished("cli/signals/signals.ts"));
});

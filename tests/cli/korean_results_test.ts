/** What commands answer to whoever reads Korean: results, findings and refusals, in the real program. */
import "../support/sqlite.ts";
import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert/strict";
import { cellWidth } from "../../src/cli/kit/terminal.ts";
import { runProgram as runHere } from "../../src/cli/program.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import type { Lang } from "../../src/core/lang.ts";
import { openSqliteCandleStore } from "../../src/market/store/sqlite_candle_store.ts";
import { createHome, runProgram } from "../support/program.ts";
import { makeCsv, makeWorkDir } from "./backtest/run_entry.ts";

const KOREA = { LANG: "ko_KR.UTF-8" };
const clock = createSystemClock();

/** Three words of English in a row. */
const ENGLISH = /\b[a-z']{2,} [a-z']{2,} [a-z']{2,}\b/;

async function runIn(lang: Lang, args: readonly string[], columns?: number) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runHere(args, {
    ...{ out: (line) => void out.push(line), err: (line) => void err.push(line) },
    ...{ isTerminal: false, hasColor: false, lang, columns },
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

async function runStock(lang: Lang, ...more: readonly string[]) {
  await using dir = await makeWorkDir();
  const file = await dir.write("krx_005930_1d.csv", makeCsv(120));
  const strategy = ["--strategy", "ma_cross", "--params", '{"fast":5,"slow":20}'];
  return await runIn(lang, ["backtest", "run", ...strategy, "--data", file, ...more]);
}

Deno.test("a backtest is told in the Korean of the terminal, and by its own --lang without a report", async () => {
  const { out } = await runStock("ko");
  match(out, /^수익률 +[+−]/m);
  match(out, /^방향 +수량 +진입 /m);
  match(out, /처음 봉 20개는 주문하지 않는 준비 구간입니다\./);
  doesNotMatch(out, ENGLISH);
  const asked = await runStock("en", "--lang", "ko");
  strictEqual(asked.err, "");
  match(asked.out, /^수익률 +[+−]/m);
});

Deno.test("the report is Korean where the terminal is, whatever LANG says", async () => {
  Deno.env.set("LANG", "en_US.UTF-8");
  try {
    match((await runStock("ko", "--html", "-")).out, /<html lang="ko">/);
  } finally {
    Deno.env.delete("LANG");
  }
});

Deno.test("a sweep over a Korean stock names the price steps of KRX, as a single run does", async () => {
  await using home = await createHome();
  await Deno.writeTextFile(`${home.dir}/krx_005930_1d.csv`, makeCsv(120));
  const args = [
    "--strategy",
    "ma_cross",
    "--data",
    "krx_005930_1d.csv",
    "--params",
    '{"fast":[5],"slow":[20]}',
  ];
  const { text } = await runProgram(["backtest", "sweep", "--workers", "1", ...args], {
    ...{ dir: home.dir, env: KOREA },
  });
  match(text, /^비용: .*, 거래일의 KRX 호가 단위, /m);
  doesNotMatch(text.replace(/ deno run .*$/m, ""), ENGLISH);
});

Deno.test("what candles verify finds is told in Korean, and as JSON in English", async () => {
  await using home = await createHome();
  {
    await using shelf = await openSqliteCandleStore({ dir: `${home.dir}/data`, clock });
    const candle = { openTimeMs: Date.UTC(2026, 0, 1), open: 1, high: 1, low: 1, close: 1, volume: 1 };
    const series = { exchange: "upbit", symbol: "BTC/KRW", interval: "1m" } as const;
    await shelf.keep(series, { candles: [candle], closedUntilMs: 0 });
  }
  const verify = async (...args: string[]) =>
    (await runProgram(["candles", "verify", ...args], { dir: home.dir, env: KOREA })).text;
  strictEqual(
    await verify(),
    "닫히지 않음: upbit BTC/KRW 1m: 닫히지 않은 봉이 있음: 다시 받으세요 (1건, 처음 2026-01-01T09:00:00+09:00)",
  );
  match(await verify("--json"), /"text": "upbit BTC\/KRW 1m has bars that were/);
});

Deno.test("no line of the list of indicators is wider than the terminal, and a pipe gets whole rows", async () => {
  const args = ["indicator", "list"];
  const narrow = (await runIn("ko", args, 80)).out.split("\n");
  deepStrictEqual(narrow.filter((line) => cellWidth(line) > 80), []);
  ok((await runIn("ko", args)).out.split("\n").some((line) => cellWidth(line) > 80));
});

Deno.test("strategy kinds tells in Korean what a parameter takes", async () => {
  const { out } = await runIn("ko", ["strategy", "kinds"]);
  match(out, /^ +fast +정수 +10 +단기 평균$/m);
  doesNotMatch(out.replace(/ (npx -y )?deno(@[\d.]+)? (run|task) .*$/m, ""), ENGLISH);
});

const REFUSED: readonly (readonly [args: readonly string[], said: string])[] = [
  [
    ["calendar", "update", "https://a:b@krx.co.kr/a.csv"],
    "오류: https://krx.co.kr/a.csv를 읽을 수 없음: ",
  ],
  [["calendar", "update", "https://"], "오류: 그 주소를 읽을 수 없음: 주소가 아님"],
  [
    ["backtest", "sweep", "--workers", "0"],
    "오류: '--workers <number>'에 '0'은 쓸 수 없음. 1부터 64까지의 정수",
  ],
  [
    ["candles", "export", "BTC/KRW", "--time", "s"],
    "오류: '--time <form>'에 's'는 쓸 수 없음. iso나 ms여야",
  ],
];

for (const [args, said] of REFUSED) {
  Deno.test(`a refusal is told in Korean: ${args.join(" ")}`, async () => {
    const { code, err } = await runIn("ko", args);
    strictEqual(code, 2, err);
    strictEqual(err.slice(0, said.length), said);
  });
}

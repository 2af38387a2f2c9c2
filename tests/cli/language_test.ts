/** In which language a command talks, and that what programs read has none. */
import { deepStrictEqual, doesNotMatch, match, strictEqual } from "node:assert/strict";
import { takeLang } from "../../src/cli/kit/language.ts";
import { report } from "../../src/cli/kit/report.ts";
import { runProgram as runHere } from "../../src/cli/program.ts";
import { UserError } from "../../src/core/errors.ts";
import type { Lang } from "../../src/core/lang.ts";
import { createHome, runProgram } from "../support/program.ts";

const KOREA = { LANG: "ko_KR.UTF-8" };

Deno.test("--lang is taken out of a command line wherever it stands, and another language is left to be refused", () => {
  deepStrictEqual(takeLang(["doctor", "--lang", "ko", "--json"]), { lang: "ko", args: ["doctor", "--json"] });
  deepStrictEqual(takeLang(["candles", "list", "--lang=en"]), { lang: "en", args: ["candles", "list"] });
  deepStrictEqual(takeLang(["doctor", "--lang", "fr"]), {
    lang: undefined,
    args: ["doctor", "--lang", "fr"],
  });
  deepStrictEqual(takeLang(["signals", "claim", "--", "--lang", "ko"]).lang, undefined);
  // A report has a language by the same option.
  deepStrictEqual(takeLang(["backtest", "run", "--lang", "ko"]).args, ["backtest", "run", "--lang", "ko"]);
});

function createTerminal(lang: Lang | undefined) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, out: write, err: write, isTerminal: false, hasColor: false, lang };
}

Deno.test("a refusal is told in the language of the terminal, its hint too, and English where nobody said any", async () => {
  const error = new UserError(
    "invalid",
    '--params must be JSON, like {"fast":10,"slow":30}',
    "--from lies in the future",
  );
  for (
    const [lang, line] of [
      [undefined, 'error: --params must be JSON, like {"fast":10,"slow":30}; --from lies in the future'],
      ["ko", '오류: --params는 {"fast":10,"slow":30} 같은 JSON이어야 함; --from이 미래임'],
    ] as const
  ) {
    const terminal = createTerminal(lang);
    strictEqual(await report(error, terminal), 2);
    deepStrictEqual(terminal.lines, [line]);
  }
});

Deno.test("a language that is none of ours is refused with those that there are", async () => {
  const terminal = createTerminal(undefined);
  strictEqual(await runHere(["calendar", "status", "--lang", "fr"], terminal), 2);
  match(terminal.lines.join("\n"), /--lang.*'fr' is invalid.*ko, en/);
});

for (
  const [args, said] of [
    [["rules", "check"], "오류: <file> 값이 빠짐"],
    [["calendar", "show"], "오류: 'show'은(는) 없는 명령임"],
    [["strat"], "오류: 'strat'은(는) 없는 명령임\n(start인가요?)"],
    [["rules", "test", "stop"], "오류: '--day <date>'이(가) 꼭 있어야 함"],
    [["demo", "--sped", "60"], "오류: '--sped'은(는) 없는 옵션임\n(이 가운데 하나인가요? --seed, "],
    [
      ["demo", "--port", "70000"],
      "오류: '--port <port>'에 '70000'은 쓸 수 없음. 0부터 65535까지의 수여야 합니다.",
    ],
    [["demo", "--speed"], "오류: '--speed <factor>'에 값이 빠짐"],
    [["once", "portfolio"], "오류: 'once'에 값이 너무 많음. 0개까지인데 1개를 받음: portfolio."],
    [
      ["candles", "import", "a", "b"],
      "오류: 'import'에 값이 너무 많음. 1개까지인데 2개를 받음: a, b.",
    ],
    [["completion", "tcl"], "오류: <shell>에 'tcl'은 쓸 수 없음. 쓸 수 있는 것: "],
    [
      ["alert", "add", "005930", "--action", "hold"],
      "오류: '--action <action>'에 'hold'은(는) 쓸 수 없음. 쓸 수 있는 것: ",
    ],
  ] as const
) {
  Deno.test(`a mistake in the command line is told in Korean: ${args.join(" ")}`, async () => {
    const terminal = createTerminal("ko");
    strictEqual(await runHere(args, terminal), 2);
    const text = terminal.lines.join("\n");
    strictEqual(text.slice(0, said.length), said);
    match(text, /끝에 --help를 붙여 보세요\)$/);
  });
}

Deno.test("LANG=ko_KR.UTF-8 gives a Korean doctor, Korean lists and Korean refusals", async () => {
  await using home = await createHome();
  const run = async (...args: string[]) => await runProgram(args, { dir: home.dir, env: KOREA });
  const doctor = await run("doctor");
  match(doctor.text, /없음 +설정 +STOCK_API_URL 값이 없음\. 홈서버에 있는 주식 API의 주소입니다\./);
  match(doctor.text, /→ \.env에 넣으세요: STOCK_API_URL=\S+$/m);
  match(doctor.text, /설정 2개가 없습니다/);
  match(doctor.text, /정상 +시계 +[\d-]{10} [\d:]{8} KST; .*; 다음 조회 [\d-]{10} [\d:]{8} KST \(.* 뒤\)/);
  doesNotMatch(doctor.text, /\b(?!deno task)[a-z]{3,} [a-z]{3,} [a-z]{3,} [a-z]{3,}\b/);
  match((await run("strategy", "list")).text, /^아직 전략이 없습니다\. 더하려면 .*strategy add --help$/m);
  match((await run("candles", "list")).text, /^아직 캔들이 없습니다\. 예: .*candles fetch BTC\/KRW$/m);
  match((await run("signals", "list")).text, /^아직 걸린 규칙이 없습니다/m);
  match((await run("candles", "gaps", "nope")).text, /^오류: 시장 "nope"을\(를\) 읽을 수 없음: BTC\/KRW나/m);
});

Deno.test("--json has no language, --lang is stronger than LANG, and the setting in between", async () => {
  await using home = await createHome({ envFile: "SIGNAL_V2_LANG=en\n" });
  const run = async (env: Readonly<Record<string, string>>, ...args: string[]) =>
    (await runProgram(args, { dir: home.dir, env })).out.join("\n");
  const english = await run({}, "strategy", "kinds", "--json");
  strictEqual(await run(KOREA, "strategy", "kinds", "--json", "--lang", "ko"), english);
  match(await run(KOREA, "signals", "list"), /^no rule has fired yet/);
  match(await run({ SIGNAL_V2_LANG: "ko" }, "signals", "list"), /^아직 걸린 규칙이/);
  match(await run(KOREA, "signals", "list", "--lang", "ko"), /^아직 걸린 규칙이/);
});

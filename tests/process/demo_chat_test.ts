import assert from "node:assert/strict";
import { createHome, lineOf, startProgram, until, urlOf } from "../support/program.ts";

const PAGE = { headers: { accept: "text/html" } };

/** Texts of the pane, the latest first, as a person reads them. */
async function readChat(url: string): Promise<readonly string[]> {
  const html = await (await fetch(`${url}/?lang=ko`, PAGE)).text();
  const pane = /<section class="card chat"[\s\S]*?<\/section>/.exec(html)?.[0] ?? "";
  return Array.from(pane.matchAll(/<bdi>([\s\S]*?)<\/bdi>/g), ([, text = ""]) => text);
}

async function chatWith(url: string, pattern: RegExp): Promise<string> {
  let found: string | undefined;
  await until(
    async () => (found = (await readChat(url)).find((text) => pattern.test(text))) !== undefined,
    `a text like ${pattern}`,
    60_000,
  );
  return found ?? "";
}

Deno.test("the demo's telephone gets the buy of 09:20, and not the same one at 09:26", async () => {
  await using home = await createHome();
  await using program = startProgram(["demo", "--port", "0"], { dir: home.dir });
  const url = await urlOf(program);
  await lineOf(program, "demo_signal_sent", 60_000);
  const text = await chatWith(url, /매수 신호 · 삼성전자/);
  assert.match(text, /매수 신호 · 삼성전자 [\d,]+원/);
  assert.match(text, /규칙 82 · AI 없음/);
  assert.match(text, /S-\d{4}-\d{2} 09:2\d/);
  await lineOf(program, "demo_signal_suppressed", 60_000);
  const buys = (await readChat(url)).filter((one) => /매수 신호 · 삼성전자/.test(one));
  assert.equal(buys.length, 1);
  const { signals } = await (await fetch(`${url}/signals?state=skipped`)).json();
  assert.ok(
    signals.some(({ ticker, reason }: { ticker: string; reason: string }) =>
      ticker === "005930" && reason === "duplicate"
    ),
  );
  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
});

Deno.test("a protective sell reaches the demo's telephone while the stock API is out, and says how old its data is", async () => {
  await using home = await createHome();
  const args = ["demo", "--port", "0", "--clock", "2026-11-20T10:28"];
  await using program = startProgram(args, { dir: home.dir });
  const url = await urlOf(program);
  const text = await chatWith(url, /매도 신호\(손절선\)[\s\S]* 10:3[1-4]:/);
  assert.match(text, /AI 판정을 기다리지 않고 보냅니다/);
  assert.match(text, /가격 \d+(초|분) 전/);
  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
});

Deno.test("the outage of the demo is a message on its telephone, which then says that it is over", async () => {
  await using home = await createHome();
  const args = ["demo", "--port", "0", "--clock", "2026-11-20T10:28"];
  await using program = startProgram(args, { dir: home.dir });
  const url = await urlOf(program);
  const text = await chatWith(url, /^⚠️ 홈서버 자료 전부가 \d분째 갱신되지 않습니다/);
  assert.match(text, /원인: 홈서버에 연결되지 않음\n그동안 이 자료를 보는 매수 규칙은 멈춥니다\./);
  await chatWith(url, /^✅ 홈서버 자료 전부 정상 — 10:\d\d부터 10:3\d까지 \d분 끊김\n놓친 확인 \d번/);
  const about = (await readChat(url)).filter((one) => /홈서버 자료/.test(one));
  assert.equal(about.length, 1);
  const { messages } = await (await fetch(`${url}/outbox`)).json();
  assert.deepEqual(
    messages.map(({ kind }: { kind: string }) => kind).filter((kind: string) => kind.startsWith("outage"))
      .toSorted(),
    ["outage", "outage_over"],
  );
  program.kill("SIGTERM");
  assert.equal((await program.ended).code, 0);
});

// Begun long before: what is due while a busy machine still starts the program is owed to nobody.
Deno.test("the morning and the evening reach the demo's telephone at their times", async () => {
  for (
    const [clock, pattern] of [
      [
        "2026-11-20T08:20",
        /^🗓 11월 20일\(금\) 장전 · 정규장 09:00–15:30\n데이터: 포트폴리오 08:\d\d[\s\S]*\n08:4\d:\d\d$/,
      ],
      ["2026-11-20T15:20", /^🌙 11월 20일\(금\) 마감 · 신호 \d[\s\S]*다음 장: 11월 23일\(월\) 09:00$/],
    ] as const
  ) {
    await using home = await createHome();
    await using program = startProgram(["demo", "--port", "0", "--clock", clock], { dir: home.dir });
    await chatWith(await urlOf(program), pattern);
    program.kill("SIGTERM");
    assert.equal((await program.ended).code, 0);
  }
});

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

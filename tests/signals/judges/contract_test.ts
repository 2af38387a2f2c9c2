import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { JudgeQuestion } from "../../../src/signals/judges/judge.ts";
import { JUDGES } from "../../../src/signals/judges/mod.ts";
import { decide, toAnswered } from "../../../src/signals/pipeline/decide.ts";

const FOLDER = new URL("../../../src/signals/judges/", import.meta.url);
const QUESTION: JudgeQuestion = {
  signalId: "x",
  ticker: "005930",
  name: "삼성전자",
  action: "buy",
  price: 71_300,
  changePct: 1.2,
  score: 82,
  ruleKind: "screener_momentum",
  evidence: [],
  headlines: [],
};

Deno.test("every file of the rack is the contract, the list or a listed judge", () => {
  const files = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".ts"));
  const listed = new Set([...JUDGES.map(({ id }) => `${id}.ts`), "judge.ts", "mod.ts"]);
  deepStrictEqual(files.filter((name) => !listed.has(name)), []);
});

for (const judge of JUDGES) {
  Deno.test(`${judge.id} answers with something that decides, and nothing private was asked`, async () => {
    const answer = await judge.ask(QUESTION, new AbortController().signal);
    const answered = toAnswered(answer);
    const { state } = decide(answered, { signalClass: "buy", score: 82, ringFrom: 80 });
    strictEqual(state, "confirmed");
  });
}

Deno.test("none says that nobody was asked, and always_confirm does not pretend to be a model", async () => {
  const [none, confirm] = await Promise.all(
    JUDGES.map((judge) => judge.ask(QUESTION, new AbortController().signal)),
  );
  deepStrictEqual(none, { kind: "skipped", why: "no_judge" });
  strictEqual(confirm?.modelAnswered, "always_confirm");
});

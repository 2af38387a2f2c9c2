/** A file of rules as editors, copies and file systems leave it. */
import { deepStrictEqual, match, ok as assertTrue, strictEqual } from "node:assert/strict";
import { readRuleFile, RuleWatch } from "../../../src/signals/rule_file/rule_watch.ts";
import { RULE_KINDS } from "../../../src/signals/rules/mod.ts";
import { makeTempDir } from "../../sqlite/temp_store.ts";
import { ManualClock } from "../../support/manual_clock.ts";
import { NOW_MS } from "../signal_parts.ts";

const rules = (stopPct: number, id = "stop") =>
  JSON.stringify({ rules: [{ id, kind: "holding_stop", params: { stopPct } }] });

function watchFile() {
  const dir = makeTempDir();
  const path = `${dir.path}/rules.json`;
  const clock = new ManualClock(NOW_MS);
  const problems: string[] = [];
  let reloads = 0;
  const watch = new RuleWatch({
    ...{ path, kinds: RULE_KINDS, clock },
    onReload: () => void reloads++,
    onProblem: (problem) => problems.push(problem),
  });
  return {
    ...{ path, watch, problems },
    reloads: () => reloads,
    write: (text: string) => Deno.writeTextFileSync(path, text),
    async check() {
      await clock.advance(1_000);
      return await watch.check();
    },
    stop: () => watch.current().rules[0]?.spec.params.stopPct,
    [Symbol.dispose]: () => dir[Symbol.dispose](),
  };
}

Deno.test("two changes of one size within one tick of the file's time are both taken over", async () => {
  using file = watchFile();
  const at = new Date(NOW_MS);
  for (const stopPct of [7, 8, 9]) {
    file.write(rules(stopPct));
    Deno.utimeSync(file.path, at, at);
    await file.check();
    strictEqual(file.stop(), stopPct);
  }
});

Deno.test("a file that is read while it is written changes nothing, and counts when it is whole", async () => {
  using file = watchFile();
  file.write(rules(7));
  await file.check();
  const whole = rules(5, "tight");
  for (const length of [0, 1, whole.length - 1]) {
    file.write(whole.slice(0, length));
    strictEqual(await file.check(), false);
    strictEqual(file.stop(), 7);
    match(file.watch.status().problem ?? "", /(no JSON|is empty).*The rules read before stay in use/s);
  }
  file.write(whole);
  strictEqual(await file.check(), true);
  deepStrictEqual([file.stop(), file.watch.status().problem], [5, undefined]);
});

Deno.test("a file that was moved away and is put back as it was is no problem any more", async () => {
  using file = watchFile();
  file.write(rules(7));
  await file.check();
  Deno.renameSync(file.path, `${file.path}.away`);
  await file.check();
  match(file.watch.status().problem ?? "", /is gone/);
  Deno.renameSync(`${file.path}.away`, file.path);
  await file.check();
  deepStrictEqual([file.watch.status().problem, file.stop(), file.reloads()], [undefined, 7, 1]);
});

Deno.test("the same rules written again, or an error that was taken back, are no new rules", async () => {
  using file = watchFile();
  file.write(rules(7));
  await file.check();
  const before = file.watch.current();
  file.write("{");
  await file.check();
  await file.check();
  file.write(rules(7));
  await file.check();
  assertTrue(file.watch.current() === before);
  deepStrictEqual([file.problems.length, file.reloads(), file.watch.status().problem], [1, 1, undefined]);
});

Deno.test("a file that has been at rest for a while is not read again, and one that just changed is", async () => {
  using file = watchFile();
  file.write(rules(7));
  const { mtime } = Deno.statSync(file.path);
  const changedMs = mtime?.getTime() ?? 0;
  const read = (nowMs: number, knownMark?: string) => readRuleFile(file.path, { knownMark, nowMs });
  const fresh = await read(changedMs + 1_000);
  strictEqual(typeof fresh === "object" ? fresh.mark : fresh, undefined);
  const settled = await read(changedMs + 10_000);
  assertTrue(typeof settled === "object" && settled.mark !== undefined);
  strictEqual(await read(changedMs + 20_000, settled.mark), "same");
  file.write(rules(7.5));
  assertTrue(typeof await read(changedMs + 20_000, settled.mark) === "object");
});

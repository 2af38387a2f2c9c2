import assert from "node:assert/strict";
import { makeCsv, makeWorkDir, runThere, type WorkDir } from "./run_entry.ts";

/** A user's file that says or does something at its ninth candle. */
async function withFile(atNinth: string): Promise<WorkDir> {
  const dir = await makeWorkDir();
  await dir.write(
    "my_idea.ts",
    `export default ({ z }) => ({
      id: "my_idea",
      title: "My idea",
      description: "Speaks once.",
      params: z.strictObject({}),
      needs: (_params, interval) => ({ intervals: [interval], warmUpBars: 0 }),
      create: () => {
        let bars = 0;
        return {
          onCandle() { if (++bars === 9) ${atNinth} },
          save: () => ({ bars }),
          restore(state) { bars = state.bars; },
        };
      },
    });`,
  );
  await dir.write("made.csv", makeCsv(60));
  return dir;
}

const RUN = ["backtest", "run", "--strategy", "my_idea.ts", "--data", "made.csv"];

const badAdvice: readonly (readonly [string, RegExp])[] = [
  [
    '{ action: "explode", confidence: 7 }',
    /: action must be buy, sell, short or cover, received "explode"$/,
  ],
  ['{ action: "buy", confidence: NaN, reason: "Now." }', /: confidence must be .* received NaN$/],
  ["null", /: advice must be an object, or undefined, received null$/],
];

for (const [advice, fault] of badAdvice) {
  Deno.test(`backtest run refuses ${advice} as advice, in one sentence`, async () => {
    await using dir = await withFile(`return ${advice};`);
    const { code, out, err } = await runThere(RUN, dir.path);
    assert.deepEqual([code, out], [2, ""], err);
    assert.match(err, /^error: Cannot use the advice of my_idea at the bar of 2020-01-09T09:00:00/);
    assert.match(err, fault);
  });
}

Deno.test("a user's file that words its own error like a refusal of its advice is said to have thrown", async () => {
  await using dir = await withFile('throw new Error("Cannot use the advice of nobody");');
  const { code, err } = await runThere(RUN, dir.path);
  assert.equal(code, 1);
  assert.match(
    err,
    /^error: Cannot finish the backtest: the strategy threw: Cannot use the advice of nobody/,
  );
});

Deno.test("backtest run refuses parameters that do not fit a user's file as it does those of a shipped strategy", async () => {
  await using dir = await withFile("return undefined;");
  const { code, err } = await runThere([...RUN, "--params", '{"fast":1}'], dir.path);
  assert.deepEqual([code, err.split(":", 2)], [2, ["error", " Cannot use these parameters for my_idea"]]);
});

Deno.test("words of a user's file cannot steer the terminal", async () => {
  await using dir = await withFile('throw new Error("\\u001b[2J\\u202eboom");');
  const { code, err } = await runThere(RUN, dir.path);
  assert.equal(code, 1);
  assert.match(err, /\\u001b\[2J\\u202eboom/);
});

import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { acceptAll } from "../../../src/web/http/accept_loop.ts";
import { ManualClock, settle } from "../../support/manual_clock.ts";

const failure = (code: string) => Object.assign(new Error(`said the system: ${code}`), { code });

/** An accept loop that is given `script`, one entry for each accept, and then nothing more. */
function start(script: readonly (Error | string)[]) {
  const clock = new ManualClock("2026-03-11T10:00:00+09:00");
  const stopping = new AbortController();
  const taken: string[] = [];
  const told: string[] = [];
  const left = [...script];
  let givenBack = 0;
  acceptAll<string>({
    accept: () => {
      const next = left.shift();
      if (next === undefined) return new Promise(() => {});
      return typeof next === "string" ? Promise.resolve(next) : Promise.reject(next);
    },
    clock,
    signal: stopping.signal,
    take: (accepted) => taken.push(accepted),
    giveBack: () => ++givenBack,
    events: {
      acceptFailed: ({ connections }) => told.push(`failed ${connections}`),
      acceptRecovered: ({ failures }) => told.push(`recovered ${failures}`),
      callersLeft: ({ count }) => told.push(`left ${count}`),
    },
  });
  return { clock, taken, told, left, givenBack: () => givenBack };
}

async function settleLong(): Promise<void> {
  for (let i = 0; i < 100; i++) await settle();
}

for (const code of ["ENOTCONN", "ECONNABORTED", "EPROTO", "EPERM", "EHOSTUNREACH"]) {
  Deno.test(`${code} of an accept is about one caller: the next one is taken at once, and nobody goes`, async () => {
    const { clock, taken, told, givenBack } = start([failure(code), failure(code), "next"]);
    await settleLong();
    deepStrictEqual([taken, told, givenBack(), clock.sleptMs], [["next"], ["left 1"], 0, []]);
  });
}

for (const code of ["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]) {
  Deno.test(`${code} of an accept gives connections back and pauses, longer each time`, async () => {
    const { clock, taken, told, givenBack } = start([failure(code), failure(code), "next"]);
    await settleLong();
    deepStrictEqual([taken, givenBack()], [[], 1]);
    await clock.advance(50);
    deepStrictEqual([taken, givenBack()], [[], 2]);
    await clock.advance(100);
    deepStrictEqual([taken, told], [["next"], ["failed 1"]]);
  });
}

Deno.test("a shortage that is told by number only is one, too", async () => {
  const { givenBack } = start([new Error("Too many open files (os error 24)")]);
  await settleLong();
  strictEqual(givenBack(), 1);
});

Deno.test("a thousand callers who left are told four times, and the loop lets others have a turn", async () => {
  const gone = Array.from({ length: 1_000 }, () => failure("ENOTCONN"));
  const { clock, taken, told, left } = start([...gone, "next"]);
  await settleLong();
  strictEqual(left.length, 901, "a breath after a hundred");
  for (let i = 0; i < 10; i++) {
    await clock.advance(5);
    await settleLong();
  }
  deepStrictEqual(taken, ["next"]);
  deepStrictEqual(told, ["left 1", "left 10", "left 100", "left 1000"]);
  deepStrictEqual(clock.sleptMs, Array(10).fill(5));
});

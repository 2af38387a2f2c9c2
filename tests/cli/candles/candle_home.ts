/** The program in an empty directory with some files, for tests of its candle commands. */
import assert from "node:assert/strict";
import { createHome, runProgram } from "../../support/program.ts";

export async function openHome(files: Readonly<Record<string, string>>) {
  const home = await createHome();
  for (const [name, content] of Object.entries(files)) {
    await Deno.writeTextFile(`${home.dir}/${name}`, content);
  }
  return {
    dir: home.dir,
    run: (...args: string[]) => runProgram(args, { dir: home.dir }),
    candles: (...args: string[]) => runProgram(["candles", ...args], { dir: home.dir }),
    json: async (...args: string[]) => {
      const { code, out, text } = await runProgram(["candles", ...args, "--json"], { dir: home.dir });
      assert.equal(code, 0, text);
      return JSON.parse(out.join("\n"));
    },
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

const HEAD = "time,open,high,low,close,volume";
const DAY_S = 86_400;
const FIRST_S = Date.parse("2025-01-01T00:00:00Z") / 1_000;

/** Days from day `from` up to day `to`, of prices times a factor. */
export function daysOf(from: number, to: number, factor = 1): string {
  const rows = Array.from({ length: to - from }, (_, i) => {
    const day = from + i;
    const prices = [100 + day, 104 + day, 98 + day, 101 + day].map((price) => price * factor);
    return [FIRST_S + day * DAY_S, ...prices, 10 + day].join(",");
  });
  return [HEAD, ...rows].join("\n");
}

/** Minutes from 09:00 of a day on, without a zone. */
export function minutesOf(day: string, count: number, header = HEAD): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const clock = new Date(Date.parse(`${day}T09:00:00Z`) + i * 60_000).toISOString().slice(11, 19);
    return `${day} ${clock},${100 + i},${104 + i},${98 + i},${101 + i},${1 + i}`;
  });
  return [header, ...rows].join("\n");
}

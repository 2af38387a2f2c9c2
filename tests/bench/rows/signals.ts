import { measureApart } from "../measured.ts";
import { median, percentile } from "../numbers.ts";
import type { Result } from "../result.ts";
import type { BotFigures } from "./bot.ts";
import type { WayFigures } from "./signal_way.ts";

const MOST_RSS_MB = 15;
const MOST_CPU_SHARE = 0.01;

/** From data to a telephone and back, and what a bot costs that nobody asks; on loopback, with a real database. */
export async function measureSignals(): Promise<readonly Result[]> {
  // Two programs that do nothing disturb nobody, and a minute is long.
  const [way, bot] = await Promise.all([
    measureApart<WayFigures>("rows/signal_way.ts", "measureWay"),
    measureApart<BotFigures>("rows/bot.ts", "measureBot"),
  ]);
  return [...toWayRows(way), ...toBotRows(bot)];
}

function toWayRows({ ruleMs, sellMs, outboxMs, bareMs, drain }: WayFigures): readonly Result[] {
  return [
    most("data to a stored signal, p95", ruleMs, { share: 0.95, limitMs: 50 }),
    most("protective sell: data to accepted, judge silent, max", sellMs, { share: 1, limitMs: 1_000 }),
    {
      ...most("message: commit to accepted, p95", outboxMs, { share: 0.95, limitMs: 300 }),
      bare: percentile(bareMs, 0.95),
      bareMin: Math.min(...bareMs),
      ratio: median(outboxMs) / median(bareMs),
      note: `${outboxMs.length} messages; bare is one request; ratio of medians`,
    },
    most("  the same, p99", outboxMs, { share: 0.99, limitMs: 1_000 }),
    {
      what: `${drain.count} queued messages: requests for silence that were ignored`,
      unit: "",
      ours: drain.ignored,
      oursMin: drain.ignored,
      target: "0",
      passed: drain.ignored === 0,
      note: `${(drain.ms / 1_000).toFixed(1)} s at a pace that allows ${
        (drain.leastMs / 1_000).toFixed(1)
      } s`,
    },
  ];
}

function toBotRows({ commandMs, pressMs, withBot, without, shipped }: BotFigures): readonly Result[] {
  const moreMb = shipped.withBot.rssMb - shipped.without.rssMb;
  return [
    most("bot: command to reply, p95", commandMs, { share: 0.95, limitMs: 1_000 }),
    most("bot: press to answer, p95", pressMs, { share: 0.95, limitMs: 300 }),
    most("  the same, max", pressMs, { share: 1, limitMs: 1_000 }),
    {
      what: "bot: RSS more than without one, package",
      unit: "MB",
      ours: moreMb,
      oursMin: moreMb,
      target: `<= ${MOST_RSS_MB} MB`,
      passed: moreMb <= MOST_RSS_MB,
      note: `${shipped.withBot.rssMb.toFixed(0)} and ${
        shipped.without.rssMb.toFixed(0)
      } MB; from its sources ${withBot.rssMb.toFixed(0)} and ${without.rssMb.toFixed(0)} MB`,
    },
    {
      what: "bot: share of a core while idle",
      unit: "%",
      ours: withBot.cpuShare * 100,
      oursMin: withBot.cpuShare * 100,
      bare: without.cpuShare * 100,
      bareMin: without.cpuShare * 100,
      target: `<= ${MOST_CPU_SHARE * 100} %`,
      passed: withBot.cpuShare <= MOST_CPU_SHARE,
      note: "a minute without anything to poll; bare is the program without a bot",
    },
  ];
}

function most(
  what: string,
  values: readonly number[],
  { share, limitMs }: { readonly share: number; readonly limitMs: number },
): Result {
  const ours = percentile(values, share);
  const target = `<= ${limitMs} ms`;
  return {
    ...{ what, unit: "ms", ours, oursMin: Math.min(...values), target, passed: ours <= limitMs },
    note: `${values.length} times; median ${median(values).toFixed(1)} ms`,
  };
}

/** A file to begin a strategy of one's own with. */
import { toCommand } from "../../core/command_text.ts";
import { toErrorText, UserError } from "../../core/errors.ts";
import { createSayFrom, type Lang } from "../../core/lang.ts";
import { isUserFileName } from "../../strategies/user_file.ts";
import { langOf } from "../kit/language.ts";
import type { Terminal } from "../kit/terminal.ts";
import { STRATEGY_CLI_TEXTS, TEMPLATE_TEXTS } from "../texts/strategy.ts";

/** @throws {UserError} when the name is none, or there is a file of this name. */
export function writeTemplate(terminal: Terminal, options: { name: string; dir: string }): void {
  const name = options.name.replace(/\.ts$/, "");
  if (!isUserFileName(`${name}.ts`)) {
    throw new UserError(
      "invalid",
      `Cannot use the name ${JSON.stringify(name.slice(0, 60))}: write it in small letters, like my_idea`,
    );
  }
  const path = `${options.dir}/${name}.ts`;
  try {
    Deno.mkdirSync(options.dir, { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(path, toTemplate(name, langOf(terminal)), { createNew: true });
  } catch (error) {
    const why = error instanceof Deno.errors.AlreadyExists
      ? "there is one already; choose another name"
      : toErrorText(error);
    throw new UserError("invalid", `Cannot write ${path}: ${why}`);
  }
  const market = ["--market", "upbit:BTC/KRW", "--timeframe", "15m"];
  const say = createSayFrom(STRATEGY_CLI_TEXTS, langOf(terminal));
  terminal.out(say("template_written", { path }));
  terminal.out(say("template_candles", { command: toCommand("candles", "fetch", "BTC/KRW") }));
  terminal.out(say("template_try", { command: toCommand("backtest", "run", "--strategy", path, ...market) }));
  const add = toCommand("strategy", "add", "--kind", `${name}.ts`, ...market, "--start");
  terminal.out(say("template_run", { command: add }));
}

/** Types come from the program itself where it runs from its source; they are for the editor only. */
function toTypes(): string {
  if (Deno.build.standalone) return "";
  const at = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
  return `import type { State, Strategy, StrategyCandle } from ${at("strategies/strategy.ts")};
import type { UserKit } from ${at("strategies/user_kit.ts")};
import type { Fill } from ${at("core/advice.ts")};
`;
}

function toTemplate(name: string, lang: Lang): string {
  const say = createSayFrom(TEMPLATE_TEXTS, lang);
  const types = toTypes();
  const typed = (text: string) => types === "" ? "" : text;
  return `${say("about")}
${types}
export default function ({ z, indicators, heldAfter }${typed(": UserKit")}) {
  const params = z.strictObject({
    period: z.int().min(2).max(500).default(14).describe("${say("period")}"),
    low: z.number().min(1).max(99).default(30).describe("${say("low")}"),
    high: z.number().min(1).max(99).default(70).describe("${say("high")}"),
    stop: z.number().gt(0).lt(1).default(0.02).describe("${say("stop")}"),
  });

  return {
    id: "${name}",
    title: "${name}",
    description: "${say("description")}",
    params,
${say("needs")}
    needs: ({ period }, interval) => ({ intervals: [interval], warmUpBars: 10 * period }),
    create: ({ period, low, high, stop }) => {
      const rsi = new indicators.Rsi(period);
      let before${typed(": number | undefined")};
      let held = 0;
      return {
        onCandle({ candle, isClosed }${typed(": StrategyCandle")}) {
          if (!isClosed) return undefined;
          const now = rsi.add(candle.close);
          const last = before;
          before = now;
          if (now === undefined || last === undefined) return undefined;
          // ${say("reason")}
          if (held === 0 && last < low && now >= low) {
            return {
              action: "buy",
              stopPrice: candle.close * (1 - stop),
              confidence: 0.5,
              reason: { key: "rsi", value: now, relation: "back_above", limit: low },
            };
          }
          if (held > 0 && last > high && now <= high) {
            return {
              action: "sell",
              confidence: 0.5,
              reason: { key: "rsi", value: now, relation: "back_below", limit: high },
            };
          }
          return undefined;
        },
        // ${say("fill")}
        onFill(fill${typed(": Fill")}) {
          held = heldAfter(held, fill); // ${say("part")}
        },
        // ${say("save")}
        save: () => ({ rsi: rsi.save(), before: before ?? null, held }),
        restore(state${typed(": State")}) {
          const saved = state${typed(" as { rsi: State; before: number | null; held: number }")};
          rsi.restore(saved.rsi);
          before = saved.before ?? undefined;
          held = saved.held;
        },
      };
    },
  }${typed(" satisfies Strategy<{ period: number; low: number; high: number; stop: number }>")};
}
`;
}

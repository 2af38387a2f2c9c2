/** Where the strategy of a backtest for the background lies. */
import { join } from "node:path";
import type { BacktestWish } from "../../../backtest/background/backtest_request.ts";
import { UserError } from "../../../core/errors.ts";
import { escapeControls } from "../../../core/text.ts";
import { isUserFileName } from "../../../strategies/user_file.ts";

/**
 * @returns the id of a strategy of the program as it is, and a file in the directory of strategies.
 * @throws {UserError} when the file of that name there is not the one that was meant.
 */
export async function toStrategyPath(
  { strategy, file }: Pick<BacktestWish, "strategy" | "file">,
  strategyDir: string,
): Promise<string> {
  if (!isUserFileName(strategy)) return strategy;
  const path = join(strategyDir, strategy);
  if (file === undefined) return path;
  const real = await findReal(path);
  if (real === undefined || real === file) return path;
  throw new UserError(
    "invalid",
    `Cannot run ${escapeControls(file)}: the service runs files of ${
      escapeControls(strategyDir)
    }, where ${strategy} ` +
      `is another file, ${
        escapeControls(real)
      }. Put yours there, or start the service with the same STRATEGY_DIR`,
  );
}

/** Without links; `undefined` when there is no such file. */
export async function findReal(path: string): Promise<string | undefined> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

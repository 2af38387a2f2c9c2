/** A market that was written by the name of a share: which code may be meant. Nobody guesses, for some commands remove. */
import { STOCK_EXCHANGE } from "../../../core/symbol.ts";
import { UserError } from "../../../core/errors.ts";
import type { StockName } from "../../../core/market/stock_name.ts";
import { isThere } from "../../../lib/is_there.ts";
import { loadConfig } from "../../kit/load_config.ts";
import type { Terminal } from "../../kit/terminal.ts";
import { LOOKS } from "../../kit/with_store.ts";
import { withShelf } from "../shelf_access.ts";

const MOST_SUGGESTED = 5;

/** @throws {UserError} as `run`, with the codes of the shares that are called so, where some are. */
export async function withNameHint<T>(
  terminal: Terminal,
  market: string | undefined,
  run: () => T | Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const isName = market !== undefined && /[^\x20-\x7e]/.test(market);
    if (!(error instanceof UserError) || error.code !== "invalid" || !isName) throw error;
    const hint = toHint(await findCalled(terminal, market));
    throw hint === undefined ? error : new UserError("invalid", error.message, hint);
  }
}

async function findCalled(terminal: Terminal, text: string): Promise<readonly StockName[]> {
  const { dataDir } = await loadConfig();
  if (!isThere(`${dataDir}/candles.db`)) return [];
  const asked = fold(text.replace(/^krx:/i, ""));
  const names = await withShelf(terminal, ({ shelf }) => shelf.names(), LOOKS);
  const exact = names.filter(({ name }) => fold(name) === asked);
  return exact.length > 0 || asked === "" ? exact : names.filter(({ name }) => fold(name).includes(asked));
}

function toHint(called: readonly StockName[]): string | undefined {
  if (called.length === 0) return undefined;
  const shown = called.slice(0, MOST_SUGGESTED).map(({ code, name }) =>
    `${STOCK_EXCHANGE}:${code} (${name})`
  );
  const more = called.length - shown.length;
  return `did you mean ${shown.join(", ")}${more > 0 ? ` +${more}` : ""}?`;
}

function fold(text: string): string {
  return text.normalize("NFKC").replaceAll(/\s+/g, "").toLowerCase();
}

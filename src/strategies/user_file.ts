/** A strategy out of a file of the user's: read, then run behind walls, with no permission left. */
import { toErrorText, UserError } from "../core/errors.ts";
import { toOldNameText, withOnCandle } from "./old_names.ts";
import { type LoadStrategy, readStrategy, type Strategy, type StrategyRun } from "./strategy.ts";
import { CandleTime, onCandleTime } from "./walls/candle_time.ts";
import { findImport } from "./walls/imports.ts";
import { closeRealm } from "./walls/realm.ts";

/** `my_idea.ts`: what tells a user's file from a shipped strategy. */
const FILE_NAME = /^[a-z][a-z0-9_]{0,39}\.ts$/;
const LARGEST_FILE_BYTES = 1024 * 1024;
const PERMISSIONS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;

export function isUserFileName(kind: string): boolean {
  return FILE_NAME.test(kind);
}

/**
 * Reads the file, after which this very process gives up every permission and every door around the candles. Only for a
 * process that has nothing else to do, and once in it.
 *
 * @param options.kit what the default export gets when it is a function.
 * @param options.onWarning called with a sentence about the file, while it is being used.
 * @returns what runs the file anew with each call, and throws {UserError}. What was run stays in memory, some 40 KB and
 *   what its variables hold: a module is never forgotten.
 * @throws {UserError} one sentence with the file's path.
 */
export async function openUserFile(
  path: string,
  { kit, onWarning }: { readonly kit: object; readonly onWarning: (sentence: string) => void },
): Promise<LoadStrategy> {
  const code = await readCode(path);
  refuseImports(path, code);
  giveUpPermissions();
  // By its text and not by its path: the path would have to stay readable while the code runs.
  const { URL: urls } = globalThis;
  const blob = new Blob([code], { type: "application/typescript" });
  const time = new CandleTime();
  closeRealm(time, { kit });
  return async () => {
    // Each URL is another module, with variables of its own.
    const url = urls.createObjectURL(blob);
    time.forget();
    try {
      const { default: made } = await import(url) as { readonly default?: unknown };
      const strategy = readStrategy(typeof made === "function" ? made(kit) : made);
      return onCandleTime(withOldNames(strategy, () => onWarning(toOldNameText(path, code))), time);
    } catch (error) {
      throw new UserError("failed", `Cannot use ${path}: ${toErrorText(error).replaceAll(url, path)}`);
    } finally {
      urls.revokeObjectURL(url);
    }
  };
}

function refuseImports(path: string, code: string): void {
  const found = findImport(code);
  if (found === undefined) return;
  throw new UserError(
    "failed",
    `Cannot use ${path}: line ${found.line} takes in other code, and a strategy is one file`,
    "write what it needs into it, take z, indicators and heldAfter from the function's argument, and `import type` for types",
  );
}

function withOldNames(strategy: Strategy, onOldName: () => void): Strategy {
  const { id, title, description, params } = strategy;
  return {
    ...{ id, title, description, params },
    needs: (...given) => strategy.needs(...given),
    // Whoever runs it reads it with distrust.
    create: (...given) => withOnCandle(strategy.create(...given), onOldName) as StrategyRun,
  };
}

async function readCode(path: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size > LARGEST_FILE_BYTES) throw new Error(`it has ${size} bytes, ${LARGEST_FILE_BYTES} are allowed`);
    return await Deno.readTextFile(path);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "there is no such file" : toErrorText(error);
    throw new UserError("failed", `Cannot read ${path}: ${why}`);
  }
}

/** An executable carries its permissions with it, so they end here and not at the start. */
function giveUpPermissions(): void {
  for (const name of PERMISSIONS) {
    const descriptor: { readonly name: string } = { name };
    Deno.permissions.revokeSync(descriptor as Deno.PermissionDescriptor);
  }
}

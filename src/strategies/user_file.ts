/** A strategy out of a file of the user's: read, then run with no permission left. */
import { toErrorText, UserError } from "../core/errors.ts";
import { readStrategy, type Strategy } from "./strategy.ts";

/** `my_idea.ts`: what tells a user's file from a shipped strategy. */
const FILE_NAME = /^[a-z][a-z0-9_]{0,39}\.ts$/;
const LARGEST_FILE_BYTES = 1024 * 1024;
const PERMISSIONS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;

export function isUserFileName(kind: string): boolean {
  return FILE_NAME.test(kind);
}

/**
 * Loads the file into this very process, after it gave up every permission. Only for a process that has nothing else
 * to do.
 *
 * @param kit what the default export gets when it is a function.
 * @throws {UserError} one sentence with the file's path.
 */
export async function loadUserFile(path: string, kit: unknown): Promise<Strategy> {
  const code = await readCode(path);
  giveUpPermissions();
  // By its text and not by its path: the path would have to stay readable while the code runs.
  const url = URL.createObjectURL(new Blob([code], { type: "application/typescript" }));
  try {
    const { default: made } = await import(url) as { readonly default?: unknown };
    return readStrategy(typeof made === "function" ? made(kit) : made);
  } catch (error) {
    throw new UserError("failed", `Cannot use ${path}: ${toErrorText(error).replaceAll(url, path)}`);
  } finally {
    URL.revokeObjectURL(url);
  }
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

/** How this program starts its own helper processes: one command line for strategies, backtests and exchanges. */

/** What a helper is given; it gets no other right. */
export interface HelperRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly allowNet?: readonly string[];
  readonly allowRead: readonly string[];
  readonly allowWrite?: readonly string[];
  /** Kinds of facts about the machine, in Deno's words. */
  readonly allowSys?: readonly string[];
  /** Whether it may start helpers of its own. */
  readonly mayStartHelpers?: boolean;
  readonly mayLoadNativeCode?: boolean;
  /** Settings, which its code may see; it sees no other variable. */
  readonly settings?: Readonly<Record<string, string>>;
  /** For V8, without dashes. */
  readonly v8Flags: readonly string[];
}

export interface HelperCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** The running binary by a name that needs no PATH, and that stays true when the file was moved or replaced. */
const RUNNING_BINARY = "/proc/self/exe";

/**
 * Deno must find its cache before it starts anything, by the same names as it did for this process; where a user has
 * no entry and no home, only they lead to one. Windows opens no socket without `SystemRoot`. The helper's own code
 * sees none of them (`--ignore-env`).
 */
const CACHE_VARIABLES = ["DENO_DIR", "HOME", "XDG_CACHE_HOME", "SystemRoot"];

/**
 * Starts this very program again as a hidden sub-command, with as few rights as it needs. A compiled program carries
 * its permissions with it and is started as it is.
 */
export function toHelperCommand(request: HelperRequest): HelperCommand {
  const { command, args, allowNet = [], allowRead, allowWrite = [], allowSys = [], v8Flags, settings = {} } =
    request;
  const env = { ...readCacheVariables(), ...settings };
  // Whoever starts helpers tells them where the cache is.
  const seen = [...Object.keys(settings), ...(request.mayStartHelpers ? CACHE_VARIABLES : [])];
  if (Deno.build.standalone) return { program: Deno.execPath(), args: [command, ...args], env };
  const flags = [
    ...["run", "--no-prompt", "--ignore-env", "--quiet", ...sourceFlags()],
    ...(v8Flags.length === 0 ? [] : [`--v8-flags=${v8Flags.map((flag) => `--${flag}`).join(",")}`]),
    ...(allowNet.length === 0 ? [] : [`--allow-net=${allowNet.join(",")}`]),
    // A comma in a path is written twice, or it would end there.
    ...allowRead.map((path) => `--allow-read=${path.replaceAll(",", ",,")}`),
    ...allowWrite.map((path) => `--allow-write=${path.replaceAll(",", ",,")}`),
    ...(allowSys.length === 0 ? [] : [`--allow-sys=${allowSys.join(",")}`]),
    ...(seen.length === 0 ? [] : [`--allow-env=${seen.join(",")}`]),
    ...(request.mayStartHelpers ? [`--allow-run=${findDeno()}`] : []),
    ...(request.mayLoadNativeCode ? ["--allow-ffi"] : []),
  ];
  return { program: findDeno(), args: [...flags, entryOf(command), command, ...args], env };
}

/** Whether this is the one file that `deno task package` makes, which has everything in it and needs no cache. */
function isPackaged(): boolean {
  return !import.meta.url.endsWith("/helper_command.ts");
}

/** A helper takes the packages from `node_modules` as they are: it asks no registry and needs no cache of theirs. */
function sourceFlags(): readonly string[] {
  return isPackaged()
    ? ["--no-config", "--no-lock", "--no-remote", "--no-npm"]
    : ["--node-modules-dir=manual", "--cached-only"];
}

/** Each helper has a small entry of its own, so that it does not carry the whole program. */
function entryOf(command: string): string {
  const name = command.replaceAll("-", "_");
  return isPackaged()
    ? new URL(`${name}.js`, Deno.mainModule).href
    : new URL(`../../app/entries/${name}.ts`, import.meta.url).href;
}

/**
 * `deno` on PATH may be another version, or npm's script, which ends with 126 or 127 where the emptied environment
 * does not lead to Node. It is the last resort: where there is no `/proc`, and under a narrower `--allow-run`.
 */
function findDeno(): string {
  const isAllowed = (command: string) =>
    Deno.permissions.querySync({ name: "run", command }).state === "granted";
  if (Deno.build.os === "linux" && isAllowed(RUNNING_BINARY)) return RUNNING_BINARY;
  return isAllowed(Deno.execPath()) ? Deno.execPath() : "deno";
}

function readCacheVariables(): Readonly<Record<string, string>> {
  return Object.fromEntries(CACHE_VARIABLES.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

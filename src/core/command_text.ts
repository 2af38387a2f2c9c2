/** How this program was started, as far as it can know by itself. */
export interface Start {
  /** The first module, as a `file:` address. */
  readonly mainModule: string;
  readonly cwd: string;
  readonly execPath: string;
  readonly denoVersion: string;
  /** What somebody typed, as the package's start script tells it. */
  readonly startedAs: string | undefined;
  /** Made by `deno compile`: the executable is the program. */
  readonly isStandalone: boolean;
  readonly isWindows: boolean;
  readonly mayEverything: boolean;
}

/** Commands with a task of their own, whose permissions are made for them; the rest goes through `cli`. */
const OWN_TASKS: readonly string[] = ["start", "demo", "once", "doctor"];

/** Variable by which the package's start script tells how it was called. */
export const STARTED_AS = "SIGNAL_V2_STARTED_AS";

/**
 * A command of this program in the form in which it was started, so that it can be run as it is printed.
 *
 * @param words the command and its arguments, each as the program is to see it; what a shell would split is quoted.
 */
export function toCommand(...words: readonly string[]): string {
  return toCommandOf(currentStart(), words);
}

/** A command without what starts the program: for a line of a telephone, where nobody types it and room is short. */
export function toCommandName(...words: readonly string[]): string {
  return words.join(" ");
}

/** What stands before the command, for the usage lines. */
export function toProgramName(): string {
  return toBeginning(currentStart(), "");
}

export function toCommandOf(start: Start, words: readonly string[]): string {
  const said = words.map((word) => quote(word, start.isWindows)).join(" ");
  return `${toBeginning(start, words[0] ?? "")} ${said}`;
}

function toBeginning(start: Start, command: string): string {
  const { startedAs, cwd, execPath, isStandalone, isWindows } = start;
  const beside = (name: string, path: string) =>
    quote(dirOf(path) === toSlashes(cwd) ? (isWindows ? `.\\${name}` : `./${name}`) : path, isWindows);
  if (startedAs !== undefined) return quote(startedAs, isWindows);
  if (isStandalone) return beside(toSlashes(execPath).split("/").at(-1) ?? "signal-v2", execPath);
  const main = toPath(start);
  if (main.endsWith("/signal-v2.js")) {
    const script = isWindows ? "signal-v2.bat" : "signal-v2";
    return beside(script, `${dirOf(main)}/${script}`);
  }
  // From another folder a task would not see the data of this one.
  if (main.endsWith("/src/main.ts") && dirOf(dirOf(main)) !== toSlashes(cwd)) {
    return `deno run ${start.mayEverything ? "-A " : ""}${quote(main, isWindows)}`;
  }
  const deno = /[\\/]_npx[\\/]/.test(execPath) ? `npx -y deno@${start.denoVersion}` : "deno";
  return OWN_TASKS.includes(command) ? `${deno} task` : `${deno} task cli`;
}

function currentStart(): Start {
  return {
    mainModule: Deno.mainModule,
    cwd: Deno.cwd(),
    execPath: Deno.execPath(),
    denoVersion: Deno.version.deno,
    startedAs: readStartedAs(),
    isStandalone: Deno.build.standalone,
    isWindows: Deno.build.os === "windows",
    mayEverything: Deno.permissions.querySync({ name: "ffi" }).state === "granted",
  };
}

/** The form in which this program was started, handed on to helpers so that hints in their output can be typed as they are. */
export function readStartedAs(): string | undefined {
  try {
    return Deno.env.get(STARTED_AS) || undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

function toPath({ mainModule, isWindows }: Start): string {
  const { pathname } = new URL(mainModule);
  return decodeURIComponent(isWindows ? pathname.replace(/^\//, "") : pathname);
}

const toSlashes = (path: string) => path.replaceAll("\\", "/");
const dirOf = (path: string) => toSlashes(path).replace(/\/[^/]*$/, "");

/** As one word for a POSIX shell, or for both shells of Windows. */
function quote(word: string, isWindows: boolean): string {
  if (/^[\w.,:=@%+\/\\-]+$/.test(word) && (isWindows || !word.includes("\\"))) return word;
  return isWindows ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}

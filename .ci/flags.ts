import project from "../deno.json" with { type: "json" };

/** The permission flags of the `start` task: one place says what the program may do, however it is shipped. */
export function startFlags(): readonly string[] {
  const words = project.tasks.start.command.split(" ");
  return words.map((word) => word.replace(/^'(.*)'$/, "$1")).filter((word) => word.startsWith("--"));
}

export const VERSION: string = project.version;
export const ROOT: string = new URL("..", import.meta.url).pathname;

/**
 * Makes one file of the program.
 *
 * @param options.outside what stays out of it: loaded by its name if it ever is.
 */
export function bundleArgs(
  entry: string,
  options: { to: string; outside: readonly string[] },
): readonly string[] {
  const { to, outside } = options;
  // `--output` stands behind, because `--external` takes the next word too.
  return ["bundle", "--quiet", ...outside.flatMap((what) => ["--external", what]), "--output", to, entry];
}

/** Runs a command to its end with its output shown. @throws {Error} when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<void> {
  const { code } = await new Deno.Command(command, {
    args: [...args],
    cwd: options.cwd ?? ROOT,
    stdin: "null",
  }).spawn().status;
  if (code !== 0) throw new Error(`${command} ${args[0]} failed with exit code ${code}`);
}

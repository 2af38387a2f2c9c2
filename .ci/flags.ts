import project from "../deno.json" with { type: "json" };

/** The permission flags of the `start` task: one place says what the program may do, however it is shipped. */
export function startFlags(): readonly string[] {
  const words = project.tasks.start.command.split(" ");
  return words.map((word) => word.replace(/^'(.*)'$/, "$1")).filter((word) => word.startsWith("--"));
}

export const VERSION: string = project.version;
export const ROOT: string = new URL("..", import.meta.url).pathname;

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

import { fileURLToPath } from "node:url";
import project from "../deno.json" with { type: "json" };

type Values = readonly string[] | boolean;

/** A named set below `permissions` in deno.json, which `deno run -P=NAME` reads. */
interface PermissionSet {
  readonly env: { readonly allow: readonly string[]; readonly ignore: boolean };
  readonly read: Values;
  readonly write: Values;
  readonly run?: Values;
  readonly sys?: Values;
  readonly net: Values;
}

export type PermissionSetName = keyof typeof project.permissions;
export const PERMISSION_SETS: Readonly<Record<PermissionSetName, PermissionSet>> = project.permissions;

/** What a task gives to `deno run`, its permission set spelt out: for places that deno.json does not reach. */
export function flagsOf(name: PermissionSetName): readonly string[] {
  const words = project.tasks[name].command.split(" ");
  const own = words.slice(words.lastIndexOf("run")).filter((word) => word.startsWith("--"));
  return [...own, ...toFlags(PERMISSION_SETS[name])];
}

/** One list says what the program may do, however it is shipped. */
export function startFlags(): readonly string[] {
  return flagsOf("start");
}

function toFlags({ env, read, write, run, sys, net }: PermissionSet): readonly string[] {
  const flag = (name: string, values: Values = false) =>
    values === false ? [] : [values === true ? `--allow-${name}` : `--allow-${name}=${values.join(",")}`];
  return [
    ...(env.ignore ? ["--ignore-env"] : []),
    ...flag("env", env.allow),
    ...flag("read", read),
    ...flag("write", write),
    ...flag("run", run),
    ...flag("sys", sys),
    ...flag("net", net),
  ];
}

export const VERSION: string = project.version;
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

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

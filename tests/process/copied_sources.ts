import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface CopiedSources extends AsyncDisposable {
  /** Of the copy's top folder, with a slash at its end. */
  readonly url: string;
  /** @param path below `src`. */
  read(path: string): Promise<string>;
  write(path: string, text: string): Promise<void>;
  /** The ids of a list that a file exports. */
  listIds(path: string, list: string): Promise<readonly string[]>;
  /** What a program of the copy prints. */
  evaluate(code: string): Promise<string>;
  /** What the type checker says of the whole program; empty when all is well. */
  findTypeFaults(): Promise<readonly string[]>;
}

/** The sources in a folder of their own, with the packages of this checkout, to be changed as one likes. */
export async function copySources(): Promise<CopiedSources> {
  const dir = await Deno.makeTempDir({ prefix: "signal-v2-copy-" });
  for (const name of ["src", "deno.json", "deno.lock", "holidays.json"]) {
    await run("cp", ["-r", `${ROOT}${name}`, dir]);
  }
  await Deno.symlink(`${ROOT}node_modules`, `${dir}/node_modules`);
  const url = pathToFileURL(`${dir}/`).href;
  const evaluate = async (code: string) => {
    const script = `${dir}/asked.ts`;
    await Deno.writeTextFile(script, code);
    return (await run("deno", ["run", "-q", "-A", "--no-prompt", "--cached-only", script], dir)).trim();
  };
  return {
    url,
    read: (path) => Deno.readTextFile(`${dir}/src/${path}`),
    write: (path, text) => Deno.writeTextFile(`${dir}/src/${path}`, text),
    async listIds(path, list) {
      const code = `import { ${list} } from "${url}src/${path}";
console.log(JSON.stringify(${list}.map(({ id }: { id: string }) => id)));`;
      return JSON.parse(await evaluate(code));
    },
    evaluate,
    async findTypeFaults() {
      const { success, stderr } = await new Deno.Command("deno", {
        args: ["check", "-q", "src/main.ts"],
        cwd: dir,
        env: { NO_COLOR: "1" },
        stdout: "null",
      }).output();
      return success ? [] : new TextDecoder().decode(stderr).trim().split("\n");
    },
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}

async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`${command} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/** A copy of the checkout in which one file at a time is wrong; the checkout itself is never written to. */
import { fileURLToPath } from "node:url";
import { applyMutant, type Mutant } from "./mutants.ts";
import { ROOT } from "./read_house.ts";

/** `late`: ended by the limit. */
export type Verdict = "green" | "red" | "late";

export class CheckoutCopy implements AsyncDisposable {
  readonly path: string;
  #running: Deno.ChildProcess | undefined;
  #ending: Promise<void> | undefined;

  private constructor(path: string) {
    this.path = path;
  }

  /** @throws {Error} when the checkout cannot be copied. */
  static async make(): Promise<CheckoutCopy> {
    const path = await Deno.makeTempDir({ prefix: "mutants-" });
    const root = fileURLToPath(ROOT);
    const names = [...Deno.readDirSync(root)].map(({ name }) => name).filter((name) =>
      !["node_modules", ".git", "data", "dist"].includes(name)
    );
    const args = ["-a", ...names.map((name) => root + name), path];
    const { success } = await new Deno.Command("cp", { args }).output();
    if (!success) throw new Error(`The checkout cannot be copied to ${path}; is the disk full?`);
    await Deno.mkdir(`${path}/data`);
    await Deno.symlink(`${root}node_modules`, `${path}/node_modules`);
    return new CheckoutCopy(path);
  }

  /** What the tests say with the mutant in its place; one that makes them wait for ever is late. */
  async judge(mutant: Mutant, options: { tests: readonly string[]; limitMs: number }): Promise<Verdict> {
    const path = `${this.path}/src/${mutant.file}`;
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, applyMutant(text, mutant));
    try {
      return await this.run(options);
    } finally {
      if (this.#ending === undefined) await Deno.writeTextFile(path, text);
    }
  }

  async run({ tests, limitMs }: { tests: readonly string[]; limitMs: number }): Promise<Verdict> {
    if (this.#ending !== undefined) throw new Error("The run was ended.");
    const rights = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-run"];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-check", "--quiet", "--fail-fast", "--no-prompt", ...rights]
        .concat("--allow-net=127.0.0.1", tests),
      cwd: this.path,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#running = child;
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, limitMs);
    try {
      const { success } = await child.status;
      return success ? "green" : isLate ? "late" : "red";
    } finally {
      clearTimeout(limit);
      this.#running = undefined;
    }
  }

  /** Ends what runs in it; a second call waits for the first one's end. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#ending ??= this.#end();
  }

  async #end(): Promise<void> {
    const running = this.#running;
    running?.kill("SIGKILL");
    await running?.status;
    await Deno.remove(this.path, { recursive: true });
  }
}

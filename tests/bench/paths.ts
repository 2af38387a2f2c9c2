import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The run that README's table is made from. */
export const LAST_RUN_PATH = `${ROOT}tests/bench/last_run.json`;

/** A script beside this file, or below the root with a leading `src/`. */
export function fromFileUrl(script: string): string {
  return fileURLToPath(new URL(script.startsWith("src/") ? `../../${script}` : script, import.meta.url));
}

/** Flags for V8 that the shipped program starts with, so that what is measured is what is shipped. */
export const SHIPPED_V8_FLAGS: readonly string[] = project.tasks.start.command.split(" ")
  .map((word) => word.replaceAll("'", "")).filter((word) => word.startsWith("--v8-flags"));

/** An own directory inside `data/`, so that it lies on the disk that the product really writes to. */
export async function makeWorkDir(): Promise<AsyncDisposable & { readonly path: string }> {
  const parent = `${ROOT}data`;
  await Deno.mkdir(parent, { recursive: true });
  const path = await Deno.makeTempDir({ dir: parent, prefix: "bench-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

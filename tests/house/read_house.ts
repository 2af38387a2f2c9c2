/** Reads the house: every source file, its text, and the exact import graph. */
import { fileURLToPath } from "node:url";

export const ROOT = new URL("../../", import.meta.url);
export const SRC = new URL("src/", ROOT);
const NODE_MODULES = new URL("node_modules/", ROOT);

/** One import: `to` is a path below `src`, a path below the root or the name of a package. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly kind: "house" | "data" | "package";
  readonly isTypeOnly: boolean;
  /** Read when it is wanted, and not with the file that names it. */
  readonly isLate: boolean;
}

export interface House {
  /** Paths below `src`, sorted. */
  readonly files: readonly string[];
  /** By path below `src`. */
  readonly texts: ReadonlyMap<string, string>;
  readonly arrows: readonly Arrow[];
}

/** @throws {Error} with what `deno info` said, when the graph cannot be read. */
export async function readHouse(): Promise<House> {
  const files = findSources(SRC);
  const texts = new Map(files.map((file) => [file, Deno.readTextFileSync(new URL(file, SRC))]));
  return { files, texts, arrows: await readArrows(files) };
}

/** Every `.ts` and `.tsx` file below a folder, as paths below it, sorted. */
export function findSources(folder: URL, prefix = ""): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    name === "node_modules"
      ? []
      : isDirectory
      ? findSources(new URL(`${name}/`, folder), `${prefix}${name}/`)
      : /\.tsx?$/.test(name)
      ? [`${prefix}${name}`]
      : []
  ).toSorted();
}

interface InfoModule {
  readonly specifier: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly isDynamic?: boolean;
    readonly code?: { readonly specifier?: string };
    readonly type?: { readonly specifier?: string };
  }[];
}

/** By `deno info` over a file that imports all of `src`, so that unused files are in the graph too. */
async function readArrows(files: readonly string[]): Promise<readonly Arrow[]> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = files.map((file) => `import ${JSON.stringify(new URL(file, SRC).href)};`);
    await Deno.writeTextFile(entry, lines.join("\n"));
    const config = fileURLToPath(new URL("deno.json", ROOT));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--no-lock", "--config", config, entry],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as { modules: readonly InfoModule[] };
    return modules.filter(({ specifier }) => specifier.startsWith(SRC.href)).flatMap(toArrows);
  } finally {
    await Deno.remove(entry);
  }
}

function toArrows({ specifier: from, dependencies = [] }: InfoModule): readonly Arrow[] {
  return dependencies.map(({ specifier, code, type, isDynamic = false }) => {
    const target = code?.specifier ?? type?.specifier ?? specifier;
    const kind = target.startsWith(SRC.href)
      ? "house"
      : target.startsWith(ROOT.href) && !target.startsWith(NODE_MODULES.href)
      ? "data"
      : "package";
    const to = kind === "house"
      ? target.slice(SRC.href.length)
      : kind === "data"
      ? target.slice(ROOT.href.length)
      : toPackageName(specifier);
    return { from: from.slice(SRC.href.length), to, kind, isTypeOnly: code === undefined, isLate: isDynamic };
  });
}

/** `hono/body-limit` and `npm:hono@4` are `hono`; `node:sqlite` stays whole. */
export function toPackageName(specifier: string): string {
  if (specifier.startsWith("node:")) return specifier;
  const path = specifier.replace(/^(npm|jsr):\/?/, "").replace(/^(\.{1,2}\/)*node_modules\//, "");
  return /^(@[^/]+\/)?[^/@]+/.exec(path)?.[0] ?? path;
}

/** `stock/poll/loop.ts` lives in `stock`; a single file in `src` is a room too. */
export const roomOf = (path: string): string => path.split("/")[0] ?? path;

/** The code without its comments and without what stands in quotes; line breaks stay where they were. */
export function toBareCode(source: string): string {
  const token =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(?<=[=(,:;!&|?{}[\n]\s*|\breturn\s+|=>\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;
  return source.replace(token, (text) => {
    // Code inside a template is code too; plain text around it may stay, it is rarely mistaken.
    if (text.startsWith("`") && text.includes("${")) return text;
    return text.replace(/[^\n]/g, " ");
  });
}

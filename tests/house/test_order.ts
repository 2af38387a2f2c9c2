/** Which tests see a source file, the ones nearest to it first: they find a mistake soonest. */
import { fileURLToPath } from "node:url";
import { ROOT } from "./read_house.ts";

/** Paths below the root, and what each imports at run time. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The tests that reach `file`, fewest imports between them first; those that never reach it are not among them. */
export function orderTests(
  tests: readonly string[],
  options: { file: string; graph: ImportGraph },
): string[] {
  const { file, graph } = options;
  return tests.map((test) => ({ test, distance: measure(graph, test, file) }))
    .filter(({ distance }) => distance < Infinity)
    .toSorted((a, b) => a.distance - b.distance || (a.test < b.test ? -1 : 1))
    .map(({ test }) => test);
}

function measure(graph: ImportGraph, from: string, to: string): number {
  const seen = new Set([from]);
  let shore = [from];
  for (let distance = 0; shore.length > 0; distance++) {
    if (shore.includes(to)) return distance;
    const next = shore.flatMap((file) => graph.get(file) ?? []).filter((file) => !seen.has(file));
    for (const file of next) seen.add(file);
    shore = [...new Set(next)];
  }
  return Infinity;
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly code?: { readonly specifier?: string } }[];
  }[];
}

/** @throws {Error} with what `deno info` said, when the graph cannot be read. */
export async function readTestGraph(tests: readonly string[]): Promise<ImportGraph> {
  const entry = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = tests.map((test) => `import ${JSON.stringify(new URL(test, ROOT).href)};`);
    await Deno.writeTextFile(entry, lines.join("\n"));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--no-lock", "--config", fileURLToPath(new URL("deno.json", ROOT)), entry],
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const { modules } = JSON.parse(new TextDecoder().decode(stdout)) as Info;
    const toPaths = (href: string | undefined) =>
      href?.startsWith(ROOT.href) ? [decodeURIComponent(href.slice(ROOT.href.length))] : [];
    return new Map(
      modules.flatMap(({ specifier, dependencies = [] }) =>
        toPaths(specifier).map((path) =>
          [path, dependencies.flatMap(({ code }) => toPaths(code?.specifier))] as const
        )
      ),
    );
  } finally {
    await Deno.remove(entry);
  }
}

/** Test files of paths as one types them: folders are walked, files are taken. */
export function findTests(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const clean = path.replace(/\/$/, "");
    if (!Deno.statSync(new URL(clean, ROOT)).isDirectory) return [clean];
    const entries = [...Deno.readDirSync(new URL(`${clean}/`, ROOT))].toSorted((a, b) =>
      a.name < b.name ? -1 : 1
    );
    return entries.flatMap(({ name, isDirectory }) =>
      isDirectory || /_test\.tsx?$/.test(name) ? findTests([`${clean}/${name}`]) : []
    );
  });
}

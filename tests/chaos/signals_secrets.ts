/** Secrets where none may be: lines of the log, pages, files of the data directory. */
import { type Fault, other } from "./findings.ts";
import { SECRETS } from "./signals_world.ts";

const PAGES = [
  "/",
  "/signals",
  "/decisions",
  "/outbox",
  "/health",
  "/metrics",
  "/api/v1/signals",
  "/api/v1/outbox",
];

/** By their paths. */
export async function readPages(url: string): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  for (const path of PAGES) {
    const answer = await fetch(`${url}${path}`, { headers: { accept: "text/html,*/*" } });
    pages.set(path, await answer.text());
  }
  return pages;
}

export function findSecrets(
  { lines = [], pages = new Map(), folder }: {
    readonly lines?: readonly string[];
    readonly pages?: ReadonlyMap<string, string>;
    readonly folder?: string;
  },
): readonly Fault[] {
  const inLines = lines.filter(hasSecret).map((line) =>
    other(`a secret is in the log: ${line.slice(0, 60)}`)
  );
  const inPages = [...pages].filter(([, text]) => hasSecret(text)).map(([path]) =>
    other(`a secret is on the page ${path}`)
  );
  const inFiles = folder === undefined
    ? []
    : filesOf(folder).filter((path) => hasSecret(readBytes(path))).map(
      (path) => other(`a secret is in the file ${path}`),
    );
  return [...inLines, ...inPages, ...inFiles];
}

const hasSecret = (text: string) => SECRETS.some((secret) => text.includes(secret));

/** One letter a byte: secrets are ASCII. */
const readBytes = (path: string) => new TextDecoder("latin1").decode(Deno.readFileSync(path));

function filesOf(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory, isFile }) =>
    isDirectory ? filesOf(`${folder}/${name}`) : isFile ? [`${folder}/${name}`] : []
  );
}

/** Which installation this is: several may keep their copies in one second directory. */
import * as care from "../../sqlite/file_care.ts";

interface Mark {
  readonly id: string;
  /** Of the very file: in a copy of the data directory it is another one, and so is the installation. */
  readonly ino: number | null;
}

const toPath = (dir: string) => `${dir}/signal_v2.installation.json`;

/** @returns `undefined` while it has none. */
export function readInstallation(dir: string): string | undefined {
  try {
    const { id, ino }: Partial<Mark> = JSON.parse(Deno.readTextFileSync(toPath(dir)));
    return typeof id === "string" && /^[\da-f]{8}$/.test(id) && ino === inoOf(toPath(dir)) ? id : undefined;
  } catch {
    return undefined;
  }
}

export function makeInstallation(dir: string): string {
  const known = readInstallation(dir);
  if (known !== undefined) return known;
  const id = crypto.randomUUID().slice(0, 8);
  const path = toPath(dir);
  Deno.writeTextFileSync(path, "", { mode: 0o600 });
  const mark: Mark = { id, ino: inoOf(path) };
  Deno.writeTextFileSync(path, JSON.stringify(mark) + "\n");
  care.handOver(path, dir);
  return id;
}

const inoOf = (path: string) => Deno.statSync(path).ino;

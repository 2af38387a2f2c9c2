/**
 * Which installation this is: several may keep their copies in one second directory. A copy of a data directory has the
 * name of the first one in it, and one that was moved or brought back is still the same, so neither path nor disk can tell:
 * a folder belongs to whoever wrote into it last. Each writer leaves a new turn there and remembers it; whoever comes with
 * an older one finds that somebody else went on, and takes a name of its own.
 */
import * as care from "../../sqlite/file_care.ts";

export interface Installation {
  readonly id: string;
  /** The last ones: one that was cut off between the folder and its own file knows both. */
  readonly turns: readonly string[];
}

const toPath = (dir: string) => `${dir}/signal_v2.installation.json`;
const toTurnPath = (folder: string) => `${folder}/.turn`;

/** @returns `undefined` while it has none. */
export function readInstallation(dir: string): Installation | undefined {
  try {
    const { id, turns = [] }: Partial<Installation> = JSON.parse(Deno.readTextFileSync(toPath(dir)));
    const isRead = typeof id === "string" && /^[\da-f]{8}$/.test(id) && Array.isArray(turns);
    return isRead ? { id, turns: turns.map(String) } : undefined;
  } catch {
    return undefined;
  }
}

export function createInstallation(): Installation {
  return { id: createName(), turns: [] };
}

/** Whether nobody else wrote there since this one did. @param folder of its id; it may not be there. */
export function isOursStill({ turns }: Installation, folder: string): boolean {
  const turn = readTurn(folder);
  return turn === undefined || turns.includes(turn);
}

/** From now on whoever has an older turn is another one. @param folder is there, and ours still. */
export function takeTurn(dir: string, { id, turns }: Installation, folder: string): void {
  const turn = createName();
  const path = toPath(dir);
  const next: Installation = { id, turns: [...turns.slice(-1), turn] };
  Deno.writeTextFileSync(path, JSON.stringify(next) + "\n", { mode: 0o600 });
  care.handOver(path, dir);
  Deno.writeTextFileSync(toTurnPath(folder), turn + "\n", { mode: 0o600 });
}

function readTurn(folder: string): string | undefined {
  try {
    return Deno.readTextFileSync(toTurnPath(folder)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}

const createName = () => crypto.randomUUID().slice(0, 8);

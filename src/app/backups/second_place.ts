/** The folder of one installation in the second directory: what another one made there is never touched. */
import { join } from "node:path";
import * as care from "../../sqlite/file_care.ts";
import { createInstallation, isOursStill, readInstallation, takeTurn } from "./installation.ts";

const toFolder = (secondDir: string, id: string) => join(secondDir, `signal_v2-${id}`);
const FOLDER_NAME = /^signal_v2-[\da-f]{8}$/;

/**
 * Makes it.
 *
 * @param secondDir is there.
 * @returns as `left` the folder that this one had, when somebody else went on in it.
 */
export function openSecondFolder(
  dir: string,
  secondDir: string,
): { readonly folder: string; readonly left: string | undefined } {
  const known = readInstallation(dir);
  const earlier = known && toFolder(secondDir, known.id);
  const left = known === undefined || earlier === undefined || isOursStill(known, earlier)
    ? undefined
    : earlier;
  const installation = known === undefined || left !== undefined ? createInstallation() : known;
  const folder = toFolder(secondDir, installation.id);
  if (!care.isDirectory(folder)) Deno.mkdirSync(folder, { mode: 0o700 });
  takeTurn(dir, installation, folder);
  adoptOlder(`${dir}/backups`, { secondDir, folder });
  return { folder, left };
}

/** Whether copies there would lie on the very disk that they are to outlive, and in the very folder. */
export function isOwnPlace(dir: string, secondDir: string): boolean {
  return [dir, `${dir}/backups`].some((own) => care.isSameFile(own, secondDir));
}

/** 0.5 put them into the second directory itself. Ours are those that are still beside the database, of the same size. */
function adoptOlder(own: string, { secondDir, folder }: { secondDir: string; folder: string }): void {
  for (const { name, isFile } of [...Deno.readDirSync(secondDir)]) {
    const isOurs = isFile && /^signal_v2-nightly-.*\.db$/.test(name) && care.isThere(join(own, name)) &&
      care.sizeOf(join(own, name)) === care.sizeOf(join(secondDir, name));
    if (isOurs && !care.isThere(join(folder, name))) {
      Deno.renameSync(join(secondDir, name), join(folder, name));
    }
  }
}

/**
 * Where copies may be in the second directory: in the folder of this installation. One that has none was made
 * anew, and one that somebody else went on with was brought back: they look into all of them.
 */
export function listSecondFolders(dir: string, secondDir: string): readonly string[] {
  const known = readInstallation(dir);
  const own = known && toFolder(secondDir, known.id);
  if (known !== undefined && own !== undefined && care.isDirectory(own) && isOursStill(known, own)) {
    return [own];
  }
  if (!care.isDirectory(secondDir)) return [secondDir];
  const names = [...Deno.readDirSync(secondDir)].map(({ name }) => name).filter((name) =>
    FOLDER_NAME.test(name)
  );
  return [secondDir, ...names.toSorted().map((name) => join(secondDir, name))];
}

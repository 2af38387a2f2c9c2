/** The data directory of `tests/fixtures/data_0_1.tar.gz`, as signal-v2 0.1.0 left it. */
import { fileURLToPath } from "node:url";

const ARCHIVE = fileURLToPath(new URL("../fixtures/data_0_1.tar.gz", import.meta.url));

/** @param dir exists */
export async function unpackData01(dir: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("tar", { args: ["-xzf", ARCHIVE, "-C", dir] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

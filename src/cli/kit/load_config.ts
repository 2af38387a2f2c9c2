import { type Config, readConfig } from "../../config/config.ts";
import { UserError } from "../../core/errors.ts";
import { chooseDriver } from "../../sqlite/driver.ts";
import { readEnvironment } from "./terminal.ts";

/**
 * Settings of this process: the environment first, then `.env` in the working directory. Databases that it opens from
 * then on are opened with the SQLite that they name.
 */
export async function loadConfig(): Promise<Config> {
  const envFile = await readEnvFileText();
  const config = readConfig({
    get: readEnvironment,
    names: listEnvironment(),
    envFile,
    readFile: (path) => Deno.readTextFileSync(path),
  });
  chooseDriver(config.sqlite);
  return config;
}

/** Deno lists the permitted names with `--ignore-env` or full access, and refuses otherwise. */
function listEnvironment(): readonly string[] {
  try {
    return Object.keys(Deno.env.toObject());
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return [];
    throw error;
  }
}

/**
 * `undefined` when there is no such file, or the permissions of this run do not cover it.
 *
 * @throws {UserError} when it is there and the system does not give it.
 */
export async function readEnvFileText(): Promise<string | undefined> {
  try {
    // The mark stays in the text: `doctor` tells about it.
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await Deno.readFile(".env"));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return undefined;
    throw new UserError(
      "invalid",
      error instanceof Deno.errors.IsADirectory
        ? "Cannot read .env: it is a directory; remove it and put a file of that name in its place"
        : `Cannot read .env (${
          error instanceof Error ? error.name : "unknown"
        }): make it a file that the user of this program may read, or remove it`,
    );
  }
}

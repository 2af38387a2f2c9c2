import { type Config, readConfig } from "../config.ts";
import { readEnvironment } from "./terminal.ts";

/** Settings of this process: the environment first, then `.env` in the working directory. */
export async function loadConfig(): Promise<Config> {
  return readConfig({ get: readEnvironment, envFile: await readEnvFileText() });
}

/** `undefined` when there is no such file, or it may not be read. */
export async function readEnvFileText(): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(".env");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

/** Where the text of a setting stands: the environment, `.env`, or a file of its own. */
import { type EnvFile, isSetting } from "./env_file.ts";
import type { Setting } from "./settings/setting.ts";

export interface Origin {
  readonly name: string;
  /** The text in force; `undefined` when the setting is off. Never print it for a secret. */
  readonly value: string | undefined;
  readonly from: string;
  readonly isSecret: boolean;
}

export interface Environment {
  readonly get: (name: string) => string | undefined;
  /** Names of all variables, as far as the program may list them; unknown ones of ours are faults. */
  readonly names?: readonly string[];
  /** Content of `.env`, when there is one. */
  readonly envFile: string | undefined;
  /** Content of a file that a setting names. @throws when it cannot be read. */
  readonly readFile?: (path: string) => string;
}

/** A secret may stand in the file that the setting of the same name with `_FILE` names. */
export function findOrigin(
  setting: Setting<unknown>,
  environment: Environment,
  file: EnvFile,
): Origin | { readonly fault: string } {
  const own = findOwnOrigin(setting, environment, file);
  const { name, isSecret = false } = setting;
  if (!isSecret || own.value !== undefined) return own;
  const named = environment.get(`${name}_FILE`)?.trim() || file.values.get(`${name}_FILE`)?.value.trim();
  if (!named || environment.readFile === undefined || !isSetting(`${name}_FILE`)) return own;
  try {
    const value = environment.readFile(named).trim();
    const from = `file of ${name}_FILE`;
    return value === "" ? { fault: `${name}_FILE names an empty file: put the secret into it` } : {
      ...{ name, value, from, isSecret },
    };
  } catch (error) {
    const why = error instanceof Error ? error.name : "unknown";
    return {
      fault:
        `${name}_FILE names a file that cannot be read (${why}): put it into the data directory, where this ` +
        "program may read, and give its user the right to",
    };
  }
}

function findOwnOrigin(setting: Setting<unknown>, environment: Environment, file: EnvFile): Origin {
  const { name, fallback, isSecret = false } = setting;
  const fromEnvironment = environment.get(name)?.trim();
  // An empty value is how people switch a line off, so it counts as not set.
  if (fromEnvironment) return { name, value: fromEnvironment, from: "environment", isSecret };
  const inFile = file.values.get(name);
  if (inFile?.value.trim()) {
    return { name, value: inFile.value.trim(), from: `.env line ${inFile.line}`, isSecret };
  }
  return { name, value: fallback, from: fallback === undefined ? "not set" : "default", isSecret };
}

/** Takes out of a bundle whatever nobody else may have: known secrets in any spelling, and what has the shape of one. */
import type { Config } from "../../../config/config.ts";
import { readEnvFile } from "../../../config/env_file.ts";
import { SETTINGS } from "../../../config/settings.ts";
import type { Setting } from "../../../config/settings/setting.ts";
import { createRedactor } from "../../../core/text.ts";
import { readEnvironment } from "../../kit/terminal.ts";

/** Also of settings that cannot be used, and of a line that another one goes over: each may stand in a log. */
export function collectSecrets(config: Config | undefined, envText: string | undefined): readonly string[] {
  const settings: readonly Setting<unknown>[] = Object.values(SETTINGS);
  const names = settings.filter(({ isSecret }) => isSecret === true).map(({ name }) => name);
  const file = readEnvFile(envText);
  const values = [
    ...names.flatMap((name) => [readEnvironment(name)?.trim(), file.values.get(name)?.value.trim()]),
    ...(config?.origins ?? []).map(({ isSecret, value }) => (isSecret ? value : undefined)),
  ];
  return [...new Set(values.flatMap((value) => value ?? []))].filter((value) => value.length >= 4);
}

const GONE = "[redacted]";

/** Secrets of other programs and of earlier settings, which nobody here knows by their value. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [
    /\b(authorization|x-webai-key|x-signal-action|cookie|set-cookie)(["']?\s*[:=]\s*["']?)[^"'\n,}]+/gi,
    `$1$2${GONE}`,
  ],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${GONE}`],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, `whsec_${GONE}`],
  [/([?&](?:[\w-]*(?:key|token|secret|sig|signature|password|auth)[\w-]*)=)[^&\s"']+/gi, `$1${GONE}`],
  [/("(?:[\w-]*(?:key|token|secret|password))"\s*:\s*")[^"]+/gi, `$1${GONE}`],
  [/\b\d{6,12}:[\w-]{30,}/g, GONE],
];

/** Of each text in a value of plain JSON, however deep. */
export function createBundleRedactor(secrets: readonly string[]): (value: unknown) => unknown {
  const known = createRedactor(secrets);
  const clean = (text: string) => SHAPES.reduce((rest, [shape, to]) => rest.replace(shape, to), known(text));
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), walk(one)]));
  };
  return walk;
}

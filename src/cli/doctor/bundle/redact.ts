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
  const people = [...PEOPLE].flatMap((name) => [readEnvironment(name), file.values.get(name)?.value])
    .flatMap((text) => (text ?? "").match(/\d{5,}/g) ?? []);
  const secrets = values.flatMap((value) => (value === undefined ? [] : toParts(value)));
  return [...new Set([...secrets, ...people])].filter((value) => value.length >= 4);
}

/** Who is told: settings that are no secrets, and still nobody else's business. */
const PEOPLE = ["SIGNAL_V2_TELEGRAM_USERS", "SIGNAL_V2_TELEGRAM_CHATS"] as const;

const LEAST_PART = 12;

/** A secret, and what of it is secret by itself: behind the colon of a bot's token, the path of a secret address. */
function toParts(secret: string): readonly string[] {
  const behind = secret.slice(secret.indexOf(":") + 1);
  const path = URL.canParse(secret) ? new URL(secret).pathname : "";
  return [secret, ...[behind, path].filter((part) => part.length >= LEAST_PART && !part.startsWith("//"))];
}

/** As other programs write a text down: in base64, in hex, escaped for a page, for JSON or for an address. */
export function toOtherSpellings(secret: string): readonly string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = bytes.toBase64({ omitPadding: true });
  const lower = encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  return [
    ...[base64, bytes.toBase64({ alphabet: "base64url", omitPadding: true }), bytes.toHex()],
    ...[lower, encodeURI(secret), secret.replaceAll("/", "\\/")],
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;"),
  ];
}

const GONE = "[redacted]";

/** Secrets of other programs and of earlier settings, which nobody here knows by their value. */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(-----END [A-Z ]+-----|$)/g, GONE],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g, GONE],
  [/\b(gh[opsu]_|github_pat_|xox[abprs]-|sk-|AKIA)[\w-]{10,}/g, `$1${GONE}`],
  [/(hooks?\.[\w.-]+|hc-ping\.com|discord(?:app)?\.com\/api\/webhooks)\/[^\s"']+/gi, `$1/${GONE}`],
  [
    /((?:[\w-]*(?:key|token|secret|passw\w*|passwd|pwd)|비밀번호|암호)["']?\s*[:=]\s*["']?)(?!\[redacted\])[^\s"',;&}]{4,}/gi,
    `$1${GONE}`,
  ],
  [/((?:user|chat|from|person)(?:_?id)?["']?\s*[:=]\s*["']?)-?\d{5,}/gi, `$1${GONE}`],
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
  const known = createRedactor(secrets.flatMap((secret) => [secret, ...toOtherSpellings(secret)]));
  const clean = (text: string) => SHAPES.reduce((rest, [shape, to]) => rest.replace(shape, to), known(text));
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return clean(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [clean(key), walk(one)]));
  };
  return walk;
}

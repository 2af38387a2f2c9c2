/** Words in Latin letters that stand in a Korean text and are not the reader's own business. */

/** Names, codes and units that a Korean investor writes so. */
const ALLOWED: ReadonlySet<string> = new Set([
  ...[
    "AI",
    "API",
    "TLS",
    "HTTP",
    "JSON",
    "CSV",
    "KST",
    "RSI",
    "ID",
    "LAN",
    "OK",
    "USDT",
    "KRW",
    "KRX",
    "BTC",
    "ETH",
  ],
  ...["BotFather", "KODEX", "SDI", "NAVER", "qwen3", "Upbit"],
  // A file, and lines of the log that somebody is sent to look for.
  ...["env", "bot_failed", "bot_refused", "jobs_off"],
]);

/** @param also names and codes that the test itself has put in. */
export function findLatinWords(text: string, also: readonly string[] = []): readonly string[] {
  const bare = also.toSorted((a, b) => b.length - a.length).reduce(
    (left, name) => left.replaceAll(name, " "),
    text,
  )
    .replaceAll(/\{\w+\}/g, " ")
    // What is typed, names of settings, and labels.
    .replaceAll(/(?<![\p{L}\p{N}])\/[a-z_]+/gu, " ")
    .replaceAll(/\bSIGNAL_V2_[A-Z_]+|\bHEARTBEAT_URL\b|\bDENO_CERT\b|\bS-\d{4}-\d{2,}\b/g, " ")
    .replaceAll(/\b\dxx|\b[0-9A-HJKMNP-TV-Z]{26}\b/g, " ")
    .replaceAll(/\b[A-Z0-9]{2,10}\/[A-Z0-9]{2,10}\b/g, " ");
  const words = bare.match(/[A-Za-z][A-Za-z0-9_]+/g) ?? [];
  return words.filter((word) => !ALLOWED.has(word));
}

/** The code by which a person links a chat: told at the terminal, typed or carried by a link, used once. */
import type { LinkRules } from "./bot_store.ts";

/** Without 0, 1, I, L and O, which look alike. */
const LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const CODE_LENGTH = 8;
export const CODE_LASTS_MS = 600_000;

/** Five wrong ones within an hour close the door for an hour. */
export const LINK_RULES: LinkRules = { tries: 5, windowMs: 3_600_000, closedMs: 3_600_000 };

export function createLinkCode(): string {
  let code = "";
  while (code.length < CODE_LENGTH) {
    // Above the last whole round some letters would come more often.
    const [value = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (value < 256 - (256 % LETTERS.length)) code += LETTERS[value % LETTERS.length];
  }
  return code;
}

/** As somebody typed it; `undefined` for what cannot be one. */
export function readLinkCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return code.length === CODE_LENGTH && [...code].every((letter) => LETTERS.includes(letter))
    ? code
    : undefined;
}

/** What is kept of it. */
export async function hashLinkCode(code: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`signal-v2 link ${code}`));
  return new Uint8Array(bytes).toHex();
}

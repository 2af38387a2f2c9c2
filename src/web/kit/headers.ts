/**
 * On every answer: those of hono's `secureHeaders` without HSTS, which on plain http would lock the name out of
 * http for months. Written out, because that middleware takes longer than all the rest of a /health request.
 */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'self'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "origin-agent-cluster": "?1",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-dns-prefetch-control": "off",
  "x-download-options": "noopen",
  "x-frame-options": "SAMEORIGIN",
  "x-permitted-cross-domain-policies": "none",
  "x-xss-protection": "0",
};

const PAGE_POLICY =
  "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/**
 * On pages instead. The referrer policy is `same-origin`, because with `no-referrer` browsers send their own forms
 * with `Origin: null`, which tells them from nobody else's.
 */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON_HEADERS,
  "content-security-policy": PAGE_POLICY,
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
};

/**
 * Of a document that somebody's strategy had a part in: nothing in it runs, asks for anything or leads anywhere, and it
 * has no origin, so that it cannot even read what is ours.
 */
export const REPORT_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'self'; sandbox",
  "x-frame-options": "SAMEORIGIN",
  // Without an origin it can have neither a process nor a group of windows by origin: browsers complain about the one
  // and refuse to open the document alone because of the other.
  "origin-agent-cluster": "?0",
  "cross-origin-opener-policy": "unsafe-none",
};

/** The policy of a page that may have one style element of exactly this hash: `sha256-…`. */
export function toPolicyWithStyle(hash: string): string {
  return `${PAGE_POLICY}; style-src 'self' '${hash}'`;
}

/** What an answer says itself stays: about its policy, or its cache for assets whose address changes with their content. */
export function addCommonHeaders(response: Response): Response {
  const { headers } = response;
  const isPage = headers.get("content-type")?.startsWith("text/html") ?? false;
  for (const [name, value] of Object.entries(isPage ? PAGE_HEADERS : COMMON_HEADERS)) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return response;
}

/** The proxy that the environment names, as the runtime's `fetch` would take it. */

export interface Proxy {
  readonly hostname: string;
  readonly port: number;
  readonly isTls: boolean;
  /** `Basic …`; a secret. */
  readonly authorization: string | undefined;
}

/**
 * @param target `wss:` asks HTTPS_PROXY, `ws:` HTTP_PROXY, both then ALL_PROXY; NO_PROXY lists hosts that are reached
 *   directly, with their subdomains.
 * @param read a variable of the environment.
 * @throws {Error} for a proxy of a kind that cannot be used here.
 */
export function findProxyFor(target: URL, read: (name: string) => string | undefined): Proxy | undefined {
  const names = [target.protocol === "wss:" ? "https_proxy" : "http_proxy", "all_proxy"];
  const readEither = (name: string) => read(name) || read(name.toUpperCase()) || undefined;
  const text = names.map(readEither).find((value) => value !== undefined);
  if (text === undefined || isDirect(target.hostname, readEither("no_proxy") ?? "")) return undefined;
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new Error(
      "streams go through a proxy of the kind http or https only; the environment names another",
    );
  }
  const isTls = url.protocol === "https:";
  const secret = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    hostname: bare(url.hostname),
    port: Number(url.port) || (isTls ? 443 : 80),
    isTls,
    authorization: secret === ":" ? undefined : `Basic ${new TextEncoder().encode(secret).toBase64()}`,
  };
}

/** Without the brackets of an IPv6 address. */
export function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function isDirect(hostname: string, list: string): boolean {
  const host = bare(hostname);
  return list.split(",").map((entry) => entry.trim().toLowerCase().replace(/^\*?\./, "")).some((entry) =>
    entry === "*" || (entry !== "" && (host === entry || host.endsWith(`.${entry}`)))
  );
}

/** The hosts whose certificates the program depends on: of what it asks, and of those who tell. */
import type { Config } from "../../config/config.ts";
import type { Clock } from "../../core/clock.ts";
import { CCXT_VENUES } from "../../exchanges/ccxt/venues.ts";
import type { CertificateSpan } from "../../lib/http/peer_certificate.ts";

export interface WatchedHost {
  /** `nas.example.com`, with the port where it is not the usual one. Never more of an address. */
  readonly name: string;
  readonly hostname: string;
  readonly port: number;
}

/** @throws when the host shows none. */
export type LookAtCertificate = (
  host: WatchedHost,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
) => Promise<CertificateSpan>;

type Watched = Pick<Config, "stockApiUrl" | "markets" | "exchangeUrls" | "notify">;

/** Plain http has none. */
export function toWatchedHosts(
  { stockApiUrl, markets, exchangeUrls, notify }: Watched,
): readonly WatchedHost[] {
  const exchanges = [...new Set(markets.map(({ exchange }) => exchange))];
  const addresses = [
    stockApiUrl,
    ...exchanges.flatMap((id) => {
      const venue = CCXT_VENUES.find((known) => known.id === id);
      const set = exchangeUrls[id];
      return [set?.rest ?? venue?.restUrl, set?.stream ?? venue?.stream?.url];
    }),
    notify.telegram?.url,
    notify.office?.url,
  ];
  const hosts = addresses.flatMap((address) => address === undefined ? [] : toHost(address));
  return [...new Map(hosts.map((host) => [host.name, host])).values()];
}

function toHost(address: string): readonly WatchedHost[] {
  const { protocol, hostname, port } = new URL(address);
  if (protocol !== "https:" && protocol !== "wss:") return [];
  const bare = hostname.replace(/^\[|\]$/g, "");
  return [{
    name: port === "" ? hostname : `${hostname}:${port}`,
    hostname: bare,
    port: Number(port || 443),
  }];
}

/** Where a browser finds the pages. */
export interface PageAddresses {
  /** On this machine. */
  readonly here: string;
  /** On another one, the likeliest first; empty when none can get here. */
  readonly elsewhere: readonly string[];
  /** Other machines can get here, at addresses that the system did not tell. */
  readonly isUnknownElsewhere: boolean;
}

export interface NetworkAddress {
  /** Of the interface: `eth0`, `Wi-Fi`. */
  readonly name: string;
  readonly address: string;
}

/** Bridges and tunnels of containers, virtual machines and VPNs: rarely the way from the phone beside it. */
const BESIDE_THE_WAY = /^(docker|br-|veth|virbr|vmnet|vbox|vEthernet|utun|tun|tap|wg|tailscale|zt)/i;

/**
 * @param url of the listener, for this machine.
 * @param bound the address it is bound to; `0.0.0.0` and `::` are all of them.
 * @param readAddresses asked only when it listens on all; `undefined` when the system does not tell.
 */
export function toPageAddresses(
  { url, bound }: { readonly url: string; readonly bound: string },
  readAddresses: () => readonly NetworkAddress[] | undefined,
): PageAddresses {
  const here = `${url}/`;
  const none = { here, elsewhere: [], isUnknownElsewhere: false };
  if (/^127\./.test(bound) || bound === "::1") return none;
  if (bound !== "0.0.0.0" && bound !== "::") return { ...none, elsewhere: [here] };
  const { port } = new URL(url);
  const found = (readAddresses() ?? []).filter(({ address }) => isReachable(address, bound === "::"));
  const ordered = found.toSorted((a, b) => rank(a) - rank(b));
  const elsewhere = ordered.map(({ address }) => `http://${inUrl(address)}:${port}/`);
  return { here, elsewhere, isUnknownElsewhere: elsewhere.length === 0 };
}

/** `undefined` without the right to ask, or where the system refuses it (systemd's filter does). */
export function readNetworkAddresses(): readonly NetworkAddress[] | undefined {
  try {
    return Deno.networkInterfaces().map(({ name, address }) => ({ name, address }));
  } catch {
    return undefined;
  }
}

/** Not loopback and not link-local: those mean another machine to whoever types them. */
function isReachable(address: string, withIpv6: boolean): boolean {
  if (address.includes(":")) return withIpv6 && address !== "::1" && !/^(fe[89ab]|::$)/i.test(address);
  return !/^(127|169\.254|0)\./.test(address);
}

function rank({ name, address }: NetworkAddress): number {
  return (BESIDE_THE_WAY.test(name) ? 2 : 0) + (address.includes(":") ? 1 : 0);
}

const inUrl = (address: string) => address.includes(":") ? `[${address}]` : address;

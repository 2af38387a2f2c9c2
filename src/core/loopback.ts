/** @param host a name or an address as in a setting or a URL; IPv6 may have its brackets. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** RFC 1918, link-local, carrier-grade NAT (used by home VPNs), unique local IPv6, mDNS names and bare names. */
export function isPrivateHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (name.includes(":")) return /^(f[cd][0-9a-f]{2}|fe80):/.test(name);
  if (name.endsWith(".local") || !name.includes(".")) return true;
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(name)) return false;
  return /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/
    .test(name);
}

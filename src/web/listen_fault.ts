import { toErrorText } from "../core/errors.ts";

/** Below it, most systems let nobody listen but root. */
const FIRST_FREE_PORT = 1_024;

/** Why an address cannot be listened on, and what to do, for a start and for whoever tries beforehand. */
export interface ListenFault {
  readonly kind: "in_use" | "not_allowed" | "refused" | "no_address";
  readonly problem: string;
  readonly fix: string;
}

/** @param error what the runtime threw. */
export function toListenFault(
  error: unknown,
  { host, port }: { readonly host: string; readonly port: number },
): ListenFault {
  if (error instanceof Deno.errors.AddrInUse) {
    return {
      kind: "in_use",
      problem: `port ${port} on ${host} is in use by another program`,
      fix: "stop that one or set SIGNAL_V2_PORT to a free port",
    };
  }
  if (error instanceof Deno.errors.NotCapable) {
    return {
      kind: "not_allowed",
      problem: `this program may not listen on ${host}:${port}`,
      fix: `start it with --allow-net=${host}:${port}`,
    };
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return {
      kind: "refused",
      problem: port < FIRST_FREE_PORT
        ? `the system keeps port ${port} for root, as all ports below ${FIRST_FREE_PORT}`
        : `the system does not let this program listen on port ${port}, which may be reserved`,
      fix: port < FIRST_FREE_PORT
        ? `set SIGNAL_V2_PORT to a higher one like 8001; a proxy in front can answer on ${port}`
        : "set SIGNAL_V2_PORT to another one",
    };
  }
  return {
    kind: "no_address",
    problem: `${host}:${port} cannot be listened on: ${toErrorText(error)}`,
    fix: "check SIGNAL_V2_HOST",
  };
}

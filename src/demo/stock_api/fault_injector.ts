import type { Clock } from "../../core/clock.ts";
import { kstDayOf } from "../../core/kst.ts";
import { type DayFault, type Endpoint, type FaultEffect, faultsAt } from "./day.ts";

/** What happens to one request, in two places. */
export interface Treatment {
  /** Waits if it has to; a response from here is sent in place of the real one. */
  readonly before: (ended: AbortSignal) => Promise<Response | undefined>;
  readonly after: (response: Response) => Promise<Response>;
}

/** Decides which fault of the script hits which request, and remembers the ones that hit only once. */
export interface FaultInjector {
  /** Called once per request that carries a good key; `undefined` leaves it alone. */
  take(endpoint: Endpoint): Treatment | undefined;
  /** Whether no connection is served now. */
  isOut(): boolean;
  /** How old the data of an endpoint is now; 0 is as it should be. */
  dataAgeMs(endpoint: Endpoint): number;
}

const LOGIN_PAGE = `<!doctype html>
<html lang="ko"><head><title>로그인 - 홈 서버 (모의)</title></head>
<body><form method="post" action="/login"><input name="user"><input name="password" type="password">
<button>로그인</button></form></body></html>
`;

export function createFaultDesk(options: {
  clock: Clock;
  faults: readonly DayFault[];
  onFault: ((fault: DayFault) => void) | undefined;
}): FaultInjector {
  const { clock, faults, onFault } = options;
  const seen = new Set<string>();
  const isFirst = (key: string) => {
    const before = seen.size;
    return seen.add(key).size > before;
  };
  const inForce = (endpoint: Endpoint) =>
    faultsAt(clock.now(), faults).filter((fault) => fault.endpoints.includes(endpoint));

  const tell = (fault: DayFault) => {
    if (isFirst(`${kstDayOf(clock.now())} ${fault.id}`)) onFault?.(fault);
  };

  return {
    take(endpoint) {
      const day = kstDayOf(clock.now());
      const fault = inForce(endpoint).find(({ once, id }) => !once || isFirst(`${day} ${id} ${endpoint}`));
      if (fault === undefined) return undefined;
      tell(fault);
      return {
        before: (ended) => insteadOf(fault.effect, { clock, ended }),
        after: fault.effect.kind === "cut_body" ? cutInHalf : keep,
      };
    },
    isOut() {
      const outage = faultsAt(clock.now(), faults).find(({ effect }) => effect.kind === "outage");
      if (outage !== undefined) tell(outage);
      return outage !== undefined;
    },
    dataAgeMs(endpoint) {
      const ages = inForce(endpoint).map(({ effect }) => effect.kind === "old_data" ? effect.ageMs : 0);
      return Math.max(0, ...ages);
    },
  };
}

async function insteadOf(
  effect: FaultEffect,
  options: { clock: Clock; ended: AbortSignal },
): Promise<Response | undefined> {
  switch (effect.kind) {
    case "status": {
      const headers: Record<string, string> = effect.retryAfterS === undefined
        ? {}
        : { "Retry-After": String(effect.retryAfterS) };
      return Response.json({ detail: "Simulated fault" }, { status: effect.status, headers });
    }
    case "login_page":
      return new Response(LOGIN_PAGE, { headers: { "Content-Type": "text/html; charset=utf-8" } });
    case "error_payload":
      return Response.json({ error: "simulated: the screener could not load its universe" });
    case "slow":
      await options.clock.sleep(effect.delayMs, options.ended);
      return undefined;
    case "cut_body":
    case "old_data":
    case "outage":
      return undefined;
  }
}

function keep(response: Response): Promise<Response> {
  return Promise.resolve(response);
}

/**
 * Promises the whole body and ends after half of it: Deno then closes the connection, and the client gets
 * `TypeError: error reading a body from connection`. A stream that fails instead would do the same to the
 * client but print its stack on our stderr.
 */
async function cutInHalf(response: Response): Promise<Response> {
  const whole = new Uint8Array(await response.arrayBuffer());
  const half = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(whole.slice(0, Math.floor(whole.length / 2)));
      controller.close();
    },
  });
  const headers = new Headers(response.headers);
  headers.set("Content-Length", String(whole.length));
  return new Response(half, { status: response.status, headers });
}

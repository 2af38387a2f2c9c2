import type { Clock } from "../../core/clock.ts";

/** So long without another failed accept, and the trouble is over. */
const CALM_MS = 60_000;
/** After an accept that failed, and then twice as long each time. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
/** So many callers in a row who left before they were taken, and everything else gets a turn. */
const MOST_GONE_IN_A_ROW = 100;
const BREATH_MS = 5;

/** What the system says when it has nothing left to take a connection with; in Linux also as a number. */
const SHORTAGES: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"]);
const SHORTAGE_TEXT = /\(os error (12|23|24|105)\)$/;

export interface AcceptEvents {
  acceptFailed(facts: { error: unknown; connections: number }): void;
  acceptRecovered(facts: { failures: number }): void;
  /** One caller left before it was taken; told for the 1st, 10th, 100th and so on until there is none for a minute. */
  callersLeft(facts: { error: unknown; count: number }): void;
}

export interface AcceptParts<T> {
  readonly accept: () => Promise<T>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Does not wait for anybody. */
  readonly take: (accepted: T) => void;
  /** Closes some connections. @returns how many there were. */
  readonly giveBack: () => number;
  readonly events: AcceptEvents;
}

/**
 * Goes on whatever happens to one connection. Only a system that has nothing left is given time; that trouble is told
 * once, and so is its end.
 */
export async function acceptAll<T>(parts: AcceptParts<T>): Promise<void> {
  const { accept, clock, signal, take, giveBack, events } = parts;
  let failures = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let failedAtMs = 0;
  const gone = { count: 0, inARow: 0, atMs: 0 };
  while (!signal.aborted) {
    try {
      take(await accept());
      pauseMs = FIRST_PAUSE_MS;
      gone.inARow = 0;
      if (failures === 0 || clock.monotonic() - failedAtMs < CALM_MS) continue;
      events.acceptRecovered({ failures });
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      const nowMs = clock.monotonic();
      if (isShortage(error)) {
        failedAtMs = nowMs;
        const connections = giveBack();
        if (failures++ === 0) events.acceptFailed({ error, connections });
        await clock.sleep(pauseMs, signal).catch(() => {});
        pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        continue;
      }
      gone.count = nowMs - gone.atMs < CALM_MS ? gone.count + 1 : 1;
      gone.atMs = nowMs;
      if (isPowerOfTen(gone.count)) events.callersLeft({ error, count: gone.count });
      if (++gone.inARow % MOST_GONE_IN_A_ROW === 0) await clock.sleep(BREATH_MS, signal).catch(() => {});
    }
  }
}

/** Everything else is about one caller: it was gone (`ENOTCONN`, `ECONNABORTED`), or a firewall would not have it. */
function isShortage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return SHORTAGES.has("code" in error ? error.code : undefined) || SHORTAGE_TEXT.test(error.message);
}

function isPowerOfTen(count: number): boolean {
  return /^10*$/.test(String(count));
}

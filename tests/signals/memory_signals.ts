/** The memory of signals as plain objects of one process: it says by itself what the rules are. */
import type { Clock } from "../../src/core/clock.ts";
import { DAY_MS, HOUR_MS } from "../../src/core/kst.ts";
import { readSignalKey } from "../../src/signals/dedup/signal_key.ts";
import type {
  Claim,
  ClaimEnd,
  ClaimRequest,
  SignalName,
  SignalRow,
  SignalStore,
} from "../../src/signals/signal_store.ts";

type Pair = { -readonly [Name in keyof SignalRow]: SignalRow[Name] };

export class MemorySignals implements SignalStore {
  readonly #clock: Clock;
  readonly #pairs = new Map<string, Pair>();
  #won = 0;
  #lost = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  claim(owner: string, request: ClaimRequest): Promise<Claim | undefined> {
    return new Promise((resolve) => resolve(this.#claim(owner, request)));
  }

  #claim(owner: string, request: ClaimRequest): Claim | undefined {
    const key = readSignalKey(request.ticker, request.action);
    const nowMs = this.#clock.now();
    const { withinHours = 24, leaseMs = 300_000, confidence, actor } = request;
    const pair = this.#pairs.get(nameOf(owner, key)) ?? { ...key, state: "claimed" };
    if (isRecent(pair, { nowMs, windowMs: withinHours * HOUR_MS })) {
      this.#lost++;
      return undefined;
    }
    const id = crypto.randomUUID();
    const leaseUntilMs = nowMs + leaseMs;
    const open = { claimId: id, claimedAtMs: nowMs, leaseUntilMs, actor };
    this.#pairs.set(nameOf(owner, key), {
      ...closed(pair),
      ...open,
      ...(confidence === undefined ? {} : { claimConfidence: confidence }),
    });
    this.#won++;
    return { id, ...key, claimedAtMs: nowMs, leaseUntilMs };
  }

  confirm(owner: string, { claimId, actor }: ClaimEnd): Promise<boolean> {
    const [name, pair] = this.#find(owner, claimId);
    if (name === undefined || pair === undefined) return Promise.resolve(false);
    if (pair.leaseUntilMs === undefined) return Promise.resolve(true);
    const confidence = pair.claimConfidence;
    const { confidence: _old, ...rest } = closed(pair);
    const lastSentMs = Math.max(pair.lastSentMs ?? 0, this.#clock.now());
    const sent = { lastSentMs, claimId, actor };
    this.#pairs.set(name, { ...rest, ...sent, ...(confidence === undefined ? {} : { confidence }) });
    return Promise.resolve(true);
  }

  release(owner: string, { claimId, actor }: ClaimEnd): Promise<boolean> {
    const [name, pair] = this.#find(owner, claimId);
    if (name === undefined || pair?.leaseUntilMs === undefined) return Promise.resolve(false);
    if (pair.lastSentMs === undefined) this.#pairs.delete(name);
    else this.#pairs.set(name, { ...closed(pair), actor });
    return Promise.resolve(true);
  }

  isRecent(owner: string, { withinHours = 24, ...name }: Parameters<SignalStore["isRecent"]>[1]) {
    const pair = this.#pairs.get(nameOf(owner, readSignalKey(name.ticker, name.action)));
    const asked = { nowMs: this.#clock.now(), windowMs: withinHours * HOUR_MS };
    return Promise.resolve(pair !== undefined && isRecent(pair, asked));
  }

  record(owner: string, sent: Parameters<SignalStore["record"]>[1]): Promise<void> {
    const key = readSignalKey(sent.ticker, sent.action);
    const pair = this.#pairs.get(nameOf(owner, key)) ?? { ...key, state: "sent" };
    const { confidence, actor } = sent;
    this.#pairs.set(nameOf(owner, key), { ...pair, lastSentMs: this.#clock.now(), confidence, actor });
    return Promise.resolve();
  }

  forget(owner: string, { ticker, action }: SignalName): Promise<boolean> {
    return Promise.resolve(this.#pairs.delete(nameOf(owner, readSignalKey(ticker, action))));
  }

  list(owner: string, { limit }: { readonly limit: number }): Promise<readonly SignalRow[]> {
    const nowMs = this.#clock.now();
    const latest = (row: SignalRow) => Math.max(row.claimedAtMs ?? 0, row.lastSentMs ?? 0);
    const rows = [...this.#pairs].filter(([name]) => name.startsWith(`${owner} `)).map(([, pair]) => pair);
    const sorted = rows.toSorted((a, b) => latest(b) - latest(a) || (a.ticker < b.ticker ? -1 : 1));
    return Promise.resolve(sorted.slice(0, limit).map((pair) => ({ ...pair, state: stateOf(pair, nowMs) })));
  }

  counts() {
    return { claimsWon: this.#won, claimsLost: this.#lost };
  }

  #find(owner: string, claimId: string): readonly [string, Pair] | readonly [] {
    return [...this.#pairs].find(([name, pair]) =>
      name.startsWith(`${owner} `) && pair.claimId === claimId
    ) ?? [];
  }
}

function nameOf(owner: string, { ticker, action }: SignalName): string {
  return `${owner} ${ticker} ${action}`;
}

function closed(
  { claimId: _id, claimConfidence: _c, claimedAtMs: _at, leaseUntilMs: _until, ...rest }: Pair,
): Pair {
  return rest;
}

function isRecent(pair: Pair, { nowMs, windowMs }: { nowMs: number; windowMs: number }): boolean {
  const { lastSentMs = -Infinity, leaseUntilMs = 0 } = pair;
  return lastSentMs > nowMs - windowMs || (leaseUntilMs > nowMs && leaseUntilMs <= nowMs + DAY_MS);
}

function stateOf({ leaseUntilMs }: Pair, nowMs: number): SignalRow["state"] {
  return leaseUntilMs === undefined ? "sent" : leaseUntilMs > nowMs ? "claimed" : "abandoned";
}

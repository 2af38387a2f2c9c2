/** What one run leaves to the next: written while it goes on, read at the start. */
import type { Clock } from "../core/clock.ts";
import { UpstreamError } from "../core/errors.ts";
import { nowOf, type Stamp, stampOfPast } from "../core/stamp.ts";
import type { Events } from "../telemetry/events.ts";
import type { SilenceTimes } from "./client/host_silence.ts";
import { type ReadBody, readBody } from "./client/json_body.ts";
import { createKeyStriker, type KeyStriker } from "./client/key_striker.ts";
import type { StockClient } from "./client/stock_client.ts";
import type { StockHistory } from "./history/start_history.ts";
import type { PollState } from "./poll/state.ts";
import type { StockSettings } from "./settings.ts";
import type { JsonObject, Source } from "./sources/source.ts";
import type { StockStore } from "./stock_store.ts";

export interface EarlierRunParts {
  readonly sources: readonly Source[];
  readonly config: Pick<StockSettings, "stockApi">;
  readonly runtime: { readonly clock: Clock };
  readonly store: StockStore;
  readonly events: Events;
}

/** Nothing is waited for; a write that failed is told. */
export function createKeep(
  { store, events }: Pick<EarlierRunParts, "store" | "events">,
  history: StockHistory | undefined,
): (source: string, answer: { readonly data: JsonObject; readonly fetched: Stamp }) => void {
  return (source, { data, fetched: { atMs: fetchedAtMs } }) => {
    store.snapshots.save(source, { payloadText: JSON.stringify(data), fetchedAtMs })
      .catch((error) => events.snapshotNotKept({ source, error }));
    history?.keep(source, { data, fetchedAtMs });
  };
}

/** Under the address that asked: another home server has asked for nothing. */
export function createSilenceKeeper(
  { config: { stockApi }, store }: Pick<EarlierRunParts, "config" | "store">,
): (silence: SilenceTimes | undefined) => void {
  return (silence) => {
    if (stockApi === undefined) return;
    // The store tells of a write that failed.
    store.silences.save(hostOf(stockApi), silence).catch(() => {});
  };
}

/**
 * What an earlier run had seen, with its own times. Its answers go through the same door as new ones: a version before
 * this one may have kept what this one does not take.
 */
export async function restoreEarlierRun(
  parts: EarlierRunParts,
  { state, client }: { readonly state: PollState; readonly client: StockClient },
): Promise<void> {
  const { sources, config: { stockApi }, store, runtime: { clock }, events } = parts;
  const [failures, snapshots, silence] = await Promise.all([
    store.failures.loadAll(),
    store.snapshots.loadAll(),
    stockApi === undefined ? undefined : store.silences.load(hostOf(stockApi)),
  ]);
  if (silence !== undefined) client.restoreSilence(silence);
  for (const [sourceId, failure] of failures) state.restoreFailure(sourceId, failure);
  const strike = createKeyStriker(stockApi?.apiKey ?? "");
  const keep = createKeep(parts, undefined);
  for (const { sourceId, fetchedAtMs, payloadText } of snapshots) {
    const known = sources.find(({ id }) => id === sourceId);
    if (known === undefined) continue;
    const body = readKept(payloadText, strike);
    if (body instanceof UpstreamError) {
      events.snapshotUnusable({ source: sourceId, reason: body.message });
      continue;
    }
    const { data, hadKey } = body;
    if (hadKey) keep(sourceId, { data, fetched: { atMs: fetchedAtMs } });
    const fetched = stampOfPast(fetchedAtMs, nowOf(clock));
    state.restore(sourceId, { data, fetched });
    client.restore(known.request(), { data, fetched });
  }
}

function hostOf({ baseUrl }: { readonly baseUrl: string }): string {
  return new URL(baseUrl).host;
}

function readKept(payloadText: string, strike: KeyStriker): ReadBody | UpstreamError {
  try {
    return readBody(payloadText, strike);
  } catch (error) {
    if (error instanceof UpstreamError) return error;
    throw error;
  }
}

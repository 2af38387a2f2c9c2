import type { Context, Hono } from "hono";
import type { ChangeNotifier } from "../../core/change_notifier.ts";
import type { Clock } from "../../core/clock.ts";
import type { Guard } from "../access/guard.ts";
import { problem } from "../kit/problem.ts";
import type { LiveNotes } from "./live_notes.ts";
import { API } from "./v1/routes.ts";

export const MOST_CLIENTS = 20;
const HEARTBEAT_MS = 15_000;
/** Between two broadcasts: at most four a second, however fast the demo's clock runs. */
const BROADCAST_GAP_MS = 250;
/** Prices change all the time; two pictures a second are what eyes can use. */
const MARKET_GAP_MS = 500;
/** What a client may leave unread. An event has some 60 bytes, so whoever is this far behind is gone. */
const MOST_UNREAD_BYTES = 64 * 1024;
const FULL_RETRY_S = 30;
const RETRY_LINE = "retry: 3000\n\n";

type Client = ReadableStreamDefaultController<Uint8Array>;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // A proxy that collects the answer before it passes it on would hold every event back.
  "x-accel-buffering": "no",
};

/**
 * Tells every open page that there is something new; what it is the page asks for itself. One subscription and
 * one heartbeat serve all clients, and neither runs a timer while nobody listens.
 */
export class EventStream {
  readonly #clock: Clock;
  readonly #clients = new Set<Client>();
  readonly #closing = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #unsubscribeMarket: (() => void) | undefined;
  readonly #unsubscribeNotes: (() => void) | undefined;
  /** Ends the heartbeat when the last client leaves. */
  #heartbeat: AbortController | undefined;
  /** Begins at the hour of the start, so that an id of an earlier process is never taken for a current one. */
  #version: number;
  #lastBroadcastMs = -Infinity;
  #isBroadcastDue = false;
  #lastMarketMs = -Infinity;
  #isMarketDue = false;

  /**
   * @param clock the real one also in the demo: connections are real.
   * @param more.market told as events of their own, so that pages without prices do not care.
   * @param more.notes told as events with the name of their topic, each at once and to all.
   */
  constructor(
    changes: ChangeNotifier,
    clock: Clock,
    more: { readonly market?: ChangeNotifier | undefined; readonly notes?: LiveNotes | undefined } = {},
  ) {
    this.#clock = clock;
    this.#version = clock.now();
    this.#unsubscribe = changes.subscribe(() => this.#onChange());
    this.#unsubscribeMarket = more.market?.subscribe(() => this.#onMarketChange());
    this.#unsubscribeNotes = more.notes?.subscribe(({ topic, facts }) =>
      this.#sendToAll(toEvent(topic, facts))
    );
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Of the newest event. */
  get version(): number {
    return this.#version;
  }

  get isFull(): boolean {
    return this.#clients.size >= MOST_CLIENTS;
  }

  /**
   * @param lastEventId what the client saw last; it is told at once unless that is the newest.
   * @returns `undefined` when there are too many clients or the program is stopping.
   */
  open(lastEventId: string | undefined): Response | undefined {
    if (this.isFull || this.#closing.signal.aborted) return undefined;
    let client: Client | undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        client = controller;
        this.#admit(controller, lastEventId);
      },
      // Deno calls this when the connection is gone. `request.signal` would do too, but prints a warning.
      cancel: () => {
        if (client !== undefined) this.#forget(client);
      },
    }, new ByteLengthQueuingStrategy({ highWaterMark: MOST_UNREAD_BYTES }));
    return new Response(body, { headers: HEADERS });
  }

  /** Says goodbye and ends every stream: `server.shutdown()` would wait for them without end. */
  close(): void {
    this.#unsubscribe();
    this.#unsubscribeMarket?.();
    this.#unsubscribeNotes?.();
    this.#closing.abort();
    for (const client of [...this.#clients]) {
      this.#send(client, toEvent("bye", {}));
      // A client that was too slow for the goodbye is gone already.
      if (this.#clients.has(client)) client.close();
      this.#forget(client);
    }
  }

  #admit(client: Client, lastEventId: string | undefined): void {
    this.#clients.add(client);
    const isCurrent = lastEventId === String(this.#version);
    this.#send(client, isCurrent ? RETRY_LINE : RETRY_LINE + this.#toStateEvent());
    this.#startHeartbeat();
  }

  #onChange(): void {
    if (this.#isBroadcastDue) return;
    const waitMs = this.#lastBroadcastMs + BROADCAST_GAP_MS - this.#clock.monotonic();
    if (waitMs <= 0) return this.#broadcast();
    this.#isBroadcastDue = true;
    this.#clock.sleep(waitMs, this.#closing.signal).then(() => this.#broadcast(), () => {});
  }

  #broadcast(): void {
    this.#isBroadcastDue = false;
    this.#lastBroadcastMs = this.#clock.monotonic();
    this.#version++;
    this.#sendToAll(this.#toStateEvent());
  }

  #onMarketChange(): void {
    if (this.#isMarketDue || this.#clients.size === 0) return;
    const waitMs = this.#lastMarketMs + MARKET_GAP_MS - this.#clock.monotonic();
    if (waitMs <= 0) return this.#tellMarket();
    this.#isMarketDue = true;
    this.#clock.sleep(waitMs, this.#closing.signal).then(() => this.#tellMarket(), () => {});
  }

  /** Without an id: whoever missed one learns everything by the next. */
  #tellMarket(): void {
    this.#isMarketDue = false;
    this.#lastMarketMs = this.#clock.monotonic();
    this.#sendToAll(toEvent("market", {}));
  }

  #toStateEvent(): string {
    return toEvent("state", { version: this.#version }, this.#version);
  }

  #startHeartbeat(): void {
    if (this.#heartbeat !== undefined) return;
    const ending = new AbortController();
    this.#heartbeat = ending;
    const beat = async () => {
      while (!ending.signal.aborted) {
        await this.#clock.sleep(HEARTBEAT_MS, ending.signal);
        // An event and no comment: the page's script notices by its absence that the connection is dead.
        this.#sendToAll(toEvent("heartbeat", { version: this.#version }));
      }
    };
    beat().catch((error) => {
      if (!ending.signal.aborted) throw error;
    });
  }

  #sendToAll(text: string): void {
    for (const client of [...this.#clients]) this.#send(client, text);
  }

  #send(client: Client, text: string): void {
    const bytes = new TextEncoder().encode(text);
    if ((client.desiredSize ?? 0) >= bytes.length) return client.enqueue(bytes);
    this.#forget(client);
    // An end and no error, which Deno would print with its stack. The browser connects anew by itself.
    client.close();
  }

  #forget(client: Client): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    this.#heartbeat?.abort();
    this.#heartbeat = undefined;
  }
}

function toEvent(name: string, data: Readonly<Record<string, unknown>>, id?: number): string {
  const idLine = id === undefined ? "" : `id: ${id}\n`;
  return `event: ${name}\n${idLine}data: ${JSON.stringify(data)}\n\n`;
}

/** Strangers learn nothing here, and foreign pages may not take the places of our own. */
export function addEvents(web: Hono, { guard, stream }: { guard: Guard; stream: EventStream }): void {
  for (const path of ["/events", `${API}/events`]) {
    web.get(path, guard.ownPages, guard.data, (context) => {
      // A HEAD is answered with the head of the GET, whose stream nobody would ever end.
      if (context.req.raw.method === "HEAD") return context.body(null, 200, HEADERS);
      return stream.open(context.req.header("last-event-id")) ?? refuseFull(context);
    });
  }
}

function refuseFull(context: Context): Response {
  context.header("retry-after", String(FULL_RETRY_S));
  return problem(context, {
    status: 503,
    code: "too_many_pages",
    title: "Too many open pages",
    detail:
      `Live updates serve at most ${MOST_CLIENTS} pages at once; close one, or reload this one by hand.`,
  });
}

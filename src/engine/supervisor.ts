/** Follows the table of strategies: starts, stops and changes each one without touching another. */
import type { Candle } from "../core/candle.ts";
import type { EngineOptions } from "./deps.ts";
import type { StoredSession } from "./session/saved_session.ts";
import type { StrategyRow, WantedStrategy } from "./strategy_store.ts";
import { StartQueue } from "./start_queue.ts";
import { StrategySession } from "./session/session.ts";

/** What is stored of strategies, in memory. */
export interface StoredStrategies {
  /** Brings what is stored of these into memory. Never rejects. */
  read(ids: readonly string[]): Promise<void>;
  storedOf(id: string): StoredSession | undefined;
  forget(id: string): void;
}

export interface SupervisorOptions {
  readonly engine: EngineOptions;
  readonly stored: StoredStrategies;
  /** What is in the table, after each change of it. */
  readonly onRows: (rows: readonly StrategyRow[]) => void;
  /** A strategy changed its state or worked a candle. */
  readonly onChange: (session: StrategySession) => void;
  /** Once at each look at the table, for what must be said also while nothing happens. */
  readonly onLook: (session: StrategySession) => void;
}

interface Place {
  session: StrategySession;
  /** What it was started with; another text is a wish for another start. */
  wish: string;
  /** A change that is under way; the next one waits for it. */
  changing: Promise<void> | undefined;
}

/** Between looks at the table, in real time. */
const LOOK_EVERY_MS = 1_000;

export class StrategySupervisor implements AsyncDisposable {
  readonly starts: StartQueue;
  readonly #options: SupervisorOptions;
  readonly #places = new Map<string, Place>();
  readonly #closing = new AbortController();
  #rows: readonly WantedStrategy[] = [];
  #seenChanges: number | undefined;
  #looking: Promise<void> = Promise.resolve();
  #watching: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.starts = new StartQueue(options.engine.cores);
  }

  /** The rows of the table as they were seen last. */
  get rows(): readonly WantedStrategy[] {
    return this.#rows;
  }

  /** Looks at the table once, and from then on each second. */
  async start(): Promise<void> {
    await this.poke();
    this.#watching ??= this.#watch();
  }

  /** Looks at the table at once; one look after the other. Never rejects. */
  poke(): Promise<void> {
    const { events } = this.#options.engine;
    this.#looking = this.#looking.then(() => this.#look()).catch((error) =>
      events.failed({ what: "the table of strategies cannot be followed", error })
    );
    return this.#looking;
  }

  sessionOf(id: string): StrategySession | undefined {
    return this.#places.get(id)?.session;
  }

  /** Hands a closed 1-minute candle to every strategy of its market. */
  push(market: { readonly exchange: string; readonly symbol: string }, candle: Candle): void {
    for (const { session } of this.#places.values()) {
      const { exchange, symbol } = session.row;
      if (symbol === market.symbol && exchange === market.exchange) session.push(candle);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    await this.#looking;
    await Promise.all([...this.#places.values()].map(({ session }) => session[Symbol.asyncDispose]()));
    await Promise.all([...this.#places.values()].map(({ changing }) => changing));
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.poke();
      for (const { session } of this.#places.values()) this.#options.onLook(session);
      await this.#options.engine.realClock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { engine: { owner, store: { table }, events }, stored } = this.#options;
    try {
      const changes = await table.changeCount();
      if (changes === this.#seenChanges) return;
      const rows = await table.list(owner);
      this.#options.onRows(rows);
      // A row without a session may have been removed and added again under the same id.
      await stored.read(rows.map(({ id }) => id).filter((id) => !this.#places.has(id)));
      this.#rows = rows;
      this.#seenChanges = changes;
    } catch (error) {
      events.failed({ what: "the table of strategies cannot be read", error });
      return;
    }
    if (!this.#closing.signal.aborted) this.#follow();
  }

  #follow(): void {
    const wanted = new Map(this.#rows.map((row) => [row.id, row]));
    for (const row of this.#sorted()) this.#followOne(row);
    for (const [id, place] of this.#places) {
      if (!wanted.has(id)) this.#change(place, () => this.#drop(id, place));
    }
  }

  /** Those with an open position first: nobody watches it until they run. */
  #sorted(): readonly WantedStrategy[] {
    const holds = new Map(this.#rows.map((row) => [row.id, this.#holdsPosition(row)]));
    return this.#rows.toSorted((a, b) => Number(holds.get(b.id)) - Number(holds.get(a.id)));
  }

  #followOne(row: WantedStrategy): void {
    const place = this.#places.get(row.id);
    const wish = toWish(row);
    if (place === undefined) {
      if (row.isActive) this.#create(row, wish);
      else if (row.onStop === "close" && this.#holdsPosition(row, { unlessStopped: true })) {
        this.#create(row, wish, true);
      }
      return;
    }
    if (!row.isActive) {
      if (place.wish === STOPPING) return;
      place.wish = STOPPING;
      this.#change(place, () => Promise.resolve(place.session.stop(row.onStop)));
      return;
    }
    if (place.wish === wish) return;
    place.wish = wish;
    this.#change(place, async () => {
      await place.session[Symbol.asyncDispose]();
      if (this.#closing.signal.aborted || place.wish !== wish) return;
      // It may have been removed, and added again before that was over.
      this.#places.set(row.id, place);
      place.session = this.#createSession(row, false);
    });
  }

  #create(row: WantedStrategy, wish: string, isClosing = false): void {
    const place: Place = {
      session: this.#createSession(row, isClosing),
      wish: isClosing ? STOPPING : wish,
      changing: undefined,
    };
    this.#places.set(row.id, place);
  }

  #createSession(row: WantedStrategy, isClosing: boolean): StrategySession {
    const { engine, onChange } = this.#options;
    return new StrategySession({
      row,
      engine,
      starts: this.starts,
      onChange,
      onOver: (session) => {
        const place = this.#places.get(row.id);
        if (place?.session === session && place.wish === STOPPING) this.#places.delete(row.id);
        // It may have been started again while it ended.
        this.#seenChanges = undefined;
      },
    }, isClosing);
  }

  async #drop(id: string, place: Place): Promise<void> {
    place.wish = STOPPING;
    await place.session[Symbol.asyncDispose]();
    this.#places.delete(id);
    this.#options.stored.forget(id);
  }

  #change(place: Place, work: () => Promise<void>): void {
    const before = place.changing ?? Promise.resolve();
    const changing = before.then(work).catch((error) =>
      this.#options.engine.events.failed({ what: `${place.session.row.id} could not be changed`, error })
    );
    place.changing = changing;
    void changing.then(() => {
      if (place.changing === changing) place.changing = undefined;
    });
  }

  #holdsPosition({ id }: WantedStrategy, { unlessStopped = false } = {}): boolean {
    const stored = this.#options.stored.storedOf(id);
    if (stored === undefined || (unlessStopped && stored.saved.isStopped)) return false;
    return stored.saved.paper.positions.length > 0;
  }
}

const STOPPING = "stopping";

/** What a strategy is started with. How it is to be stopped matters only then. */
function toWish(row: WantedStrategy): string {
  const { kind, exchange, symbol, timeframe, params, money, startAskedAtMs } = row;
  return JSON.stringify([kind, exchange, symbol, timeframe, params, money, startAskedAtMs]);
}

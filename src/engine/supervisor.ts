/** Follows the table of strategies: starts, stops and changes each one without touching another. */
import type { Candle } from "../core/candle.ts";
import type { EngineOptions } from "./deps.ts";
import type { StoredSession } from "./session/saved_session.ts";
import type { StrategyRow, WantedStrategy } from "./strategy_store.ts";
import { StartQueue } from "./start_queue.ts";
import { StrategySession } from "./session/session.ts";

/** What is stored of strategies, in memory. */
export interface StoredStrategies {
  /** Brings what is stored of these into memory. Never rejects. @returns whether all of them could be read. */
  read(ids: readonly string[]): Promise<boolean>;
  storedOf(id: string): StoredSession | undefined;
  forget(id: string): void;
}

export interface SupervisorOptions {
  readonly engine: EngineOptions;
  readonly stored: StoredStrategies;
  /** What is in the table, after each change of it. */
  readonly onRows: (rows: readonly StrategyRow[]) => Promise<void>;
  /** A strategy changed its state or worked a candle. */
  readonly onChange: (session: StrategySession) => void;
  /** Once at each look at the table, for what must be said also while nothing happens. */
  readonly onLook: (session: StrategySession) => void;
}

interface Place {
  session: StrategySession;
  /** The newest row that was seen of it. */
  row: StrategyRow;
  /** What is wanted of it now; another text is a wish for another start. Only a look at the table sets it. */
  wish: string;
  /** What its session was brought to; `undefined` while that is ending. Only `#settle` sets it. */
  reached: string | undefined;
  /** Brings it to what is wanted, one step after the other. */
  settling: Promise<void>;
  isSettling: boolean;
}

/** Between looks at the table, in real time. */
const LOOK_EVERY_MS = 1_000;

export class StrategySupervisor implements AsyncDisposable {
  readonly starts: StartQueue;
  readonly #options: SupervisorOptions;
  readonly #places = new Map<string, Place>();
  readonly #closing = new AbortController();
  #rows: readonly StrategyRow[] = [];
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
    await Promise.all([...this.#places.values()].map(({ settling }) => settling));
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
      await this.#options.onRows(rows);
      // A row without a session may have been removed and added again under the same id.
      const isRead = await stored.read(rows.map(({ id }) => id).filter((id) => !this.#places.has(id)));
      this.#rows = rows;
      // A position that is still to be closed is seen in what is stored only.
      this.#seenChanges = isRead ? changes : undefined;
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
      if (!wanted.has(id)) this.#want(place, GONE);
    }
  }

  /** Those with an open position first: nobody watches it until they run. */
  #sorted(): readonly StrategyRow[] {
    const holds = new Map(this.#rows.map((row) => [row.id, this.#holdsPosition(row)]));
    return this.#rows.toSorted((a, b) => Number(holds.get(b.id)) - Number(holds.get(a.id)));
  }

  #followOne(row: StrategyRow): void {
    const place = this.#places.get(row.id);
    if (place === undefined) {
      if (row.isActive) this.#create(row);
      else if (row.onStop === "close" && this.#holdsPosition(row, { unlessStopped: true })) {
        this.#create(row, true);
      }
      return;
    }
    // Another one under its id is taken up when nothing of the one before is left.
    if (place.wish === GONE) return;
    if (place.row.createdAtMs !== row.createdAtMs) return this.#want(place, GONE);
    place.row = row;
    this.#want(place, row.isActive ? toWish(row) : STOPPING);
  }

  #create(row: StrategyRow, isClosing = false): void {
    const wish = isClosing ? STOPPING : toWish(row);
    const session = this.#createSession(row, isClosing);
    const rest = { reached: wish, settling: Promise.resolve(), isSettling: false };
    this.#places.set(row.id, { session, row, wish, ...rest });
  }

  #createSession(row: StrategyRow, isClosing: boolean): StrategySession {
    const { engine, onChange } = this.#options;
    return new StrategySession({
      row,
      engine,
      starts: this.starts,
      onChange,
      onOver: (session) => {
        const place = this.#places.get(row.id);
        const isOver = place?.session === session && place.reached === STOPPING;
        if (isOver && place.wish === STOPPING) this.#places.delete(row.id);
        // It may have been started again while it ended.
        this.#seenChanges = undefined;
      },
    }, isClosing);
  }

  #want(place: Place, wish: string): void {
    place.wish = wish;
    if (!place.isSettling && place.reached !== wish) place.settling = this.#settle(place);
  }

  /** Until the newest wish is reached: another one may come at each pause. Never rejects. */
  async #settle(place: Place): Promise<void> {
    place.isSettling = true;
    try {
      while (place.reached !== place.wish && !this.#closing.signal.aborted) await this.#bring(place);
    } catch (error) {
      this.#options.engine.events.failed({ what: `${place.row.id} could not be changed`, error });
    } finally {
      place.isSettling = false;
    }
  }

  async #bring(place: Place): Promise<void> {
    if (place.wish !== STOPPING || place.reached === undefined) {
      place.reached = undefined;
      await place.session[Symbol.asyncDispose]();
      if (this.#closing.signal.aborted) return;
      if (place.wish === GONE) return this.#forget(place);
      place.session = this.#createSession(place.row, false);
    }
    // Also one that began a moment ago: nobody else would close its position and write down that it is stopped.
    if (place.wish === STOPPING) place.session.stop(place.row.onStop);
    place.reached = place.wish;
  }

  #forget(place: Place): void {
    const { row: { id } } = place;
    place.reached = GONE;
    this.#places.delete(id);
    this.#options.stored.forget(id);
    // It may have been added again meanwhile.
    this.#seenChanges = undefined;
  }

  #holdsPosition({ id }: WantedStrategy, { unlessStopped = false } = {}): boolean {
    const stored = this.#options.stored.storedOf(id);
    if (stored === undefined || (unlessStopped && stored.saved.isStopped)) return false;
    return stored.saved.paper.positions.length > 0;
  }
}

const STOPPING = "stopping";
/** Removed: nothing else can be wanted of this one, only of another under its id. */
const GONE = "gone";

/** What a strategy is started with. How it is to be stopped matters only then. */
function toWish(row: WantedStrategy): string {
  const { kind, exchange, symbol, timeframe, params, money, startAskedAtMs } = row;
  return JSON.stringify([kind, exchange, symbol, timeframe, params, money, startAskedAtMs]);
}

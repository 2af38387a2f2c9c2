/** What commands work on. A door hands in what it has; a command that needs more says what is missing. */
import type { CalendarStatus } from "../calendar/calendar_status.ts";
import type { Clock } from "../core/clock.ts";
import type { Lang } from "../core/lang.ts";
import type { HoursOf } from "../core/market/hours.ts";
import type { PollStart, PollWish } from "../stock/stock_view.ts";
import type { HistoryStore } from "../stock/history/history_store.ts";
import type { CandleStore } from "../market/candle_store.ts";
import type { Jobs } from "../jobs/start_jobs.ts";
import type { StrategyStore } from "../engine/strategy_store.ts";
import type { Actor } from "../core/actor.ts";
import type { SignalStore } from "../signals/signal_store.ts";
import type { SignalsReader } from "../signals/signals_view.ts";
import type { Strategy } from "../strategies/strategy.ts";
import type { BacktestWish } from "../backtest/background/backtest_request.ts";
import type { BacktestTable } from "../backtest/backtest_store.ts";
import { CommandRefusal } from "./refusal.ts";
import type { StockQuotesPort, WatchListPort } from "./watch_ports.ts";

/** The running program, as it shows itself. */
export interface ProgramPort {
  /** The body of /health. */
  health(): unknown;
  /** The body of /state: each source with its data, its age and its state. */
  state(): unknown;
  pollNow(wish: PollWish): PollStart;
  /** As Ctrl-C does. */
  requestStop(): void;
}

export interface BacktestsPort {
  /** @returns `undefined` while nothing was kept yet. @throws {UserError} when there is something that cannot be read. */
  table(): Promise<Pick<BacktestTable, "list" | "result"> | undefined>;
}

/** Strategies, and what one can be made of. */
export interface StrategiesPort {
  readonly store: StrategyStore;
  /** What can live on candles that come in. */
  readonly kinds: readonly Strategy[];
  /** Their ids. */
  readonly fillModels: readonly string[];
  /** Ids of exchanges whose candles can be collected. */
  readonly exchanges: readonly string[];
  /** Of people's own files. */
  readonly dir: string;
  /** Markets whose candles are collected, like `upbit:BTC/KRW`. */
  readonly watched: readonly string[];
  /** What is wanted was changed: an engine in this process takes it up now; one elsewhere looks by itself. */
  follow(): Promise<void>;
}

export interface HeldMute {
  readonly ticker: string;
  readonly untilMs: number;
  readonly setAtMs?: number | undefined;
  readonly actor?: Actor | undefined;
}

/** Of what a person does not want to hear for a while. */
export interface MutesPort {
  /** Those that hold now. */
  list(owner: string): Promise<readonly HeldMute[]>;
  set(
    owner: string,
    mute: { readonly ticker: string; readonly untilMs: number; readonly actor: Actor },
  ): Promise<void>;
  /** @returns whether there was one. */
  end(owner: string, ticker: string): Promise<boolean>;
}

/** What a person did with a signal that reached them. */
export interface FollowUpsPort {
  followUp(owner: string, signalId: string): Promise<{
    readonly seen: { readonly atMs: number; readonly by: Actor | undefined } | undefined;
    readonly again: { readonly dueAtMs: number; readonly toldAtMs: number | undefined } | undefined;
  }>;
  /** Who was first stays. */
  see(owner: string, seen: { signalId: string; atMs: number; actor: Actor }): Promise<void>;
  /** The time of the first wish stays. Whoever took note of the signal before is forgotten, so that it is told. */
  askAgainLater(owner: string, wish: { signalId: string; atMs: number; dueAtMs: number }): Promise<void>;
}

/** A person's own alarms. */
export interface AlertsPort {
  list(owner: string): Promise<readonly Alert[]>;
  /** @returns false when the id is taken. @throws {UserError} for one that cannot be used, with why. */
  add(owner: string, alert: Alert): Promise<boolean>;
  remove(owner: string, id: string): Promise<boolean>;
  /** The last price that is known; `undefined` when nobody told one. */
  priceNow(market: { readonly exchange: string; readonly ticker: string }): Promise<
    { readonly price: number; readonly atMs: number } | undefined
  >;
  /** Whether anybody tells its price now: else an alarm waits. Left out by a door that cannot know. */
  isPriced?(market: { readonly exchange: string; readonly ticker: string }): Promise<boolean>;
}

/** What may be changed by a command while the program runs; nothing of it is a secret. */
export const CHANGEABLE_SETTINGS = ["quiet", "summary_at", "ring_from"] as const;
export type ChangeableSetting = (typeof CHANGEABLE_SETTINGS)[number];

export interface SettingInForce {
  readonly name: ChangeableSetting;
  /** In the text of the setting; `undefined` while each rule has its own. */
  readonly value: string | undefined;
  /** `chat`, `environment`, `.env line 3`, `default`, `rules`. */
  readonly from: string;
  /** Of an override alone. */
  readonly setAtMs?: number | undefined;
  readonly actor?: Actor | undefined;
}

/** Overrides of settings; they hold from the next look on, and after a restart. */
export interface SettingsPort {
  list(owner: string): Promise<readonly SettingInForce[]>;
  /** @returns the text as it would be kept, or what it must be. */
  check(name: ChangeableSetting, value: string): { readonly value: string } | { readonly must: string };
  /** @param setting checked before. */
  set(
    owner: string,
    setting: { readonly name: ChangeableSetting; readonly value: string; readonly actor: Actor },
  ): Promise<void>;
  /** @returns whether there was an override. */
  reset(owner: string, name: ChangeableSetting): Promise<boolean>;
}

/** A share or a coin under the name by which people know it. */
export interface NamedTicker {
  readonly ticker: string;
  readonly name: string;
}

/** Names from our own lists, by ticker: what is held, ranked, told of in the news, followed. */
export interface NamesPort {
  /** Each ticker once; the best known first. */
  list(owner: string): Promise<readonly NamedTicker[]>;
}

export interface HeldMaintenance {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly why: string | undefined;
  readonly actor: Actor | undefined;
}

/** A time in which somebody works on the machines: alarms are expected then and are not told. */
export interface MaintenancePort {
  current(owner: string): Promise<HeldMaintenance | undefined>;
  /** One that is on is prolonged or shortened. */
  begin(
    owner: string,
    wish: {
      readonly sinceMs: number;
      readonly untilMs: number;
      readonly why: string | undefined;
      readonly actor: Actor;
    },
  ): Promise<void>;
  /** @returns whether there was one. */
  end(owner: string): Promise<boolean>;
}

export interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface CommandDeps {
  /** The program's own, which the demo lets run faster. */
  readonly clock: Clock;
  /** For what happens outside: jobs, connections. */
  readonly realClock: Clock;
  readonly program?: ProgramPort | undefined;
  readonly strategies?: StrategiesPort | undefined;
  readonly signals?: SignalStore | undefined;
  readonly signalStories?:
    | (
      & Pick<SignalsReader, "find" | "list" | "counts" | "ruleIds">
      & Partial<Pick<SignalsReader, "judgeCounts">>
    )
    | undefined;
  readonly mutes?: MutesPort | undefined;
  readonly followUps?: FollowUpsPort | undefined;
  readonly alerts?: AlertsPort | undefined;
  /** Left out by a door at which people write codes. */
  readonly names?: NamesPort | undefined;
  readonly watchList?: WatchListPort | undefined;
  readonly stockQuotes?: StockQuotesPort | undefined;
  readonly settings?: SettingsPort | undefined;
  readonly maintenance?: MaintenancePort | undefined;
  /** Handed in by a program that gives real orders. */
  readonly areOrdersLive?: (() => boolean) | undefined;
  readonly jobs?: Pick<Jobs, "store" | "wake"> | undefined;
  readonly history?: Pick<HistoryStore, "read"> | undefined;
  readonly candles?:
    | Pick<CandleStore, "list" | "lastClosed" | "names" | "readKnownColumns" | "basePrices">
    | undefined;
  /** Left out, every market is always open. */
  readonly hoursOf?: HoursOf | undefined;
  readonly calendarStatus?: (() => CalendarStatus) | undefined;
  readonly backtests?: BacktestsPort | undefined;
  /** Refuses with the sentence that a backtest in the foreground would end with. @throws {UserError} */
  readonly checkBacktest?: ((wish: BacktestWish) => Promise<void>) | undefined;
}

/** @throws {CommandRefusal} when this door has not got it. */
export function need<Name extends keyof CommandDeps>(
  deps: CommandDeps,
  name: Name,
): NonNullable<CommandDeps[Name]> {
  const found = deps[name];
  if (found !== undefined && found !== null) return found;
  const { ko, en: message } = MISSING[name];
  throw new CommandRefusal("unavailable", "not_available", { message, ko });
}

type Sentence = Readonly<Record<Lang, string>>;

const WATCHED: Sentence = {
  ko: "신호는 실행 중인 프로그램이 살핍니다. 그쪽에 물어봐 주세요.",
  en: "Signals are watched by the running service: ask it over HTTP",
};
const NO_LIST: Sentence = { ko: "관심 종목이 여기에는 없습니다.", en: "There is no watchlist here" };
const NO_CLOCK: Sentence = { ko: "이 프로그램에는 시계가 없습니다.", en: "This program has no clock" };

const MISSING: Readonly<Record<keyof CommandDeps, Sentence>> = {
  clock: NO_CLOCK,
  realClock: NO_CLOCK,
  program: {
    ko: "실행 중인 프로그램이 있어야 합니다.",
    en: "This needs the running service: ask it over HTTP",
  },
  strategies: { ko: "여기에는 전략이 없습니다.", en: "There are no strategies here" },
  signals: { ko: "여기에는 신호의 기록이 없습니다.", en: "There is no memory of signals here" },
  signalStories: WATCHED,
  mutes: WATCHED,
  followUps: WATCHED,
  alerts: WATCHED,
  names: WATCHED,
  watchList: NO_LIST,
  stockQuotes: NO_LIST,
  settings: {
    ko: "설정은 실행 중인 프로그램에서 바꿉니다.",
    en: "Settings are changed in the running service: ask it over HTTP or by chat",
  },
  maintenance: { ko: "점검 기록이 여기에는 없습니다.", en: "There is no memory of maintenance here" },
  areOrdersLive: { ko: "여기서는 주문을 내지 않습니다.", en: "No orders are given here" },
  jobs: {
    ko: "작업을 쓸 수 없습니다. 이유는 로그에 있습니다(jobs_off).",
    en: "Jobs cannot be used: the log says why (jobs_off)",
  },
  history: { ko: "확인한 기록을 여기에는 남기지 않습니다.", en: "No history of polls is kept here" },
  candles: {
    ko: "받아 보는 시장이 없습니다. SIGNAL_V2_MARKETS 에 upbit:BTC/KRW 처럼 적고 다시 시작해 주세요.",
    en: "No market is set. Name some in SIGNAL_V2_MARKETS, for example upbit:BTC/KRW, and start again",
  },
  hoursOf: { ko: "장 시간을 여기서는 알 수 없습니다.", en: "The hours of markets are not known here" },
  calendarStatus: { ko: "여기에는 휴장일 달력이 없습니다.", en: "No calendar is loaded here" },
  backtests: { ko: "저장된 백테스트를 여기서 읽을 수 없습니다.", en: "Saved backtests cannot be read here" },
  checkBacktest: {
    ko: "백테스트를 여기서 확인할 수 없어 받지 않습니다.",
    en: "Backtests cannot be checked here, so none is taken",
  },
};

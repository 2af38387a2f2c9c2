import { join } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Lang } from "../core/lang.ts";
import type { LogLevel } from "../core/log.ts";
import { isLoopbackHost, isPrivateHost } from "../core/loopback.ts";
import { findUnknownNames, readEnvFile } from "./env_file.ts";
import { findReadableFaults, type NotifyConfig, toNotify } from "./notify_config.ts";
import { type Environment, findOrigin, type Origin } from "./origin.ts";
import { type SettingKey, SETTINGS } from "./settings.ts";
import { OTHER_EXCHANGES } from "./settings/exchanges.ts";
import type { MarketSetting } from "./settings/market.ts";
import type { Setting } from "./settings/setting.ts";

/** Everything the program was told, complete and checked. */
export interface Config {
  /** Address and key, or `undefined` while one of them is missing: then nothing is asked. */
  readonly stockApi: { readonly baseUrl: string; readonly apiKey: string } | undefined;
  /** The address alone, which /health shows also when the key is missing. */
  readonly stockApiUrl: string | undefined;
  /**
   * Names of the settings without which polling is off. Empty, too, for an owner who set markets and neither address
   * nor key: candles are what was wanted then.
   */
  readonly missing: readonly string[];
  readonly port: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly token: string | undefined;
  /** Whether a connection from this machine needs no token. */
  readonly trustsLoopback: boolean;
  readonly proxies: readonly string[];
  readonly publicHealth: "brief" | "full";
  readonly dataDir: string;
  readonly sqlite: { readonly driver: "node" | "ffi"; readonly library: string | undefined };
  /** Copies of each night, and a second directory that gets them too. */
  readonly backup: { readonly isOn: boolean; readonly secondDir: string | undefined };
  readonly holidaysPath: string;
  readonly logLevel: LogLevel;
  readonly frame: { readonly dayStartMin: number; readonly dayEndMin: number };
  readonly steps: { readonly preMs: number; readonly marketMs: number; readonly postMs: number };
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly staleLimitMs: number;
  readonly dedupWindowMs: number;
  /** Markets whose candles are kept; empty when none are. */
  readonly markets: readonly MarketSetting[];
  readonly backfillMs: number;
  /** 0 keeps candles for ever. */
  readonly candleKeepMs: number;
  /** Days of poll history; 0 keeps it for ever. */
  readonly historyKeepDays: number;
  /** Of the owner's own strategies. */
  readonly strategyDir: string;
  /** File of the rules for signals; the built-in ones hold while there is none. */
  readonly rulesPath: string;
  /** Id of who is asked before a signal goes out. */
  readonly judge: "none" | "always_confirm";
  /** By what other programs are let in to send signals, and to nothing else. */
  readonly inbound: { readonly key: string | undefined; readonly secret: string | undefined };
  /** By id of the exchange; `undefined` takes the usual address. */
  readonly exchangeUrls: Readonly<
    Record<string, { readonly rest: string | undefined; readonly stream?: string | undefined }>
  >;
  /** Of the owner's account for Korean stocks; what was not set is as usual. */
  readonly krxFees: { readonly buy: number | undefined; readonly sell: number | undefined };
  /** Who is told what, and by which channel. */
  readonly notify: NotifyConfig;
  readonly logFile: string | undefined;
  readonly heartbeatUrl: string | undefined;
  readonly priceColors: "kr" | "intl";
  /** Of messages and of the bot. */
  readonly lang: Lang;
  /** For `config` and for redaction. */
  readonly origins: readonly Origin[];
}

/** All faults of the settings at once; each sentence names the setting, never its value. */
export class ConfigError extends UserError {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    const head = faults.length === 1 ? "1 setting is wrong" : `${faults.length} settings are wrong`;
    super("invalid", [`${head}:`, ...faults.map((fault) => `  ${fault}`)].join("\n"));
    this.faults = faults;
  }
}

const WITHOUT_QUOTES = "write it without them, for `docker run --env-file` keeps quotes  (environment)";

/** @throws {ConfigError} listing every fault. */
export function readConfig(environment: Environment): Config {
  const file = readEnvFile(environment.envFile);
  // Empty counts as not set, here too.
  const names = environment.names?.filter((name) => environment.get(name)?.trim()) ?? [];
  const faults = [...findUnknownNames(names), ...file.faults];
  const origins: Origin[] = [];
  const read = <T>(setting: Setting<T>): T | undefined => {
    const origin = findOrigin(setting, environment, file);
    if ("fault" in origin) {
      faults.push(origin.fault);
      return undefined;
    }
    origins.push(origin);
    if (origin.value === undefined) return undefined;
    if (origin.from === "environment" && /^(["'`]).*\1$/s.test(origin.value)) {
      faults.push(`${setting.name} has quotes around it that are part of it: ${WITHOUT_QUOTES}`);
      return undefined;
    }
    const parsed = setting.schema.safeParse(origin.value);
    if (parsed.success) return parsed.data;
    const must = parsed.error.issues[0]?.message ?? "is not usable";
    faults.push(`${setting.name} ${must}, for example ${setting.name}=${setting.example}  (${origin.from})`);
    return undefined;
  };
  const values = readAll(read);
  faults.push(...findCrossFaults(values, origins));
  if (faults.length > 0) throw new ConfigError(faults);
  return toConfig(values, origins);
}

type Values = { [K in SettingKey]: ReturnType<(typeof SETTINGS)[K]["schema"]["parse"]> | undefined };

function readAll(read: <T>(setting: Setting<T>) => T | undefined): Values {
  const entries = Object.entries(SETTINGS).map(([key, setting]) => [key, read<unknown>(setting)]);
  return Object.fromEntries(entries) as Values; // each value was produced by the schema of its own key
}

/** Rules that go beyond one setting's own text; the place told is that of the setting that brought the rule up. */
function findCrossFaults(values: Values, origins: readonly Origin[]): readonly string[] {
  const faults: string[] = [];
  const tell = (key: SettingKey, sentence: string) => {
    const origin = origins.find(({ name }) => name === SETTINGS[key]?.name);
    faults.push(`${sentence}  (${origin?.from})`);
  };
  const { stockApiUrl, allowHttp, host, dayStartMin, dayEndMin } = values;
  if (stockApiUrl !== undefined && allowHttp === false && sendsKeyReadable(stockApiUrl)) {
    tell(
      "stockApiUrl",
      "STOCK_API_URL must use https:// for a host outside your network, for example STOCK_API_URL=https://nas.example.com:18500  (or set SIGNAL_V2_ALLOW_HTTP=1 and accept that the key travels readable)",
    );
  }
  // One that is set and cannot be used has a fault of its own.
  const hasToken = origins.some(({ name, value }) => name === SETTINGS.token.name && value !== undefined);
  if (host !== undefined && !isLoopbackHost(host) && !hasToken) {
    tell(
      "host",
      "SIGNAL_V2_TOKEN must be set when SIGNAL_V2_HOST is not loopback, for example SIGNAL_V2_TOKEN=a-long-random-text-of-your-own",
    );
  }
  if (allowHttp === false) faults.push(...findReadableFaults(values, sendsKeyReadable));
  // Regular hours and every special session lie between these, so that no window can turn inside out.
  if (dayStartMin !== undefined && dayStartMin > 9 * 60) {
    tell("dayStartMin", "SIGNAL_V2_DAY_START must not be after 09:00, for example SIGNAL_V2_DAY_START=07:00");
  }
  if (dayEndMin !== undefined && dayEndMin < 16 * 60 + 30) {
    tell("dayEndMin", "SIGNAL_V2_DAY_END must not be before 16:30, for example SIGNAL_V2_DAY_END=20:00");
  }
  const { dataDir = "", backupDir } = values;
  if (
    backupDir !== undefined && [dataDir, join(dataDir, "backups")].some((own) => isSamePath(own, backupDir))
  ) {
    tell(
      "backupDir",
      "SIGNAL_V2_BACKUP_DIR must be another directory than that of the first copy, best on another disk, for example SIGNAL_V2_BACKUP_DIR=/mnt/usb/signal-v2",
    );
  }
  return faults;
}

/** As they are written: a link is found by whoever copies. */
const isSamePath = (a: string, b: string) => join(a, ".") === join(b.replace(/[\\/]+$/, ""), ".");

function toConfig(values: Values, origins: readonly Origin[]): Config {
  const { stockApiUrl: baseUrl, apiKey } = values;
  const isCandlesOnly = baseUrl === undefined && apiKey === undefined && (values.markets ?? []).length > 0;
  const missing = isCandlesOnly ? [] : [
    ...(baseUrl === undefined ? [SETTINGS.stockApiUrl.name] : []),
    ...(apiKey === undefined ? [SETTINGS.apiKey.name] : []),
  ];
  return Object.freeze({
    stockApi: baseUrl === undefined || apiKey === undefined ? undefined : { baseUrl, apiKey },
    stockApiUrl: baseUrl,
    missing,
    port: present(values.port),
    host: present(values.host),
    allowedHosts: values.allowedHosts ?? [],
    token: values.token,
    trustsLoopback: values.token === undefined || present(values.trustLoopback),
    proxies: values.proxies ?? [],
    publicHealth: present(values.publicHealth),
    dataDir: present(values.dataDir),
    sqlite: { driver: present(values.sqlite), library: values.sqliteLibrary },
    backup: { isOn: present(values.nightlyBackup), secondDir: values.backupDir },
    holidaysPath: present(values.holidays),
    logLevel: present(values.logLevel),
    frame: { dayStartMin: present(values.dayStartMin), dayEndMin: present(values.dayEndMin) },
    steps: {
      preMs: present(values.preStepMs),
      marketMs: present(values.marketStepMs),
      postMs: present(values.postStepMs),
    },
    attempts: present(values.attempts),
    timeoutMs: present(values.timeoutMs),
    staleLimitMs: present(values.staleLimitMs),
    dedupWindowMs: present(values.dedupWindowMs),
    markets: values.markets ?? [],
    backfillMs: present(values.backfillMs),
    candleKeepMs: present(values.candleKeepMs),
    historyKeepDays: present(values.historyKeepDays),
    strategyDir: values.strategyDir ?? `${present(values.dataDir)}/strategies`,
    rulesPath: values.rules ?? `${present(values.dataDir)}/rules.json`,
    judge: present(values.judge),
    inbound: { key: values.inboundKey, secret: values.inboundSecret },
    exchangeUrls: {
      upbit: { rest: values.upbitUrl, stream: values.upbitStreamUrl },
      ...Object.fromEntries(OTHER_EXCHANGES.map((id) => [id, {
        rest: values[`${id} rest`],
        stream: values[`${id} stream`],
      }])),
    },
    krxFees: { buy: values.krxBuyFee, sell: values.krxSellFee },
    notify: toNotify(values, present),
    logFile: values.logFile,
    heartbeatUrl: values.heartbeatUrl,
    priceColors: present(values.priceColors),
    lang: present(values.lang),
    origins,
  });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("Cannot build the configuration: a setting with a default has no value");
  }
  return value;
}

function sendsKeyReadable(baseUrl: string): boolean {
  const { protocol, hostname } = new URL(baseUrl);
  return protocol === "http:" && !isLoopbackHost(hostname) && !isPrivateHost(hostname);
}

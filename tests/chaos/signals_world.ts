/** The world around a program that makes signals: a home server, Telegram, an office, people; all on one fast clock. */
import { fileURLToPath } from "node:url";
import type { Clock } from "../../src/core/clock.ts";
import { flagsOf, type Program, type Settings, startDeno } from "../support/program.ts";
import { BOT_TOKEN, startTelegramServer, type TelegramServer } from "../support/telegram_server.ts";
import { OFFICE_SECRET, startWebhookReceiver, type WebhookReceiver } from "../support/webhook_receiver.ts";
import { planFaults } from "./signals_faults.ts";
import { ChaosPeople } from "./signals_people.ts";
import { type ChaosStock, startChaosStock } from "./signals_stock.ts";
import { createWholeClock } from "./whole_clock.ts";

const CHILD = fileURLToPath(new URL("signals_child.ts", import.meta.url));
const PERSON = "777";
const GROUP = { chat: "-5", becomes: "-1001234567890" };
const API_KEY = "chaos-key-of-the-home-server";
const INBOUND_KEY = "chaos-key-of-programs-that-send-signals";
/** Longer than a call may take, shorter than what is waited for on top of it. */
const LATE_MS = 22_000;
/** As Telegram: some at once, then one in each second. */
const BUCKET = { burst: 20, gapMs: 1_000 };

export const SECRETS: readonly string[] = [BOT_TOKEN, OFFICE_SECRET, API_KEY, INBOUND_KEY];

/** What outlives a day: chats and their messages. */
export interface Servers extends AsyncDisposable {
  readonly telegram: TelegramServer;
  readonly webhook: WebhookReceiver;
}

export function startServers(speed: number): Servers {
  const telegram = startTelegramServer();
  const webhook = startWebhookReceiver();
  // Ids are known from the first one on.
  telegram.write(PERSON);
  telegram.acceptLateAfter(LATE_MS / speed);
  return {
    telegram,
    webhook,
    async [Symbol.asyncDispose]() {
      await telegram[Symbol.asyncDispose]();
      await webhook[Symbol.asyncDispose]();
    },
  };
}

export interface SignalsWorld extends AsyncDisposable {
  readonly clock: Clock;
  readonly speed: number;
  readonly stock: ChaosStock;
  readonly people: ChaosPeople;
  start(dir: string): Program;
  /** @returns what goes wrong in this life. */
  plan(unit: () => number): readonly string[];
  /** Nothing goes wrong any more. */
  heal(): void;
}

export function openWorld(
  { servers, startMs, speed, judge, firstCode }: {
    readonly servers: Servers;
    readonly startMs: number;
    readonly speed: number;
    readonly judge: "none" | "always_confirm";
    readonly firstCode: number;
  },
): SignalsWorld {
  const anchor = { anchorMs: Date.now(), simulatedMs: startMs, speed };
  const clock = createWholeClock(anchor);
  const { telegram, webhook } = servers;
  const stock = startChaosStock({ clock, sinceMs: startMs, firstCode });
  telegram.limit({ ...BUCKET, now: () => clock.now() });
  const env: Settings = {
    ...{ STOCK_API_URL: stock.url, WEBAI_API_KEY: API_KEY, SIGNAL_V2_PORT: "0", SIGNAL_V2_JUDGE: judge },
    ...{ SIGNAL_V2_TELEGRAM_URL: telegram.url, SIGNAL_V2_TELEGRAM_TOKEN: BOT_TOKEN },
    ...{ SIGNAL_V2_TELEGRAM_USERS: PERSON, SIGNAL_V2_TELEGRAM_CHATS: GROUP.chat },
    ...{ SIGNAL_V2_OFFICE_URL: webhook.url, SIGNAL_V2_OFFICE_SECRET: OFFICE_SECRET },
    ...{ SIGNAL_V2_INBOUND_KEY: INBOUND_KEY, SIGNAL_V2_RINGS_PER_5MIN: "20", SIGNAL_V2_QUIET: "off" },
  };
  const args = [...flagsOf("start"), CHILD, ...Object.values(anchor).map(String)];
  let wasBlocked = false;
  const welcomeBack = () => {
    if (wasBlocked) telegram.updates.member(PERSON, "member");
    wasBlocked = false;
  };
  return {
    ...{ clock, speed, stock },
    people: new ChaosPeople({ telegram, clock, person: PERSON, key: INBOUND_KEY, firstCode }),
    start: (dir) => startDeno(args, { dir, env }),
    plan(unit) {
      welcomeBack();
      const told = planFaults({ telegram, webhook, person: PERSON, group: GROUP }, unit);
      wasBlocked = told.includes("blocked");
      return told;
    },
    heal() {
      telegram.heal();
      webhook.heal();
      welcomeBack();
    },
    [Symbol.asyncDispose]: () => stock[Symbol.asyncDispose](),
  };
}

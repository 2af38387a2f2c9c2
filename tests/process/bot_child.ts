/**
 * The bot in small, to be killed: `bot_child.ts <dir> <url> <place>`. Commands change a table of this very database, which
 * says how often each was done; it kills itself, as `kill -9` does, at the place. At none it goes on until its input ends.
 */
import { toMessageButtons } from "../../src/app/bot/button_port.ts";
import { openBotMemory } from "../../src/app/bot/bot_memory.ts";
import { openSignalFile } from "../../src/app/data/signal_file.ts";
import { createStore } from "../../src/app/data/store.ts";
import { startBot } from "../../src/bot/start_bot.ts";
import type { CommandDoor } from "../../src/commands/door.ts";
import { createSystemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { startNotifiers } from "../../src/notifiers/start_notifiers.ts";
import { createTelegramClient } from "../../src/notifiers/telegram/client.ts";
import { BOT_TOKEN } from "../support/telegram_server.ts";

const [dir = "", url = "", place = ""] = Deno.args;
const at = (name: string) => {
  if (name === place) Deno.kill(Deno.pid, "SIGKILL");
};
const clock = createSystemClock();
const file = await openSignalFile({ dir, clock });
const { db } = file;
const store = createStore(file, { clock });
db.exec("CREATE TABLE IF NOT EXISTS active (id TEXT PRIMARY KEY, is_active INTEGER, changes INTEGER) STRICT");
const set = db.prepare(`INSERT INTO active VALUES (?, ?, 1)
  ON CONFLICT (id) DO UPDATE SET is_active = excluded.is_active, changes = changes + (is_active <> excluded.is_active)`);

const door: CommandDoor = {
  list: ["strategies.show", "strategies.stop", "strategies.start", "signals.fired"].map((id) => ({
    ...{ id, scope: "read", twoSteps: false, about: { ko: id, en: id } },
  })),
  run(id, given) {
    if (id === "strategies.show") {
      return Promise.resolve({ kind: "done", result: { is_active: true }, words: { ko: "켜짐", en: "on" } });
    }
    at("before the effect");
    const name = typeof given === "object" && given !== null && "id" in given ? String(given.id) : "";
    if (id !== "signals.fired") set.run(name, id === "strategies.start" ? 1 : 0);
    at("after the effect");
    return Promise.resolve({
      kind: "done",
      result: { items: [], held_back: [] },
      words: { ko: "했습니다", en: "done" },
    });
  },
};
const memory = openBotMemory(store);
const handle = memory.handle.bind(memory);
memory.handle = async (update, effect) => {
  at("before the update is stored");
  const outcome = await handle(update, effect);
  at("after the update is stored");
  return outcome;
};
const finish = memory.finish.bind(memory);
memory.finish = async (id, end, replies) => {
  const isFirst = await finish(id, end, replies);
  at("after the result is stored");
  return isFirst;
};
const telegram = { url, token: BOT_TOKEN };
const notifiers = startNotifiers({
  ...{
    order: ["telegram"],
    quiet: undefined,
    ringsPer5Min: 5,
    hidesAmounts: false,
    lang: "ko",
    office: undefined,
  },
  telegram: { ...telegram, timeoutMs: 2_000, chats: ["777"], pace: { burst: 100, gapMs: 1 } },
}, {
  ...{ store: store.messages, clock, log: silentLog },
  // The lease of the life before ends soon, and a look at what was lost comes at once.
  waits: { leaseMs: 200, idleMs: 50, firstProbeMs: 100 },
});
const api = createTelegramClient({ ...telegram, timeoutMs: 2_000, clock });
const pollApi = createTelegramClient({ ...telegram, timeoutMs: 60_000, clock });
const bot = await startBot({
  ...{ users: ["777"], groups: [], lang: "ko" },
  shown: { ringsPer5Min: 5, hidesAmounts: false },
}, {
  ...{ api, pollApi, store: memory, door, clock, log: silentLog },
  ...{ onConflict() {}, onBack() {}, buttons: toMessageButtons("ko") },
});
for await (const _ of Deno.stdin.readable);
await bot[Symbol.asyncDispose]();
await notifiers[Symbol.asyncDispose]();
await store[Symbol.asyncDispose]();

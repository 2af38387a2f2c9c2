import { type Command, Option } from "commander";
import { readLinkedChats, toNotifierSettings } from "../../app/notifiers.ts";
import { realClock } from "../../app/runtime.ts";
import { openLiveSettings } from "../../app/settings/live_settings.ts";
import { createFindUnwanted } from "../../app/signals/unwanted.ts";
import type { Store } from "../../app/data/store.ts";
import type { Config } from "../../config/config.ts";
import { CHANNEL_IDS } from "../../config/settings/notify.ts";
import { toCommand } from "../../core/command_text.ts";
import { EXIT, UserError } from "../../core/errors.ts";
import { toKstIso } from "../../core/kst.ts";
import { MESSAGE_STATES, type MessageRow, type MessageState } from "../../notifiers/message_store.ts";
import { startNotifiers } from "../../notifiers/start_notifiers.ts";
import { printTable } from "../kit/table.ts";
import { createTerminalLog, type Terminal } from "../kit/terminal.ts";
import { LOOKS, withStore } from "../kit/with_store.ts";
import { listPeople } from "../telegram/people.ts";
import { findSound, saySound, type Sound } from "./sound.ts";
import { waitForEnd } from "./wait_for_end.ts";
import { createSayFrom } from "../../core/lang.ts";
import { sayApiWord } from "../kit/api_word.ts";
import { langOf } from "../kit/language.ts";
import { NOTIFY_TEXTS } from "../texts/notify.ts";

/** A whole call with its time over, two looks, and one more try. */
const LONGEST_TEST_MS = 90_000;
const LONGEST_LIST = 1_000;

/** What was told and what waits, and a message to try the way. */
export function addNotifyCommands(
  program: Command,
  terminal: Terminal,
  setExitCode: (code: number) => void,
): void {
  const notify = program.command("notify").description(
    "messages to people and programs: what was told, what waits",
  );
  notify.command("test").description(
    "send a test message and say how far it got and whether it rang; exit code 1 when it did not arrive",
  )
    .addOption(new Option("--channel <id>", "only this one").choices(CHANNEL_IDS))
    .option("--json", "print JSON", false)
    .action(async ({ channel, json }: { channel?: string; json: boolean }) => {
      const [tried, people] = await withStore(terminal, async (store, config) =>
        [
          await sendTest(store, config, { channel, terminal }),
          json ? [] : await listPeople(store, config),
        ] as const);
      const rows = tried.map(({ row }) => row);
      const say = createSayFrom(NOTIFY_TEXTS, langOf(terminal));
      if (json) {
        const shown = tried.map(({ row, sound }) => ({ ...toShown(row), sound: sound?.kind ?? null }));
        terminal.out(JSON.stringify(shown, null, 2));
      } else show(rows, { terminal, json });
      for (const { row, sound } of tried.filter(({ row }) => row.channel === "telegram")) {
        const known = people.find(({ user_id: id }) => id === row.chat);
        const who = known === undefined
          ? say("who_settings_chat")
          : known.by === "code"
          ? say("who_code", { name: known.name ?? "" })
          : say("who_settings");
        if (json) continue;
        const { chat } = row;
        terminal.out(say("arrived", { chat, state: sayState(row.state, terminal), who }));
        if (sound !== undefined) terminal.out(say("heard", { chat, sound: saySound(sound, say) }));
      }
      if (rows.some(({ state }) => state !== "delivered")) setExitCode(EXIT.runtime);
    });
  notify.command("outbox").description(`the newest ${LONGEST_LIST} messages and where they are`)
    .addOption(new Option("--state <state>", "only those").choices(MESSAGE_STATES))
    .option("--json", "print JSON", false)
    .action(async ({ state, json }: { state?: MessageState; json: boolean }) => {
      const rows = await withStore(
        terminal,
        (store) => store.messages.browse({ state, limit: LONGEST_LIST }),
        LOOKS,
      );
      show(rows, { terminal, json });
    });
  notify.command("retry").description(
    "send a refused message again, or one of which nobody knows whether it arrived",
  )
    .argument("<id>", "as the outbox shows it").option("--json", "print JSON", false)
    .action(async (id: string, { json }: { json: boolean }) => {
      const row = await withStore(terminal, (store) => retry(store, id));
      show([row], { terminal, json });
    });
}

/** While the service runs, it is the one that sends; else this process does. */
async function sendTest(
  store: Store,
  config: Config,
  { channel, terminal }: { channel: string | undefined; terminal: Terminal },
): Promise<readonly { readonly row: MessageRow; readonly sound: Sound | undefined }[]> {
  const linked = await readLinkedChats(store);
  refuseNobody(config, { channel, linked });
  const log = createTerminalLog(config, { terminal, now: () => realClock.now(), write: terminal.err });
  const { telegram, ...settings } = toNotifierSettings(config, "live");
  const order = channel === undefined ? settings.order : [channel];
  const chats = [...new Set([...telegram?.chats ?? [], ...linked])];
  // A chat may have changed them.
  const { quiet } = openLiveSettings(config, store);
  await using notifiers = startNotifiers(
    { ...settings, quiet, telegram: telegram && { ...telegram, chats }, order },
    {
      store: store.messages,
      clock: realClock,
      log,
      // Whatever else waits may go out by this process.
      findUnwanted: createFindUnwanted(store, realClock),
    },
  );
  const atMs = realClock.now();
  const key = `test:${crypto.randomUUID()}`;
  await notifiers.tell({ key, facts: { kind: "test", atMs } });
  const rows = await waitForEnd(store.messages, key, LONGEST_TEST_MS);
  return await Promise.all(
    rows.map(async (row) => ({ row, sound: await findSound(row, { messages: store.messages, quiet }) })),
  );
}

function refuseNobody(
  { notify }: Config,
  { channel, linked }: { readonly channel: string | undefined; readonly linked: readonly string[] },
): void {
  const wanted = (id: string) => channel === undefined || channel === id;
  const hasTelegram = wanted("telegram") && notify.telegram !== undefined;
  const hasOffice = wanted("webhook") && notify.office !== undefined;
  if (hasTelegram && notify.telegram?.chats.length === 0 && linked.length === 0 && !hasOffice) {
    throw new UserError(
      "invalid",
      "Nobody would be told by Telegram: set SIGNAL_V2_TELEGRAM_USERS to your numeric id (the bot @userinfobot " +
        `tells it), and press Start in your own bot, or link a chat: ${toCommand("telegram", "link")}`,
    );
  }
  if (hasTelegram || hasOffice) return;
  throw new UserError(
    "invalid",
    `No channel is set up${
      channel === undefined ? "" : ` for ${channel}`
    }: set SIGNAL_V2_TELEGRAM_TOKEN and ` +
      "SIGNAL_V2_TELEGRAM_USERS, or SIGNAL_V2_OFFICE_URL and SIGNAL_V2_OFFICE_SECRET",
  );
}

async function retry(store: Store, id: string): Promise<MessageRow> {
  const row = await store.messages.find(id);
  if (row === undefined) {
    throw new UserError("failed", `There is no message ${id}; see ${toCommand("notify", "outbox")}`);
  }
  const nowMs = realClock.now();
  if (row.validUntilMs !== undefined && row.validUntilMs <= nowMs) {
    throw new UserError(
      "failed",
      `Message ${id} counted until ${toKstIso(row.validUntilMs)}; it is too late for it`,
    );
  }
  if (!await store.messages.retry(row, nowMs)) {
    throw new UserError(
      "failed",
      `Message ${id} is ${row.state}: only one that is refused or unknown can go again`,
    );
  }
  return await store.messages.find(id) ?? row;
}

function show(
  rows: readonly MessageRow[],
  { terminal, json }: { terminal: Terminal; json: boolean },
): void {
  const shown = rows.map(toShown);
  if (json) return terminal.out(JSON.stringify(shown, null, 2));
  const say = createSayFrom(NOTIFY_TEXTS, langOf(terminal));
  if (shown.length === 0) return terminal.out(say("none"));
  const heads = ["id", "channel", "chat", "kind", "part", "state", "tries", "queued", "why"] as const;
  const cells = shown.map((row) => [
    ...[row.id, row.channel, row.chat, row.kind, `${row.part}/${row.parts}`],
    ...[sayState(row.state, terminal), String(row.attempt), row.queued_at, row.error ?? ""],
  ]);
  printTable(terminal, [heads.map((head) => say(`head_${head}`)), ...cells]);
}

const sayState = (state: MessageState, terminal: Terminal) =>
  sayApiWord(langOf(terminal), `message_state_${state}`, state);

function toShown(row: MessageRow) {
  const time = (ms: number | undefined) => ms === undefined ? null : toKstIso(ms);
  return {
    ...{ id: row.id, key: row.key, channel: row.channel, chat: row.chat, kind: row.kind },
    ...{ part: row.part, parts: row.parts, state: row.state, attempt: row.attempt, ring: row.ring },
    is_marked: row.isMarked,
    message_id: row.messageId ?? null,
    queued_at: toKstIso(row.queuedAtMs),
    sending_at: time(row.sendingAtMs),
    done_at: time(row.doneAtMs),
    valid_until: time(row.validUntilMs),
    error: row.error ?? null,
    body: row.body,
  };
}

/** A simulated signal on its way to people, by the outbox that real ones take, and marked in its first line. */
import { readLinkedChats, toNotifierSettings } from "../../app/notifiers.ts";
import { realClock } from "../../app/runtime.ts";
import { toMessageRequest } from "../../app/signals/message_of.ts";
import { openLiveSettings } from "../../app/settings/live_settings.ts";
import { createFindUnwanted } from "../../app/signals/unwanted.ts";
import type { Store } from "../../app/data/store.ts";
import type { Config } from "../../config/config.ts";
import { OWNER } from "../../core/actor.ts";
import { toCommand } from "../../core/command_text.ts";
import { UserError } from "../../core/errors.ts";
import type { Log } from "../../core/log.ts";
import { composeMessages, type MessageRequest } from "../../notifiers/compose.ts";
import type { MessageRow } from "../../notifiers/message_store.ts";
import { createChannels, type NotifierSettings, startNotifiers } from "../../notifiers/start_notifiers.ts";
import type { SimulationLine } from "../../signals/background/simulation_request.ts";
import type { OutgoingFacts } from "../../signals/outgoing.ts";
import { waitForEnd } from "../notify/wait_for_end.ts";

const TELEGRAM = "telegram";
const LANG = "ko";
/** A whole call with its time over, two looks, and one more try. */
const LONGEST_WAIT_MS = 90_000;

/** Tells it and says how far it got. While the service runs it is the one that sends; else this process does. */
export async function deliverFromHere(
  facts: OutgoingFacts,
  { store, config, log }: { readonly store: Store; readonly config: Config; readonly log: Log },
): Promise<readonly MessageRow[]> {
  const settings = toNotifierSettings(config, "live");
  const { telegram } = settings;
  if (telegram === undefined || !settings.order.includes(TELEGRAM)) throw toNobody();
  const chats = [...new Set([...telegram.chats, ...await readLinkedChats(store)])];
  if (chats.length === 0) throw toNobody();
  const request = toRequest(facts);
  await using notifiers = startNotifiers(
    {
      ...settings,
      quiet: openLiveSettings(config, store).quiet,
      order: [TELEGRAM],
      telegram: { ...telegram, chats },
    },
    {
      store: store.messages,
      clock: realClock,
      log,
      // Whatever else waits may go out by this process.
      findUnwanted: createFindUnwanted(store, realClock),
    },
  );
  await notifiers.tell(request);
  return await waitForEnd(store.messages, request.key, LONGEST_WAIT_MS);
}

/** Leaves it to the service that asked for it, which has the key; this process has none. */
export async function deliverByService(
  facts: OutgoingFacts,
  { store, told }: { readonly store: Store; readonly told: SimulationLine["told"] },
): Promise<readonly MessageRow[]> {
  const chats = [...new Set([...told?.chats ?? [], ...await readLinkedChats(store)])];
  if (told === undefined || chats.length === 0) throw toNobody();
  const request = toRequest(facts);
  const channels = createChannels(toSettings(chats, told.hidesAmounts), realClock);
  try {
    const { hidesAmounts } = told;
    const setup = { owner: OWNER, channels, lang: LANG, hidesAmounts, nowMs: realClock.now() } as const;
    await store.messages.enqueue(composeMessages(request, setup));
  } finally {
    for (const channel of channels) channel[Symbol.dispose]();
  }
  return await waitForEnd(store.messages, request.key, LONGEST_WAIT_MS);
}

/** A key of its own, so that nothing of a real signal is taken for told. */
function toRequest(facts: OutgoingFacts): MessageRequest {
  const { facts: simulated } = toMessageRequest({ ...facts, isSimulated: true }, LANG);
  return { key: `simulation:${crypto.randomUUID()}`, facts: simulated, ring: false };
}

/** For making texts alone: nothing can be sent with it. */
function toSettings(chats: readonly string[], hidesAmounts: boolean): NotifierSettings {
  return {
    ...{ order: [TELEGRAM], quiet: undefined, ringsPer5Min: 0, hidesAmounts, lang: LANG, office: undefined },
    telegram: { url: "http://127.0.0.1", token: "", timeoutMs: 1, chats },
  };
}

function toNobody(): UserError {
  return new UserError(
    "invalid",
    `Nobody would be told, so nothing was sent: set up Telegram, and link a chat with ${
      toCommand("telegram", "link")
    }; leave out --deliver to see it here`,
  );
}

/**
 * Which message an edit changes. Where that one never came, its newer text takes its place, as loud as it would have been;
 * a signal is told so only when it is certain that nobody was told of it.
 */
import { isRinging } from "../compose.ts";
import { isAlarm } from "../message_facts.ts";
import { KEYBOARD, type MessageRow, type MessageStore, toldIn, wasToldElsewhere } from "../message_store.ts";
import { toDelivery } from "../notifiers_view.ts";
import { LEFT_ALONE } from "./outcome.ts";
import type { SenderParts } from "./parts.ts";

type TargetParts = Pick<SenderParts, "store" | "channel" | "clock" | "events">;

/** @returns the id to edit; undefined when it is to be said anew; `settled` when this row has nothing left to say. */
export async function findEditTarget(
  row: MessageRow,
  parts: TargetParts,
): Promise<number | "settled" | undefined> {
  const { store, channel } = parts;
  const { owner, chat, edits: key = "" } = row;
  const place = { owner, key, channel: channel.id, chat };
  const standing = await store.findStanding(place);
  if (standing !== undefined) return await isLeftAlone(row, store) ? undefined : standing.messageId;
  // Sent anew, it would be the message a second time.
  if (row.kind === KEYBOARD) {
    return await drop(row, "the message whose buttons it changes is not there", parts);
  }
  const target = await store.findByKey(place);
  if (target === undefined) return isAlarm(row.facts) ? await drop(row, NOT_THERE, parts) : undefined;
  if (wasToldElsewhere(target)) {
    await drop(row, target.error ?? "", parts);
    parts.events.delivery(toDelivery(row, "superseded"));
    return "settled";
  }
  if (target.state === "queued" || target.state === "resend") return await putInto(target, row, parts);
  return await sayAnew(target, row, parts);
}

const NOT_THERE = "the message that it changes is not there";
const REPLACED = "replaced by ";

/** Whether what it was to change is known to be gone since it was tried. */
export async function isLeftAlone(
  { seq }: Pick<MessageRow, "seq">,
  store: Pick<MessageStore, "attempts">,
): Promise<boolean> {
  return (await store.attempts(seq)).some(({ event }) => event === LEFT_ALONE);
}

async function sayAnew(
  target: MessageRow,
  row: MessageRow,
  parts: TargetParts,
): Promise<"settled" | undefined> {
  const { store, clock } = parts;
  const isUntold = target.state === "refused" || target.error?.startsWith(REPLACED) === true;
  if (isAlarm(row.facts) && !isUntold) return await drop(row, NOT_THERE, parts);
  const ring = ringOf(target, row);
  if (row.ring === ring) return undefined;
  // Decided anew with its sound: there may be none left.
  await store.move(row, { state: row.state, event: "said anew", atMs: clock.now(), ring });
  return "settled";
}

/** What is over rings nobody, and neither does what was silent. */
function ringOf(target: MessageRow, row: MessageRow): boolean {
  return target.ring && isRinging(row.facts);
}

/** The message that never went says the newer text: as loud, as urgent and as long as it would have been. */
async function putInto(
  target: MessageRow,
  row: MessageRow,
  parts: TargetParts,
): Promise<"settled" | undefined> {
  const { store, clock, events } = parts;
  const atMs = clock.now();
  if (target.parts > 1 || row.parts > 1) {
    await store.supersede([target], [], { atMs, error: REPLACED + row.id });
    return await sayAnew({ ...target, state: "superseded", error: REPLACED + row.id }, row, parts);
  }
  const { kind, body, markedBody, buttons, facts, form } = row;
  const { validUntilMs } = isAlarm(facts) ? target : row;
  const ring = ringOf(target, row);
  const text = { kind, body, markedBody, buttons, facts, form, ring, validUntilMs };
  const isPut = await store.rewrite(target, text, { from: row, atMs, error: toldIn(target.key) });
  if (isPut) events.delivery(toDelivery(row, "superseded"));
  return "settled";
}

async function drop(
  row: MessageRow,
  error: string,
  { store, clock }: Pick<TargetParts, "store" | "clock">,
): Promise<"settled"> {
  await store.move(row, { state: "superseded", event: "dropped", atMs: clock.now(), error });
  return "settled";
}

/** Which message an edit changes. */
import { isRinging } from "../compose.ts";
import { isAlarm } from "../message_facts.ts";
import { KEYBOARD, type MessageRow, toldIn, wasToldElsewhere } from "../message_store.ts";
import { toDelivery } from "../notifiers_view.ts";
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
  if (standing !== undefined) return standing.messageId;
  // Sent anew, it would be the message a second time.
  if (row.kind === KEYBOARD) {
    return await drop(row, "the message whose buttons it changes is not there", parts);
  }
  const target = await store.findByKey(place);
  if (target === undefined) return undefined;
  if (wasToldElsewhere(target)) {
    await drop(row, target.error ?? "", parts);
    parts.events.delivery(toDelivery(row, "superseded"));
    return "settled";
  }
  if (target.state !== "queued" && target.state !== "resend") return undefined;
  return await putInto(target, row, parts);
}

/** The message that never went says the newer text: as loud, as urgent and as long as it would have been. */
async function putInto(
  target: MessageRow,
  row: MessageRow,
  { store, clock, events }: TargetParts,
): Promise<"settled" | undefined> {
  const atMs = clock.now();
  if (target.parts > 1 || row.parts > 1) {
    await store.supersede([target], [], { atMs, error: `replaced by ${row.id}` });
    return undefined;
  }
  const { kind, body, markedBody, buttons, facts, form } = row;
  const { validUntilMs } = isAlarm(facts) ? target : row;
  // What is over rings nobody, and neither does what was silent.
  const ring = target.ring && isRinging(facts);
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

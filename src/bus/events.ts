/** What happens on the bus, as lines of the log; the words live here only. */
import { toErrorText } from "../core/errors.ts";
import { toDurationText } from "../core/kst.ts";
import type { Log } from "../core/log.ts";
import { escapeControls } from "../core/text.ts";
import type { BusFault, DeadLetter } from "./bus.ts";

export type BusEvents = ReturnType<typeof createBusEvents>;

export function createBusEvents(log: Log) {
  let isHeld = false;
  const deadLetter = ({ subscriber, envelope: { id, topic }, attempts, reason }: DeadLetter) =>
    log.write(
      "error",
      "dead_letter",
      `${subscriber} could not handle ${topic} ${escapeControls(id)} in ${attempts} attempts (${
        escapeControls(reason)
      }); it is kept in the table dead_letter`,
      { subscriber, topic, id, attempts },
    );
  return {
    deadLetter,
    fault(fault: BusFault) {
      if (fault.kind === "dead_letter") return deadLetter(fault.letter);
      const name = fault.kind === "handler_failed" ? fault.subscriber : fault.letter.subscriber;
      const what = fault.kind === "handler_failed"
        ? "failed with a message"
        : "has a dead letter that cannot be kept yet";
      const { error } = fault;
      log.write("error", "receiver_failed", `${name} ${what}: ${toErrorText(error)}`, { name, error });
    },
    /** Once until it goes on. */
    relayHeld({ reason, retryInMs }: { reason: string; retryInMs: number }) {
      if (isHeld) return;
      isHeld = true;
      const text = `Events wait in the outbox: ${escapeControls(reason)}; tried again in ${
        toDurationText(retryInMs)
      } and, from then on, ever more rarely`;
      log.write("warning", "outbox_waits", text);
    },
    relayGoesOn() {
      isHeld = false;
      log.write("info", "outbox_goes_on", "Events leave the outbox again");
    },
  };
}

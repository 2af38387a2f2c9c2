/** Several connections as one stream: up when all are, down when one is. */
import type { StreamMessage } from "../exchange.ts";
import type { VenueMarketStream } from "./market_stream.ts";

type Open = (onMessage: (message: StreamMessage) => void) => VenueMarketStream;

/** Opens all. @param open one for each connection, at least one. */
export function mergeStreams(
  open: readonly Open[],
  onMessage: (message: StreamMessage) => void,
): VenueMarketStream {
  const down = new Set(open.keys());
  /** The earliest begin of a silence since all were up. */
  let sinceMs: number | undefined;
  let isToldDown = false;
  const take = (lane: number, message: StreamMessage) => {
    if (message.kind === "down") {
      down.add(lane);
      if (isToldDown) return;
      isToldDown = true;
      return onMessage(message);
    }
    if (message.kind !== "up") return onMessage(message);
    down.delete(lane);
    if (message.sinceMs !== undefined) sinceMs = Math.min(sinceMs ?? Infinity, message.sinceMs);
    if (down.size > 0) return;
    isToldDown = false;
    onMessage({ ...message, sinceMs });
    sinceMs = undefined;
  };
  const lanes = open.map((one, lane) => one((message) => take(lane, message)));
  return {
    subscribe: (markets) => lanes.forEach((lane) => lane.subscribe(markets)),
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map((lane) => lane[Symbol.asyncDispose]()));
    },
  };
}

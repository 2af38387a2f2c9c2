/** Prints the first message of the stream at the address that it is given. */
import { createSystemClock } from "../../../src/core/clock.ts";
import { TimeSlice } from "../../../src/lib/time_slice.ts";
import { BoundedWebSocket } from "../../../src/lib/websocket/websocket.ts";

const clock = createSystemClock();
const first = Promise.withResolvers<string>();
const socket = new BoundedWebSocket({
  url: Deno.args[0] ?? "",
  userAgent: undefined,
  clock,
  connectWithinMs: 10_000,
  maxMessageBytes: 1_000,
  slice: new TimeSlice(clock),
  onOpen: () => {},
  onMessage: (message) => first.resolve(String(message)),
  onEnd: (reason) => first.resolve(reason),
});
await Deno.stdout.write(new TextEncoder().encode(await first.promise));
socket.close();
await socket.released;

import { CallerGone } from "./caller_gone.ts";
import type { RequestHead } from "./request_head.ts";

const MOST_PART_BYTES = 16 * 1024;
const CONTINUE = new TextEncoder().encode("HTTP/1.1 100 Continue\r\n\r\n");

/** The body as the routes see it: read from the connection when they want it, and never past its end. */
export class RequestBody {
  readonly stream: ReadableStream<Uint8Array> | null;
  #left: number;

  constructor(
    { bodyBytes, isOpenEnded, expectsContinue }: RequestHead,
    socket: {
      readonly read: (into: Uint8Array) => Promise<number | null>;
      readonly write: (bytes: Uint8Array) => Promise<void>;
    },
  ) {
    this.#left = isOpenEnded ? Infinity : bodyBytes;
    let isAskedFor = !expectsContinue;
    this.stream = bodyBytes === 0 ? null : new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        if (!isAskedFor) await socket.write(CONTINUE);
        isAskedFor = true;
        const into = new Uint8Array(Math.min(this.#left, MOST_PART_BYTES));
        const count = await socket.read(into);
        if (count === null) {
          return controller.error(new CallerGone("The caller left before the end of the body"));
        }
        this.#left -= count;
        controller.enqueue(into.subarray(0, count));
        if (this.#left === 0) controller.close();
      },
    }, { highWaterMark: 0 });
  }

  get isRead(): boolean {
    return this.#left === 0;
  }
}

/** Frames of a WebSocket as a client reads and writes them. https://www.rfc-editor.org/rfc/rfc6455#section-5 */
import { ByteBuffer } from "./byte_buffer.ts";

/** What the other side did wrong, with the code that it is told (RFC 6455 7.4.1). The connection is of no use any more. */
export class WebSocketFault extends Error {
  override readonly name = "WebSocketFault";
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export type WebSocketEvent =
  | { readonly kind: "message"; readonly data: string | Uint8Array<ArrayBuffer> }
  | { readonly kind: "ping"; readonly payload: Uint8Array<ArrayBuffer> }
  /** `code` is 1005 when none was given. */
  | { readonly kind: "close"; readonly code: number; readonly reason: string };

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const PROTOCOL_ERROR = 1002;
const NOT_UTF8 = 1007;
const TOO_BIG = 1009;
const NO_CODE = 1005;
const LONGEST_CONTROL_BYTES = 125;
const MASK_BYTES = 4;

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/**
 * Puts messages together from what comes over the wire. What it holds at a time is at most one message and one frame of
 * `maxMessageBytes` and the last piece: a frame that says that it is longer is refused before any of it is kept.
 */
export class FrameReader {
  readonly #maxMessageBytes: number;
  readonly #wire = new ByteBuffer();
  readonly #message = new ByteBuffer();
  /** Of the message that is not whole yet. */
  #opcode: number | undefined;

  constructor(maxMessageBytes: number) {
    this.#maxMessageBytes = maxMessageBytes;
  }

  /** Bytes that wait for the rest of their frame or message. */
  get heldBytes(): number {
    return this.#wire.length + this.#message.length;
  }

  /** What is complete with this piece, one after the other as it is asked for. @throws {WebSocketFault} */
  *read(piece: Uint8Array): Generator<WebSocketEvent, void> {
    this.#wire.add(piece);
    for (let frame = this.#nextFrame(); frame !== undefined; frame = this.#nextFrame()) {
      const event = this.#take(frame);
      if (event !== undefined) yield event;
    }
  }

  #nextFrame(): Frame | undefined {
    const bytes = this.#wire.peek();
    const [first, second] = bytes;
    if (first === undefined || second === undefined) return undefined;
    if ((first & 0x70) !== 0) throw protocolError("a frame uses an extension that was not agreed on");
    if ((second & 0x80) !== 0) throw protocolError("a frame of the server is masked");
    const opcode = first & 0x0f;
    const isLast = (first & 0x80) !== 0;
    const short = second & 0x7f;
    const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (bytes.length < headBytes) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const size = short < 126 ? short : short === 126 ? view.getUint16(2) : Number(view.getBigUint64(2));
    this.#check({ opcode, isLast, size });
    if (bytes.length < headBytes + size) return undefined;
    const payload = bytes.slice(headBytes, headBytes + size);
    this.#wire.skip(headBytes + size);
    return { isLast, opcode, payload };
  }

  /** By its head alone. */
  #check({ opcode, isLast, size }: { opcode: number; isLast: boolean; size: number }): void {
    const isControl = opcode >= OPCODE.close;
    if (opcode > OPCODE.pong || (opcode > OPCODE.binary && !isControl)) {
      throw protocolError(`a frame has the unknown opcode ${opcode}`);
    }
    if (isControl && (!isLast || size > LONGEST_CONTROL_BYTES)) {
      throw protocolError("a control frame is in parts or too long");
    }
    if (isControl) return;
    const isRest = opcode === OPCODE.continuation;
    if (isRest !== (this.#opcode !== undefined)) {
      throw protocolError(
        isRest ? "the rest of a message came without a beginning" : "a message came within another",
      );
    }
    if (this.#message.length + size > this.#maxMessageBytes) {
      throw new WebSocketFault(TOO_BIG, `a message is longer than ${this.#maxMessageBytes / 1_024} kB`);
    }
  }

  #take({ opcode, isLast, payload }: Frame): WebSocketEvent | undefined {
    if (opcode === OPCODE.ping) return { kind: "ping", payload };
    if (opcode === OPCODE.pong) return undefined;
    if (opcode === OPCODE.close) return toClose(payload);
    this.#opcode ??= opcode;
    if (isLast && this.#message.length === 0) return this.#complete(payload);
    this.#message.add(payload);
    return isLast ? this.#complete(this.#message.takeAll()) : undefined;
  }

  #complete(bytes: Uint8Array<ArrayBuffer>): WebSocketEvent {
    const isText = this.#opcode === OPCODE.text;
    this.#opcode = undefined;
    return { kind: "message", data: isText ? toText(bytes) : bytes };
  }
}

/** One whole frame, masked as a client must. @param payload must not be used after. */
export function toClientFrame(opcode: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = payload.length;
  const lengthBytes = size < 126 ? 0 : size < 65_536 ? 2 : 8;
  const frame = new Uint8Array(2 + lengthBytes + MASK_BYTES + size);
  const view = new DataView(frame.buffer);
  frame[0] = 0x80 | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? size : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) view.setUint16(2, size);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(size));
  const mask = crypto.getRandomValues(new Uint8Array(MASK_BYTES));
  const maskAt = 2 + lengthBytes;
  frame.set(mask, maskAt);
  for (let i = 0; i < size; i++) {
    frame[maskAt + MASK_BYTES + i] = (payload[i] ?? 0) ^ (mask[i % MASK_BYTES] ?? 0);
  }
  return frame;
}

export function toCloseFrame(code: number): Uint8Array<ArrayBuffer> {
  return toClientFrame(OPCODE.close, new Uint8Array([code >> 8, code & 0xff]));
}

function toClose(payload: Uint8Array<ArrayBuffer>): WebSocketEvent {
  const [high, low] = payload;
  if (high === undefined) return { kind: "close", code: NO_CODE, reason: "" };
  if (low === undefined) throw protocolError("a close frame has half a code");
  return { kind: "close", code: high * 256 + low, reason: toText(payload.subarray(2)) };
}

function toText(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WebSocketFault(NOT_UTF8, "a text is not UTF-8");
  }
}

function protocolError(message: string): WebSocketFault {
  return new WebSocketFault(PROTOCOL_ERROR, message);
}

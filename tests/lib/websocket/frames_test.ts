import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import {
  FrameReader,
  OPCODE,
  toClientFrame,
  type WebSocketEvent,
  WebSocketFault,
} from "../../../src/lib/websocket/frames.ts";
import { toServerFrame } from "../../support/raw_websocket.ts";

const LIMIT = 200_000;

function readAll(pieces: readonly Uint8Array[], limit = LIMIT): readonly WebSocketEvent[] {
  const reader = new FrameReader(limit);
  return pieces.flatMap((piece) => [...reader.read(piece)]);
}

function faultOf(pieces: readonly Uint8Array[], limit = LIMIT): WebSocketFault {
  try {
    readAll(pieces, limit);
  } catch (error) {
    assert.ok(error instanceof WebSocketFault);
    return error;
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}

const join = (frames: readonly Uint8Array[]) => new Uint8Array(frames.flatMap((frame) => [...frame]));

Deno.test("messages of every length come out as they went in, however the wire cuts them and however many parts they have", () => {
  const sizes = [0, 1, 125, 126, 65_535, 65_536, 150_000];
  fc.assert(
    fc.property(
      fc.constantFrom(...sizes),
      fc.array(fc.integer({ min: 0, max: 150_000 }), { maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 5 }),
      (size, cuts, pieceSizes) => {
        const payload = Uint8Array.from({ length: size }, (_, i) => i % 251);
        const at = [0, ...cuts.map((cut) => Math.min(cut, size)).toSorted((a, b) => a - b), size];
        const frames = at.slice(1).map((end, i) =>
          toServerFrame(payload.subarray(at[i], end), {
            opcode: i === 0 ? OPCODE.binary : OPCODE.continuation,
            isLast: i === at.length - 2,
          })
        );
        const wire = Buffer.concat(frames);
        const pieces: Uint8Array[] = [];
        for (let done = 0, i = 0; done < wire.length; i++) {
          const length = pieceSizes[i % pieceSizes.length] ?? 1;
          pieces.push(wire.subarray(done, done + length));
          done += length;
        }
        const [event, ...rest] = readAll(pieces);
        assert.deepEqual(rest, []);
        assert.ok(event?.kind === "message" && event.data instanceof Uint8Array);
        assert.ok(Buffer.from(event.data).equals(payload));
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("many messages in one piece come one after the other, with a ping between the parts of one", () => {
  const events = readAll([
    join([
      toServerFrame("가"),
      toServerFrame("나", { isLast: false }),
      toServerFrame(new Uint8Array([7]), { opcode: OPCODE.ping }),
      toServerFrame("다", { opcode: OPCODE.continuation }),
      toServerFrame(new Uint8Array(), { opcode: OPCODE.pong }),
      toServerFrame(new Uint8Array([0x03, 0xe9, 98, 121, 101]), { opcode: OPCODE.close }),
    ]),
  ]);
  assert.deepEqual(events, [
    { kind: "message", data: "가" },
    { kind: "ping", payload: new Uint8Array([7]) },
    { kind: "message", data: "나다" },
    { kind: "close", code: 1001, reason: "bye" },
  ]);
});

Deno.test("a character that is cut by the parts of a message is whole again", () => {
  const bytes = new TextEncoder().encode("나");
  const events = readAll([
    toServerFrame(bytes.subarray(0, 1), { isLast: false }),
    toServerFrame(bytes.subarray(1), { opcode: OPCODE.continuation }),
  ]);
  assert.deepEqual(events, [{ kind: "message", data: "나" }]);
});

Deno.test("a frame that says it is longer than allowed is refused by its head, with none of it kept", () => {
  const head = toServerFrame(new Uint8Array(70_000)).subarray(0, 10);
  const fault = faultOf([head], 69_999);
  assert.deepEqual([fault.code, fault.message], [1009, "a message is longer than 68.3583984375 kB"]);
  const huge = new Uint8Array([0x82, 127, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  assert.equal(faultOf([huge]).code, 1009);
});

Deno.test("parts without end are refused as soon as they are longer than a message may be; what is held stays below that", () => {
  const reader = new FrameReader(10_000);
  const part = (opcode: number) => toServerFrame(new Uint8Array(1_000), { opcode, isLast: false });
  let most = 0;
  let parts = 0;
  assert.throws(() => {
    for (; parts < 100; parts++) {
      assert.deepEqual([...reader.read(part(parts === 0 ? 1 : 0))], []);
      most = Math.max(most, reader.heldBytes);
    }
  }, WebSocketFault);
  assert.deepEqual([parts, most], [10, 10_000]);
});

Deno.test("empty parts without end hold nothing", () => {
  const reader = new FrameReader(10_000);
  for (let i = 0; i < 5_000; i++) {
    for (const _ of reader.read(toServerFrame("", { opcode: i === 0 ? 1 : 0, isLast: false }))) assert.fail();
  }
  assert.equal(reader.heldBytes, 0);
});

const BROKEN: readonly (readonly [string, readonly Uint8Array[], number])[] = [
  ["a bit of an extension", [new Uint8Array([0xc1, 0])], 1002],
  ["a masked frame", [new Uint8Array([0x81, 0x80, 0, 0, 0, 0])], 1002],
  ["an opcode that nobody knows", [new Uint8Array([0x83, 0])], 1002],
  ["an opcode beyond the last", [new Uint8Array([0x8b, 0])], 1002],
  ["a ping in parts", [toServerFrame("", { opcode: OPCODE.ping, isLast: false })], 1002],
  ["a ping of 126 bytes", [toServerFrame("x".repeat(126), { opcode: OPCODE.ping })], 1002],
  ["a rest without a beginning", [toServerFrame("x", { opcode: OPCODE.continuation })], 1002],
  ["a message within another", [toServerFrame("x", { isLast: false }), toServerFrame("y")], 1002],
  ["a close with half a code", [toServerFrame(new Uint8Array([3]), { opcode: OPCODE.close })], 1002],
  ["a text that is not UTF-8", [toServerFrame(new Uint8Array([0xff]))], 1007],
];

for (const [what, pieces, code] of BROKEN) {
  Deno.test(`${what} ends the connection with ${code}`, () => {
    assert.equal(faultOf(pieces).code, code);
  });
}

Deno.test("what a client sends is masked, and unmasked it is what was sent", () => {
  for (const size of [0, 5, 125, 126, 65_535, 65_536]) {
    const payload = Uint8Array.from({ length: size }, (_, i) => i % 256);
    const frame = toClientFrame(OPCODE.text, payload);
    const lengthBytes = size < 126 ? 0 : size < 65_536 ? 2 : 8;
    assert.equal(frame[0], 0x81);
    assert.equal((frame[1] ?? 0) & 0x80, 0x80);
    const mask = frame.subarray(2 + lengthBytes, 6 + lengthBytes);
    const plain = frame.subarray(6 + lengthBytes).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
    assert.ok(Buffer.from(plain).equals(payload));
  }
});

import { deepStrictEqual, ok as assertTrue, rejects, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  LineFault,
  readJsonLines,
  serveRequests,
  toChildMessage,
  toLine,
  toParentMessage,
} from "../../../src/lib/process/json_lines.ts";
import { LineWriter } from "../../../src/lib/process/line_writer.ts";
import { settle } from "../../support/manual_clock.ts";

const encoder = new TextEncoder();

function streamOf(chunks: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks);
}

async function read(chunks: readonly Uint8Array[], maxLineChars = 100): Promise<unknown[]> {
  const values: unknown[] = [];
  await readJsonLines(streamOf(chunks), { maxLineChars, onValue: (value) => values.push(value) });
  return values;
}

function cut(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  return Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, i) => bytes.slice(i * size, (i + 1) * size),
  );
}

Deno.test("readJsonLines() reads the same values wherever the chunks are cut", async () => {
  const text = fc.string({ unit: "binary", maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 5 }),
      fc.integer({ min: 1, max: 50 }),
      async (texts, size) => {
        const bytes = encoder.encode(texts.map((tell) => toLine({ tell })).join(""));
        const values = await read(cut(bytes, size), 1_000);
        deepStrictEqual(values, JSON.parse(JSON.stringify(texts.map((tell) => ({ tell })))));
      },
    ),
  );
});

Deno.test("readJsonLines() drops a last line that was never finished, and empty ones", async () => {
  deepStrictEqual(await read([encoder.encode('1\n\n2\n{"a":')]), [1, 2]);
});

Deno.test("readJsonLines() refuses a long line before its end has come, and one that is no JSON or no UTF-8", async () => {
  const cases: readonly [readonly Uint8Array[], RegExp][] = [
    [[encoder.encode("1".repeat(101))], /longer than 100/],
    [[encoder.encode("1".repeat(60)), encoder.encode("1".repeat(60))], /longer than 100/],
    [[encoder.encode(`${"1".repeat(101)}\n`)], /longer than 100/],
    [[encoder.encode("Listening on 8000\n")], /is not JSON/],
    [[new Uint8Array([0x22, 0xff, 0x22, 0x0a])], /is not UTF-8/],
  ];
  for (const [chunks, message] of cases) await rejects(read(chunks), { name: "LineFault", message });
});

Deno.test("toChildMessage() and toParentMessage() give back every message, and refuse what is none", () => {
  const fromChild = [
    { ready: true },
    { id: 1, answer: null },
    { id: 2, fault: "no" },
    { pong: 3, rssBytes: 4 },
    { tell: [] },
  ] as const;
  for (const message of fromChild) deepStrictEqual(toChildMessage({ ...message, more: 1 }), message);
  const fromParent = [{ id: 1, ask: 2 }, { ping: 3 }, { tell: null }] as const;
  for (const message of fromParent) deepStrictEqual(toParentMessage({ ...message, more: 1 }), message);
  const none = [null, 1, "ready", [], {}, { id: 1 }, { id: "1", answer: 1 }, { pong: 1 }, { ready: 1 }, {
    ping: 0.5,
  }];
  for (const value of none) {
    throws(() => toChildMessage(value), LineFault, JSON.stringify(value));
    throws(() => toParentMessage(value), LineFault, JSON.stringify(value));
  }
});

Deno.test("LineWriter sends what came together in one write, in order, and knows what is waiting", async () => {
  const written: string[] = [];
  const gate = Promise.withResolvers<void>();
  const writer = new LineWriter(
    new WritableStream<Uint8Array>({
      write: (chunk) => {
        written.push(new TextDecoder().decode(chunk));
        return gate.promise;
      },
    }),
  );
  for (const line of ["1\n", "2\n"]) writer.send(line);
  await settle();
  for (const line of ["3\n", "4\n"]) writer.send(line);
  strictEqual(writer.queuedChars, 8);
  gate.resolve();
  await writer.drained();
  deepStrictEqual([written, writer.queuedChars], [["1\n2\n", "3\n4\n"], 0]);
});

Deno.test("LineWriter takes lines in silence when the reader is gone", async () => {
  const writer = new LineWriter(
    new WritableStream({ write: () => Promise.reject(new Error("broken pipe")) }),
  );
  writer.send("1\n");
  await writer.drained();
  writer.send("2\n");
  await writer.close();
  await writer.abort();
});

/** Runs the child's side over a whole input and returns what it wrote. */
async function serve(input: string): Promise<unknown[]> {
  const written: string[] = [];
  const output = new WritableStream<Uint8Array>({
    write: (chunk) => void written.push(new TextDecoder().decode(chunk)),
  });
  await serveRequests({ input: streamOf([encoder.encode(input)]), output, maxLineChars: 1_000 }, (tell) => ({
    answer: (ask) => ask === "bad" ? Promise.reject(new Error("no such thing")) : Promise.resolve(ask),
    onTell: (body) => void tell({ heard: body }),
    toFault: (error) => String(error),
    rssBytes: () => 7,
  }));
  await Promise.resolve();
  return written.flatMap((text) => text.trim().split("\n")).map((line) => JSON.parse(line));
}

Deno.test("serveRequests() says that it is ready, then answers questions, pings and what it is told", async () => {
  const input = [{ id: 1, ask: "good" }, { id: 2, ask: "bad" }, { ping: 3 }, { tell: 4 }].map(toLine).join(
    "",
  );
  const output = await serve(input);
  deepStrictEqual(output[0], { ready: true });
  const expected = [
    { id: 1, answer: "good" },
    { id: 2, fault: "Error: no such thing" },
    { pong: 3, rssBytes: 7 },
    { tell: { heard: 4 } },
  ];
  for (const message of expected) {
    assertTrue(
      output.some((line) => JSON.stringify(line) === JSON.stringify(message)),
      JSON.stringify(message),
    );
  }
  strictEqual(output.length, 1 + expected.length);
});

Deno.test("serveRequests() returns when its input ends, though an answer is still awaited", async () => {
  const output = new WritableStream<Uint8Array>();
  const input = streamOf([encoder.encode(toLine({ id: 1, ask: 0 }))]);
  await serveRequests({ input, output, maxLineChars: 1_000 }, () => ({
    answer: () => new Promise(() => {}),
    onTell: () => {},
    toFault: String,
    rssBytes: () => 0,
  }));
  assertTrue(output.locked);
});

Deno.test("serveRequests() ends on a line that is no message", async () => {
  await rejects(serve("{}\n"), { name: "LineFault", message: /no message of a parent/ });
});

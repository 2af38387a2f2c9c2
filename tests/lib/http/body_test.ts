import { rejects, strictEqual } from "node:assert/strict";
import { LARGEST_BODY_BYTES, readText } from "../../../src/lib/http/body.ts";

Deno.test("a body of exactly the limit is read, and one byte more is refused", async () => {
  strictEqual(await readText(new Response("한글!"), 7), "한글!");
  await rejects(readText(new Response("한글!!"), 7), { kind: "body_too_large", retryable: false });
});

Deno.test("without a limit of its own a body may have 2 MB", async () => {
  strictEqual(LARGEST_BODY_BYTES, 2_097_152);
  await rejects(readText(new Response("x".repeat(LARGEST_BODY_BYTES + 1))), {
    kind: "body_too_large",
    message: "the body is larger than 2 MB",
  });
});

Deno.test("a character that is split between two pieces is put together, and half of one is refused", async () => {
  const bytes = new TextEncoder().encode("값");
  const pieces = (...parts: Uint8Array<ArrayBuffer>[]) => new Response(ReadableStream.from(parts));
  strictEqual(await readText(pieces(bytes.slice(0, 1), bytes.slice(1))), "값");
  await rejects(readText(pieces(bytes.slice(0, 2))), { kind: "bad_encoding" });
});

Deno.test("a body that breaks off is body_truncated, and the deadline's own error passes", async () => {
  const broken = (error: unknown) =>
    new Response(new ReadableStream({ pull: (controller) => controller.error(error) }));
  await rejects(readText(broken(new TypeError("cut"))), { kind: "body_truncated" });
  await rejects(readText(broken(new DOMException("late", "TimeoutError"))), { name: "TimeoutError" });
});

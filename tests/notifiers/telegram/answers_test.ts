import assert from "node:assert/strict";
import { UpstreamError } from "../../../src/core/errors.ts";
import type { OnceAnswer } from "../../../src/lib/http/send_once.ts";
import {
  readAnswer,
  toEditOutcome,
  toProbeOutcome,
  toSendOutcome,
} from "../../../src/notifiers/telegram/answers.ts";

const answered = (status: number, body: unknown, headers: Record<string, string> = {}): OnceAnswer => ({
  kind: "answered",
  status,
  headers: new Headers(headers),
  text: typeof body === "string" ? body : JSON.stringify(body),
});
const failed = (code: number, description: string, parameters?: object): OnceAnswer =>
  answered(code, { ok: false, error_code: code, description, ...(parameters && { parameters }) });
const read = (answer: OnceAnswer) => readAnswer(answer, 0);

Deno.test("each answer of sendMessage means what the server's source says", () => {
  const cases: readonly (readonly [OnceAnswer, object])[] = [
    [answered(200, { ok: true, result: { message_id: 5, more: 1 } }), { kind: "delivered", messageId: 5 }],
    [answered(200, { ok: true, result: true }), { kind: "delivered", messageId: undefined }],
    [failed(429, "Too Many Requests: retry after 9", { retry_after: 9 }), { kind: "limited", waitMs: 9_000 }],
    [answered(429, { ok: false, error_code: 429, description: "x" }, { "retry-after": "4" }), {
      ...{ kind: "limited", waitMs: 4_000 },
    }],
    [failed(429, "Too Many Requests"), { kind: "limited", waitMs: 5_000 }],
    [failed(429, "x", { retry_after: 999_999 }), { kind: "limited", waitMs: 3_600_000 }],
    [failed(429, "x", { retry_after: -5 }), { kind: "limited", waitMs: 1_000 }],
    [failed(429, "x", { retry_after: 0 }), { kind: "limited", waitMs: 1_000 }],
    [failed(429, "x", { retry_after: "soon" }), { kind: "limited", waitMs: 5_000 }],
    [
      failed(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: -1001 }),
      {
        ...{ kind: "moved", chat: "-1001" },
      },
    ],
    ...["x".repeat(100_000), 2 ** 52, 1.5, 0, "", "12x", {}, null, "@name"].map((
      id,
    ): [OnceAnswer, object] => [
      failed(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: id }),
      { kind: "stumbled", reason: "the chat moved to what is no id of a chat" },
    ]),
    [failed(400, "Bad Request: can't parse entities: x"), { kind: "unreadable" }],
    [failed(400, "Bad Request: message is too long"), { kind: "refused", isOurFault: true }],
    [failed(400, "Bad Request: chat not found"), { kind: "gone" }],
    [failed(403, "Forbidden: bot was blocked by the user"), { kind: "gone" }],
    [failed(403, "Forbidden: bot can't initiate conversation with a user"), { kind: "gone" }],
    [failed(401, "Unauthorized"), { kind: "locked_out" }],
    [failed(404, "Not Found"), { kind: "locked_out" }],
    [failed(500, "Internal Server Error: restart"), { kind: "not_sent" }],
    [failed(500, "Internal Server Error"), { kind: "unknown" }],
    [answered(502, "<html>"), { kind: "unknown" }],
    [answered(200, "<html>"), { kind: "unknown" }],
    [answered(200, '{"ok":tr'), { kind: "unknown" }],
    [answered(302, ""), { kind: "unknown" }],
    [{ kind: "unknown", error: new UpstreamError("timeout", "late") }, { kind: "unknown", reason: "late" }],
    [{ kind: "not_sent", error: new UpstreamError("network", "dns") }, { kind: "not_sent", reason: "dns" }],
  ];
  for (const [answer, expected] of cases) {
    const outcome = toSendOutcome(read(answer));
    assert.deepEqual({ ...outcome, ...expected }, outcome, JSON.stringify(expected));
  }
});

Deno.test("an edit that changes nothing worked, and one without an answer may be said again", () => {
  const same = failed(400, "Bad Request: message is not modified: specified new message content …");
  assert.equal(toEditOutcome(read(same)).kind, "delivered");
  assert.equal(toEditOutcome(read(failed(400, "Bad Request: message to edit not found"))).kind, "absent");
  assert.equal(toEditOutcome(read(answered(502, "x"))).kind, "not_sent");
  assert.equal(toEditOutcome(read(failed(500, "Internal Server Error"))).kind, "not_sent");
});

Deno.test("a look is answered by there, absent or nothing, and a message of the person counts as absent", () => {
  const kinds = [
    failed(400, "Bad Request: message is not modified"),
    failed(400, "Bad Request: message to edit not found"),
    failed(400, "Bad Request: message can't be edited"),
    failed(403, "Forbidden: bot was blocked by the user"),
    failed(429, "Too Many Requests", { retry_after: 3 }),
    answered(502, "x"),
    answered(200, { ok: true, result: { message_id: 1 } }),
  ].map((answer) => toProbeOutcome(read(answer)).kind);
  assert.deepEqual(kinds, ["there", "absent", "absent", "gone", "no_answer", "no_answer", "overwrote"]);
});

Deno.test("a look that is refused says why: nobody there, another chat, a fault that may pass, or nothing about the message", () => {
  const outcomes = [
    failed(400, "Bad Request: chat not found"),
    failed(400, "Bad Request: user is deactivated"),
    failed(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: -1005 }),
    failed(400, "Bad Request: can't parse entities: x"),
    failed(400, "Bad Request: something that nobody knows"),
    failed(500, "Internal Server Error"),
  ].map((answer) => toProbeOutcome(read(answer)));
  assert.deepEqual(outcomes, [
    { kind: "gone", reason: "400 Bad Request: chat not found" },
    { kind: "gone", reason: "400 Bad Request: user is deactivated" },
    { kind: "moved", chat: "-1005" },
    { kind: "refused", reason: "400 Bad Request: can't parse entities: x", mayPass: false },
    { kind: "refused", reason: "400 Bad Request: something that nobody knows", mayPass: false },
    { kind: "refused", reason: "500 Internal Server Error", mayPass: true },
  ]);
});

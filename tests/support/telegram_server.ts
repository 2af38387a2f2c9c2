/** A Bot API on loopback, strict as the real one and as unreliable as the way to it. */
import { createSystemClock } from "../../src/core/clock.ts";
import { type Exchange, type FaultServer, startFaultServer } from "./fault_server.ts";
import { answer, head, page, refuse } from "./telegram_answers.ts";
import { readContent, toEntity } from "./telegram_content.ts";
import { TelegramUpdates } from "./telegram_updates.ts";

const clock = createSystemClock();

export const BOT_TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

export interface TelegramMessage {
  readonly id: number;
  readonly chat: string;
  /** As a person read it when it came. */
  readonly firstText: string;
  /** As a person reads it. */
  text: string;
  /** Text, marks and keyboard: what an edit is compared with. */
  content: string;
  keyboard: unknown;
  readonly isSilent: boolean;
  readonly isOfBot: boolean;
  /** Taken after its sender had given up on it. */
  readonly isLate?: boolean;
  edits: number;
}

/** What happens to the next `sendMessage`. */
export type TelegramFault =
  /** Nothing arrives and nothing is answered. */
  | "drop"
  /** Taken, and the answer is lost. */
  | "drop_after"
  /** Taken, and the caller waits for an answer until he gives up. */
  | "hold_after"
  /** Taken, and half an answer comes. */
  | "cut_after"
  /** Taken, and a gateway says that it gave up waiting. */
  | "504_after"
  /** A gateway's page, and nothing taken. */
  | "502_before"
  /** Taken when `acceptLate` is called, long after the caller gave up. */
  | "late"
  /** The server is closing. */
  | "restart"
  /** A fault of the server, of which nobody knows what it did. */
  | "500"
  | { readonly silenceS: number }
  | { readonly code: number; readonly description: string };

export interface TelegramServer extends AsyncDisposable {
  readonly url: string;
  readonly messages: readonly TelegramMessage[];
  /** Those of the bot, by what a person reads. */
  readonly texts: readonly string[];
  readonly requests: FaultServer["requests"];
  /** What people write and press. */
  readonly updates: TelegramUpdates;
  /** Sends that came while their chat had asked for silence. */
  readonly ignoredSilences: number;
  fail(...faults: readonly TelegramFault[]): void;
  /** What `late` sends left behind is taken now. */
  acceptLate(): void;
  /** `late` sends are taken by themselves, so long after they came. */
  acceptLateAfter(ms: number): void;
  /** Nothing goes wrong from now on: no fault that was told, nobody who blocked, no key that is revoked. */
  heal(): void;
  /** Every request is dropped, edits too. */
  setDown(isDown: boolean): void;
  block(chat: string, isBlocked?: boolean): void;
  /** @param to undefined: it is there again. */
  migrate(chat: string, to: string | undefined): void;
  revokeToken(isRevoked?: boolean): void;
  /** A person writes: an id is gone. */
  write(chat: string): void;
  /** A bucket for each chat. @param now tells the time of the caller. */
  limit(bucket: { burst: number; gapMs: number; now: () => number }): void;
  /** Ways in which another server may answer. */
  readonly ways: ServerWays;
  /** How often a method was called. */
  count(method: string): number;
}

export interface ServerWays {
  /** From one message to the next. */
  nextStep: () => number;
  /** An edit that changes nothing is done instead of refused. */
  editsSameText: boolean;
  /** What is said of an id that there is not. */
  absentWords: string;
  /** How a text is changed before it is kept. */
  normalise: (text: string) => string;
  /** Said of each edit, whatever it is. */
  editRefusal: { readonly code: number; readonly description: string } | undefined;
}

type Params = Readonly<Record<string, unknown>>;

export function startTelegramServer(): TelegramServer {
  const messages: TelegramMessage[] = [];
  const lastIds = new Map<string, number>();
  const faults: TelegramFault[] = [];
  const late: Params[] = [];
  const blocked = new Set<string>();
  const moved = new Map<string, string>();
  const calls = new Map<string, number>();
  const buckets = new Map<string, { tokens: number; atMs: number; silentUntilMs: number }>();
  let bucket: { burst: number; gapMs: number; now: () => number } | undefined;
  let isDown = false;
  let isRevoked = false;
  let ignoredSilences = 0;
  let lateAfterMs: number | undefined;
  const ended = new AbortController();
  const ways: ServerWays = {
    nextStep: () => 1,
    editsSameText: false,
    absentWords: "Bad Request: message to edit not found",
    normalise: (text) => text,
    editRefusal: undefined,
  };

  const scopeOf = (chat: string) => chat.startsWith("-100") ? chat : "bot";
  const nextId = (chat: string) => {
    const id = (lastIds.get(scopeOf(chat)) ?? 100) + ways.nextStep();
    lastIds.set(scopeOf(chat), id);
    return id;
  };
  const add = (params: Params, isLate = false) => {
    const read = readContent(params);
    if ("fault" in read) return read;
    const chat = String(params.chat_id);
    const id = nextId(chat);
    const isSilent = params.disable_notification === true;
    const { text, content, marks } = read;
    const looks = { text, firstText: text, content, keyboard: params.reply_markup };
    messages.push({ id, chat, ...looks, isSilent, isOfBot: true, isLate, edits: 0 });
    return { id, text: ways.normalise(text), entities: marks.map(toEntity) };
  };

  const takeLate = (params: Params) => {
    const at = late.indexOf(params);
    if (at === -1) return;
    late.splice(at, 1);
    add(params, true);
  };

  /** 429 as the real one counts: writing on makes it longer. */
  const waitOf = (chat: string): number | undefined => {
    if (bucket === undefined) return undefined;
    const nowMs = bucket.now();
    const state = buckets.get(chat) ?? { tokens: bucket.burst, atMs: nowMs, silentUntilMs: 0 };
    buckets.set(chat, state);
    if (nowMs < state.silentUntilMs) {
      ignoredSilences++;
      state.silentUntilMs += 1_000;
      return state.silentUntilMs - nowMs;
    }
    state.tokens = Math.min(bucket.burst, state.tokens + (nowMs - state.atMs) / bucket.gapMs);
    state.atMs = nowMs;
    if (state.tokens >= 0.999) {
      state.tokens -= 1;
      return undefined;
    }
    state.silentUntilMs = nowMs + 3_000;
    return 3_000;
  };

  const refuseMoved = async (chat: string, exchange: Exchange) => {
    const what = "Bad Request: group chat was upgraded to a supergroup chat";
    return await refuse(exchange, 400, what, { migrate_to_chat_id: Number(moved.get(chat)) });
  };

  const send = async (params: Params, exchange: Exchange) => {
    const chat = String(params.chat_id);
    const fault = faults.shift();
    if (fault === "drop") return;
    if (fault === "late") {
      late.push(params);
      if (lateAfterMs !== undefined) {
        clock.sleep(lateAfterMs, ended.signal).then(() => takeLate(params), () => {});
      }
      return await exchange.untilHangUp();
    }
    if (fault === "502_before") return await page(exchange, 502);
    if (fault === "restart") return await refuse(exchange, 500, "Internal Server Error: restart");
    if (fault === "500") return await refuse(exchange, 500, "Internal Server Error");
    if (typeof fault === "object" && "code" in fault) {
      return await refuse(exchange, fault.code, fault.description);
    }
    if (typeof fault === "object") {
      const retry_after = fault.silenceS;
      return await refuse(exchange, 429, `Too Many Requests: retry after ${retry_after}`, { retry_after });
    }
    if (blocked.has(chat)) return await refuse(exchange, 403, "Forbidden: bot was blocked by the user");
    if (moved.has(chat)) return await refuseMoved(chat, exchange);
    const waitMs = waitOf(chat);
    if (waitMs !== undefined) {
      const retry_after = Math.ceil(waitMs / 1_000);
      return await refuse(exchange, 429, `Too Many Requests: retry after ${retry_after}`, { retry_after });
    }
    const added = add(params);
    if ("fault" in added) return await refuse(exchange, 400, added.fault);
    if (fault === "drop_after") return;
    if (fault === "hold_after") return await exchange.untilHangUp();
    if (fault === "504_after") return await page(exchange, 504);
    const { id: message_id, text, entities } = added;
    const result = { message_id, date: 1, chat: { id: params.chat_id, type: "private" }, text, entities };
    if (fault === "cut_after") {
      return await exchange.write(head(200, 900) + JSON.stringify({ ok: true, result }).slice(0, 20));
    }
    await answer(exchange, result);
  };

  const edit = async (params: Params, exchange: Exchange) => {
    if (blocked.has(String(params.chat_id))) {
      return await refuse(exchange, 403, "Forbidden: bot was blocked by the user");
    }
    if (ways.editRefusal !== undefined) {
      return await refuse(exchange, ways.editRefusal.code, ways.editRefusal.description);
    }
    if (moved.has(String(params.chat_id))) return await refuseMoved(String(params.chat_id), exchange);
    const known = messages.find(({ id, chat }) =>
      id === params.message_id && chat === String(params.chat_id)
    );
    if (known === undefined) return await refuse(exchange, 400, ways.absentWords);
    if (!known.isOfBot) return await refuse(exchange, 400, "Bad Request: message can't be edited");
    const read = readContent(params);
    if ("fault" in read) return await refuse(exchange, 400, read.fault);
    if (read.content === known.content && !ways.editsSameText) {
      const what =
        "Bad Request: message is not modified: specified new message content and reply markup are " +
        "exactly the same as a current content and reply markup of the message";
      return await refuse(exchange, 400, what);
    }
    const { text, content } = read;
    Object.assign(known, { text, content, edits: known.edits + 1, keyboard: params.reply_markup });
    await answer(exchange, { message_id: known.id, date: 1, edit_date: 2, chat: { id: params.chat_id } });
  };

  const updates = new TelegramUpdates({ answer, refuse }, nextId);
  const server = startFaultServer((request) => async (exchange) => {
    const [, token, method = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(request.path) ?? [];
    calls.set(method, (calls.get(method) ?? 0) + 1);
    if (isDown) return;
    if (token !== BOT_TOKEN || isRevoked) return await refuse(exchange, 401, "Unauthorized");
    const params: Params = request.body === "" ? {} : JSON.parse(request.body);
    if (method === "sendMessage") return await send(params, exchange);
    if (method === "editMessageText") return await edit(params, exchange);
    if (method === "getUpdates") return await updates.poll(params, exchange);
    if (method === "getWebhookInfo") {
      return await answer(exchange, { url: updates.isWebhookSet ? "https://elsewhere.example" : "" });
    }
    if (method === "answerCallbackQuery") return await updates.answerPress(params, exchange);
    if (method === "setMyCommands") return await updates.setMenu(params, exchange);
    if (method === "sendChatAction") {
      if (blocked.has(String(params.chat_id))) {
        return await refuse(exchange, 403, "Forbidden: bot was blocked by the user");
      }
      if (moved.has(String(params.chat_id))) return await refuseMoved(String(params.chat_id), exchange);
      return await answer(exchange, true);
    }
    if (method === "getMe") {
      return await answer(exchange, { id: 1, is_bot: true, username: "signal_test_bot" });
    }
    await refuse(exchange, 404, "Not Found: method not found");
  });

  return {
    url: server.url,
    messages,
    requests: server.requests,
    updates,
    ways,
    get texts() {
      return messages.filter(({ isOfBot }) => isOfBot).map(({ text }) => text);
    },
    get ignoredSilences() {
      return ignoredSilences;
    },
    fail: (...more) => void faults.push(...more),
    acceptLate: () => [...late].forEach(takeLate),
    acceptLateAfter: (ms) => void (lateAfterMs = ms),
    heal() {
      faults.length = 0;
      blocked.clear();
      [isDown, isRevoked] = [false, false];
    },
    setDown: (down) => void (isDown = down),
    block: (chat, isBlocked = true) => void (isBlocked ? blocked.add(chat) : blocked.delete(chat)),
    migrate: (chat, to) => void (to === undefined ? moved.delete(chat) : moved.set(chat, to)),
    revokeToken: (revoked = true) => void (isRevoked = revoked),
    write: (chat) =>
      void messages.push({
        ...{ id: nextId(chat), chat, firstText: "hello", text: "hello", content: "", keyboard: undefined },
        ...{ isSilent: false, isOfBot: false, edits: 0 },
      }),
    limit: (limit) => void (bucket = limit),
    count: (method) => calls.get(method) ?? 0,
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      await server[Symbol.asyncDispose]();
    },
  };
}

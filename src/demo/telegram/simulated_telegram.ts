/** A Bot API that exists only on this machine, as far as this program asks Telegram: what comes is kept and shown. */
import type { Clock } from "../../core/clock.ts";

export interface PlayedMessage {
  readonly id: number;
  /** As a person reads it: without marks. */
  readonly text: string;
  /** On the demo's clock. */
  readonly atMs: number;
  readonly isSilent: boolean;
  /** How often its text was replaced. */
  readonly edits: number;
}

export interface SimulatedTelegram extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly chat: string;
  /** The latest first. */
  received(): readonly PlayedMessage[];
}

/** Nobody's: it opens nothing outside this process. */
const TOKEN = "100000001:demo-token-of-this-machine-alone-00";
const CHAT = "100000002";
const MOST_KEPT = 50;
/** As Telegram has it. */
const MOST_UNITS = 4_096;

type Params = Readonly<Record<string, unknown>>;

interface KeptMessage extends PlayedMessage {
  /** What an edit is compared with. */
  readonly content: string;
}

class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: number;

  constructor(code: number, description: string) {
    super(description);
    this.code = code;
  }
}

export function startSimulatedTelegram({ clock }: { readonly clock: Clock }): SimulatedTelegram {
  const kept = new Map<number, KeptMessage>();
  let lastId = 0;

  const methods: Readonly<Record<string, (params: Params) => unknown>> = {
    getMe: () => ({
      id: 100_000_001,
      is_bot: true,
      first_name: "signal-v2 demo",
      username: "signal_v2_demo_bot",
    }),
    getUpdates: () => [],
    setMyCommands: () => true,
    sendChatAction: (params) => (checkChat(params), true),
    sendMessage(params) {
      checkChat(params);
      const id = ++lastId;
      const isSilent = params.disable_notification === true;
      kept.set(id, { ...read(params), id, atMs: clock.now(), isSilent, edits: 0 });
      const [oldest] = kept.keys();
      if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
      return toResult(id);
    },
    editMessageText(params) {
      checkChat(params);
      const before = kept.get(Number(params.message_id));
      if (before === undefined) throw new Refusal(400, "Bad Request: message to edit not found");
      const next = read(params);
      if (next.content === before.content) throw new Refusal(400, "Bad Request: message is not modified");
      kept.set(before.id, { ...before, ...next, edits: before.edits + 1 });
      return toResult(before.id);
    },
  };

  const toResult = (id: number) => ({
    message_id: id,
    date: Math.floor(clock.now() / 1_000),
    chat: { id: Number(CHAT), type: "private" },
  });

  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const [, bot = "", name = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(new URL(request.url).pathname) ?? [];
    if (bot !== TOKEN) return answer(401, { ok: false, error_code: 401, description: "Unauthorized" });
    const method = methods[name];
    if (method === undefined) return answer(404, { ok: false, error_code: 404, description: "Not Found" });
    try {
      return answer(200, { ok: true, result: method(await readParams(request)) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return answer(error.code, { ok: false, error_code: error.code, description: error.message });
    }
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    token: TOKEN,
    chat: CHAT,
    received: () =>
      [...kept.values()].toReversed().map(({ content: _content, ...message }): PlayedMessage => message),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function readParams(request: Request): Promise<Params> {
  try {
    const body: unknown = await request.json();
    if (typeof body === "object" && body !== null) return { ...body };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Refusal(400, "Bad Request: can't parse the body");
}

function checkChat({ chat_id: chat }: Params): void {
  if (String(chat) !== CHAT) throw new Refusal(400, "Bad Request: chat not found");
}

/** Marks are read as Telegram does: what is no mark of HTML must be escaped. */
function read(
  { text, parse_mode: mode, reply_markup: markup }: Params,
): Pick<KeptMessage, "text" | "content"> {
  const raw = typeof text === "string" ? text : "";
  const plain = mode === "HTML" ? toPlain(raw) : raw;
  if (plain.trim() === "") throw new Refusal(400, "Bad Request: message text is empty");
  if (plain.length > MOST_UNITS) throw new Refusal(400, "Bad Request: message is too long");
  return { text: plain, content: JSON.stringify([raw, mode ?? null, markup ?? null]) };
}

const MARK = /<\/?(?:b|i|u|s|code|pre)>/g;
const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };

function toPlain(html: string): string {
  const text = html.replace(MARK, "");
  if (/[<>]/.test(text)) throw new Refusal(400, "Bad Request: can't parse entities: unsupported start tag");
  return text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function answer(status: number, body: unknown): Response {
  return Response.json(body, { status });
}

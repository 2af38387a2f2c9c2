/** The other half of the Bot API on loopback: what people write and press, handed over until it is confirmed. */
import type { Exchange } from "./fault_server.ts";

type Params = Readonly<Record<string, unknown>>;

export interface PersonFacts {
  /** Default: a private chat with the person. */
  readonly chat?: string;
  readonly chatType?: "private" | "group" | "supergroup";
  readonly sentAtMs: number;
  readonly name?: string;
  readonly isBot?: boolean;
}

export interface PollFault {
  readonly code: number;
  readonly description: string;
  readonly retryAfterS?: number;
}

export interface Answers {
  readonly answer: (exchange: Exchange, result: unknown) => Promise<void>;
  readonly refuse: (
    exchange: Exchange,
    code: number,
    description: string,
    parameters?: object,
  ) => Promise<void>;
}

export class TelegramUpdates {
  /** What the bot answered to presses, in order. */
  readonly answered: { readonly id: string; readonly text: string | undefined }[] = [];
  /** The menu by language; `` is the one for everybody. */
  readonly menus = new Map<string, readonly { command: string; description: string }[]>();
  readonly #answers: Answers;
  readonly #nextMessageId: (chat: string) => number;
  readonly #faults: PollFault[] = [];
  #waiting: { id: number; value: unknown }[] = [];
  #wake: (() => void) | undefined;
  #nextId = 700_000;
  #presses = 0;
  /** How many polls are held at the moment. */
  held = 0;
  /** The lowest id that was not confirmed, as the last poll said. */
  offset: number | undefined;
  isWebhookSet = false;
  /** What each poll hands over at once, whatever was confirmed. */
  stuckOn: readonly unknown[] | undefined;
  /** Presses are left without an answer of the server. */
  holdsAnswers = false;

  constructor(answers: Answers, nextMessageId: (chat: string) => number) {
    this.#answers = answers;
    this.#nextMessageId = nextMessageId;
  }

  /** @returns the update's id. */
  message(userId: string, text: string | undefined, facts: PersonFacts): number {
    const { chat = userId, chatType = "private", sentAtMs, name = "민수", isBot = false } = facts;
    return this.#add({
      message: {
        message_id: this.#nextMessageId(chat),
        date: Math.floor(sentAtMs / 1_000),
        from: { id: Number(userId), is_bot: isBot, first_name: name },
        chat: { id: Number(chat), type: chatType },
        ...(text === undefined ? { photo: [] } : { text }),
      },
    });
  }

  /** @returns the update's id. */
  press(
    userId: string,
    data: string,
    { chat = userId, chatType = "private" }: Omit<PersonFacts, "sentAtMs"> = {},
  ) {
    return this.#add({
      callback_query: {
        id: `press-${++this.#presses}`,
        from: { id: Number(userId), is_bot: false, first_name: "민수" },
        message: { message_id: 1, date: 0, chat: { id: Number(chat), type: chatType } },
        data,
      },
    });
  }

  member(userId: string, status: string): number {
    return this.#add({
      my_chat_member: {
        from: { id: Number(userId), is_bot: false, first_name: "민수" },
        chat: { id: Number(userId), type: "private" },
        new_chat_member: { status },
      },
    });
  }

  /** As it is, with an id of its own choosing: what was handed over comes again. */
  raw(value: { readonly update_id: number }): void {
    this.#waiting.push({ id: value.update_id, value });
    this.#wake?.();
  }

  /** The same update once more, as after a confirmation that was lost. */
  again(updateId: number): void {
    const known = this.#all.get(updateId);
    if (known === undefined) throw new RangeError(`Cannot repeat update ${updateId}: there was none`);
    this.offset = undefined;
    this.raw({ ...known, update_id: updateId });
  }

  /** The next polls are refused so. */
  failPolls(...faults: readonly PollFault[]): void {
    this.#faults.push(...faults);
    this.endPoll();
  }

  /** The one that is held comes back empty. */
  endPoll(): void {
    this.#wake?.();
  }

  async poll(params: Params, exchange: Exchange): Promise<void> {
    this.offset = typeof params.offset === "number" ? params.offset : undefined;
    const { offset } = this;
    if (offset !== undefined) this.#waiting = this.#waiting.filter(({ id }) => id >= offset);
    if (this.stuckOn !== undefined) return await this.#answers.answer(exchange, [...this.stuckOn]);
    const fault = this.#faults.shift();
    if (fault !== undefined) return await this.#refuse(fault, exchange);
    if (this.isWebhookSet) {
      const description =
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to " +
        "delete the webhook first";
      return await this.#refuse({ code: 409, description }, exchange);
    }
    if (this.#waiting.length === 0 && !await this.#hold(exchange)) return;
    const ended = this.#faults.shift();
    if (ended !== undefined) return await this.#refuse(ended, exchange);
    await this.#answers.answer(exchange, this.#waiting.slice(0, 100).map(({ value }) => value));
  }

  async answerPress(params: Params, exchange: Exchange): Promise<void> {
    const text = typeof params.text === "string" ? params.text : undefined;
    if (text !== undefined && text.length > 200) {
      return await this.#answers.refuse(exchange, 400, "Bad Request: MESSAGE_TOO_LONG");
    }
    this.answered.push({ id: String(params.callback_query_id), text });
    if (this.holdsAnswers) return await exchange.untilHangUp();
    await this.#answers.answer(exchange, true);
  }

  async setMenu(params: Params, exchange: Exchange): Promise<void> {
    const commands = params.commands as { command: string; description: string }[];
    const isFine = commands.every(({ command, description }) =>
      /^[a-z0-9_]{1,32}$/.test(command) && description.length >= 1 && description.length <= 256
    );
    if (!isFine) return await this.#answers.refuse(exchange, 400, "Bad Request: BOT_COMMAND_INVALID");
    this.menus.set(String(params.language_code ?? ""), commands);
    await this.#answers.answer(exchange, true);
  }

  readonly #all = new Map<number, object>();

  #add(value: object): number {
    const id = this.#nextId++;
    this.#all.set(id, value);
    this.raw({ ...value, update_id: id });
    return id;
  }

  /** @returns false when the caller is gone. */
  async #hold(exchange: Exchange): Promise<boolean> {
    const woken = Promise.withResolvers<boolean>();
    this.#wake = () => woken.resolve(true);
    this.held++;
    const isThere = await Promise.race([woken.promise, exchange.untilHangUp().then(() => false)]);
    this.held--;
    return isThere;
  }

  #refuse({ code, description, retryAfterS }: PollFault, exchange: Exchange): Promise<void> {
    const parameters = retryAfterS === undefined ? undefined : { retry_after: retryAfterS };
    return this.#answers.refuse(exchange, code, description, parameters);
  }
}

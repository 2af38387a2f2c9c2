/**
 * What a chat changes. It is a row before it is done: `taken` in the transaction of its update, then the command, then the
 * result in the transaction of the words about it. After a kill in between it is done once more, as long as the person can
 * still mean it; each command of the chat comes to the same when it is done twice.
 */
import { z } from "zod";
import type { CommandAnswer, CommandDoor } from "../commands/door.ts";
import type { Clock } from "../core/clock.ts";
import { isMemoryUnavailable } from "../core/errors.ts";
import type { Lang } from "../core/lang.ts";
import { toShownText } from "../core/text.ts";
import type { BotEvents } from "./bot_events.ts";
import type { BotStore, PendingAction, Redraw, Reply, ReplyButton } from "./bot_store.ts";
import { UNLINK } from "./chat/chat_commands.ts";
import { sayClock } from "./chat/spans.ts";
import { showDay } from "./chat/show/signals.ts";
import { DAY_LIST, type MessageButtons, planEnd, toEnd, toEndKey, toRemovalData } from "./message_buttons.ts";
import type { People } from "./people.ts";
import { sayRefusal } from "./refusals.ts";
import type { BotSay } from "./texts.ts";

interface ActionParts {
  readonly owner: string;
  readonly store: BotStore;
  readonly door: CommandDoor;
  readonly people: People;
  readonly clock: Clock;
  readonly say: BotSay;
  readonly lang: Lang;
  readonly events: BotEvents;
  readonly buttons: MessageButtons;
  readonly oldAfterMs: number;
  readonly seconds: number;
}

interface ActionEnd {
  readonly state: "done" | "refused";
  readonly result: string;
  /** Buttons under the result. */
  readonly more?: readonly (readonly ReplyButton[])[] | undefined;
}

interface UnwrittenEnd {
  readonly action: Pick<PendingAction, "id" | "kind" | "userId">;
  readonly end: Parameters<BotStore["finish"]>[1];
  readonly replies: readonly Reply[];
  readonly redraw: Redraw | undefined;
}

/** A result fits the little window over a button. */
const LONGEST_TOAST = 190;

/** It was begun and cut off this often: no more. */
const MOST_BEGINNINGS = 2;

export class Actions {
  readonly #parts: ActionParts;
  /** Done, and what came of it could not be written yet. */
  readonly #unwritten = new Map<string, UnwrittenEnd>();

  constructor(parts: ActionParts) {
    this.#parts = parts;
  }

  /** Does one that is taken, and tells what came of it. */
  async run(
    action: Pick<PendingAction, "id" | "kind" | "args" | "userId" | "chat" | "replyKey">,
  ): Promise<void> {
    const { clock, events, buttons } = this.#parts;
    const { state, result, more } = await this.#do(action);
    const { replies, redraw } = state === "done"
      ? planEnd(action, { text: result, buttons })
      : { replies: [toEnd(action, result)], redraw: undefined };
    const shown = more === undefined ? replies : replies.map((reply) => ({ ...reply, buttons: more }));
    const unwritten = { action, end: { state, result, atMs: clock.now() }, replies: shown, redraw };
    try {
      await this.#write(unwritten);
    } catch (error) {
      this.#unwritten.set(action.id, unwritten);
      events.failed(`The result of ${action.kind} (action ${action.id}) waits for the database`, error);
    }
  }

  /**
   * Tells what could not be written when it was done, with the result of then.
   *
   * @throws what the memory throws: then the next time does.
   */
  async writeResults(): Promise<void> {
    for (const [id, unwritten] of this.#unwritten) {
      try {
        await this.#write(unwritten);
      } catch (error) {
        if (isMemoryUnavailable(error)) throw error;
        // It would fail for ever; the next start does what it can.
        this.#parts.events.failed(`The result of action ${id} cannot be written`, error);
      }
      this.#unwritten.delete(id);
    }
  }

  /** What was under way when the program ended. */
  async resume(): Promise<void> {
    const { store, clock, say, oldAfterMs } = this.#parts;
    for (const action of await store.unfinished()) {
      const ageMs = clock.now() - (action.takenAtMs ?? action.askedAtMs);
      const isMeant = ageMs >= 0 && ageMs <= oldAfterMs && action.begun < MOST_BEGINNINGS;
      if (isMeant && await store.beginAgain(action.id)) {
        await this.run(action);
        continue;
      }
      const result = say("interrupted");
      await store.finish(action.id, { state: "refused", result, atMs: clock.now() }, [toEnd(action, result)]);
    }
  }

  /** Takes the buttons off questions whose time is over. */
  async expireOverdue(): Promise<void> {
    const { store, clock, say, seconds } = this.#parts;
    const nowMs = clock.now();
    for (const action of await store.overdue(nowMs)) {
      const result = say("question_over", { seconds });
      await store.expire(action.id, { result, atMs: nowMs, replies: [toEnd(action, result)] });
    }
  }

  async #write({ action, end, replies, redraw }: UnwrittenEnd): Promise<void> {
    const { store, events } = this.#parts;
    await store.finish(action.id, end, replies, redraw);
    events.acted({ command: action.kind, outcome: end.state, userId: action.userId });
  }

  async #do(
    { kind, args, userId, id }: Pick<PendingAction, "kind" | "args" | "userId" | "id">,
  ): Promise<ActionEnd> {
    const { door, say, lang, events, clock } = this.#parts;
    try {
      if (kind === UNLINK) return { state: "done", result: await this.#unlink(userId) };
      const answer = await door.run(kind, args, { kind: "telegram", id: userId });
      return answer.kind === "done"
        ? { state: "done", result: this.#toDone(kind, args, answer), more: this.#toMore(kind, args, id) }
        : { state: "refused", result: sayRefusal(answer, { say, lang, events }) };
    } catch (error) {
      events.failed(`${kind} (action ${id}, ${sayClock(clock.now())})`, error);
      return { state: "refused", result: say("failed") };
    }
  }

  async #unlink(userId: string): Promise<string> {
    const { store, owner, people, say, clock } = this.#parts;
    await store.unlink(owner, userId);
    await people.refresh();
    return say("unlinked", { clock: sayClock(clock.now()) });
  }

  #toMore(kind: string, args: unknown, id: string): ActionEnd["more"] {
    if (kind !== "alerts.add" || !hasId(args)) return undefined;
    return [[{ text: this.#parts.say("remove_alert"), data: toRemovalData(args.id, toEndKey(id)) }]];
  }

  #toDone(
    kind: string,
    args: unknown,
    { words, result }: Extract<CommandAnswer, { kind: "done" }>,
  ): string {
    const { say, lang, clock } = this.#parts;
    const at = sayClock(clock.now());
    if (kind === "signals.why") return words[lang];
    if (kind === DAY_LIST) return showDay(result, { ...dayArgs.parse(args), lang });
    if (kind === "strategies.stop" && hasId(args)) {
      return say("stopped", { id: toShownText(args.id), clock: at });
    }
    return say("done_at", { words: words[lang], clock: at });
  }
}

export function toToast(text: string): string {
  return text.length <= LONGEST_TOAST ? text : `${text.slice(0, LONGEST_TOAST).toWellFormed()}…`;
}

const dayArgs = z.looseObject({ day: z.string(), which: z.enum(["told", "rejected"]) });

function hasId(args: unknown): args is { readonly id: string } {
  return typeof args === "object" && args !== null && "id" in args && typeof args.id === "string";
}

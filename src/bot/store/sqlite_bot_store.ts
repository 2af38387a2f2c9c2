import type { Clock } from "../../core/clock.ts";
import { OWNER } from "../../core/actor.ts";
import type { Database, SqlValue } from "../../sqlite/sql.ts";
import { createTransaction } from "../../sqlite/transaction.ts";
import type { WriteQueue } from "../../sqlite/write_queue.ts";
import type {
  ActionState,
  BotStore,
  HandledUpdate,
  HandleOutcome,
  LinkedPerson,
  LinkOutcome,
  LinkRules,
  LinkTry,
  NewAction,
  PendingAction,
  Redraw,
  Reply,
  ReplyQueue,
  UpdateEffect,
} from "../bot_store.ts";
import { prepareBot } from "./bot_statements.ts";
import { createPressedReader } from "./pressed_acts.ts";

const whole = (ms: number) => Math.trunc(ms);
const DAY_MS = 86_400_000;

export interface BotStoreParts {
  readonly db: Database;
  readonly queue: WriteQueue;
  readonly clock: Clock;
  /** On this very database. */
  readonly replies: ReplyQueue;
}

/** In signal_v2.db, beside the messages, so that an update and its answer are one transaction. */
export class SqliteBotStore implements BotStore {
  readonly #queue: WriteQueue;
  readonly #transact: <T>(work: () => T) => T;
  readonly #replies: ReplyQueue;
  readonly #sql: ReturnType<typeof prepareBot>;
  readonly #pressed: (signalId: string) => readonly string[];

  constructor({ db, queue, replies }: BotStoreParts) {
    this.#queue = queue;
    this.#transact = createTransaction(db);
    this.#replies = replies;
    this.#sql = prepareBot(db);
    this.#pressed = createPressedReader(db);
  }

  isHandled(updateId: number): Promise<boolean> {
    return Promise.resolve(this.#sql.isHandled.rows(updateId).length > 0);
  }

  async handle(update: HandledUpdate, effect: UpdateEffect): Promise<HandleOutcome> {
    let outcome: HandleOutcome = "known";
    await this.#write(() => {
      if (!this.#note(update)) return 0;
      outcome = this.#apply(update, effect);
      return 1;
    });
    return outcome;
  }

  findAction(id: string): Promise<PendingAction | undefined> {
    return Promise.resolve(this.#sql.action.rows(id).map(readAction)[0]);
  }

  async beginAgain(id: string): Promise<boolean> {
    return await this.#write(() => this.#sql.again.run(id)) > 0;
  }

  async finish(
    id: string,
    { state, result, atMs }: { state: "done" | "refused"; result: string; atMs: number },
    replies: readonly Reply[],
    redraw?: Redraw,
  ): Promise<boolean> {
    return await this.#write(() => {
      const changed = this.#sql.finish.run(state, result, whole(atMs), id);
      if (changed === 0) return 0;
      return changed + this.#replies.append(OWNER, replies) +
        (redraw === undefined ? 0 : this.#redraw(redraw));
    }) > 0;
  }

  async clearOver(owner: string): Promise<void> {
    await this.#write(() => this.#replies.clearOver(owner));
  }

  unfinished(): Promise<readonly PendingAction[]> {
    return Promise.resolve(this.#sql.unfinished.rows().map(readAction));
  }

  overdue(nowMs: number): Promise<readonly PendingAction[]> {
    // Asked by a clock that was ahead, it would wait for ever.
    return Promise.resolve(
      this.#sql.overdue.rows(whole(nowMs), whole(nowMs) + DAY_MS).map(readAction),
    );
  }

  async expire(
    id: string,
    { result, atMs, replies }: { result: string; atMs: number; replies: readonly Reply[] },
  ): Promise<boolean> {
    return await this.#write(() => {
      const changed = this.#sql.end.run("expired", result, whole(atMs), id);
      return changed === 0 ? 0 : changed + this.#replies.append(OWNER, replies);
    }) > 0;
  }

  people(owner: string): Promise<readonly LinkedPerson[]> {
    return Promise.resolve(
      this.#sql.people.rows(owner).map(([userId, chat, name, linkedAt]) => ({
        userId: String(userId),
        chat: String(chat),
        name: String(name),
        linkedAtMs: Number(linkedAt),
      })),
    );
  }

  /** Of people who linked themselves, as the file has them now: another process may have unlinked somebody. */
  linkedChats(owner: string): readonly string[] {
    return this.#sql.people.rows(owner).map(([, chat]) => String(chat));
  }

  async unlink(owner: string, userId: string): Promise<boolean> {
    return await this.#write(() => this.#sql.unlink.run(owner, userId)) > 0;
  }

  async addCode(
    owner: string,
    { hash, madeAtMs, expiresAtMs }: { hash: string; madeAtMs: number; expiresAtMs: number },
  ): Promise<void> {
    await this.#write(() => this.#sql.addCode.run(owner, hash, whole(madeAtMs), whole(expiresAtMs)));
  }

  closedUntilMs(owner: string, nowMs: number): Promise<number | undefined> {
    return Promise.resolve(this.#closedUntilMs(owner, nowMs));
  }

  async tryLink(
    owner: string,
    update: HandledUpdate,
    link: LinkTry & { rules: LinkRules },
  ): Promise<LinkOutcome> {
    let outcome: LinkOutcome = "known";
    await this.#write(() => {
      if (!this.#note(update)) return 0;
      outcome = this.#judgeCode(owner, link, update.atMs);
      this.#sql.outcome.run(outcome, update.updateId);
      if (outcome === "linked") {
        const { userId, chat, name, linkedAtMs } = link.person;
        this.#sql.link.run(owner, userId, chat, name, whole(linkedAtMs));
        // One use.
        this.#sql.dropCode.run(owner);
        this.#replies.append(OWNER, [link.welcome]);
      }
      if (outcome === "expired") this.#replies.append(OWNER, [link.tooLate]);
      if (outcome === "wrong") this.#noteGuess(owner, link.rules, update.atMs);
      return 1;
    });
    return outcome;
  }

  prune(beforeMs: number): Promise<number> {
    const before = whole(beforeMs);
    return this.#write(() =>
      this.#sql.pruneUpdates.run(before) + this.#sql.pruneActions.run(before) +
      this.#sql.pruneGuesses.run(before)
    );
  }

  #note({ updateId, atMs, kind, outcome }: HandledUpdate): boolean {
    return this.#sql.note.run(updateId, whole(atMs), kind, outcome) > 0;
  }

  #apply({ atMs }: HandledUpdate, { replies = [], action, take, end }: UpdateEffect): HandleOutcome {
    const now = whole(atMs);
    if (take !== undefined && this.#sql.take.run(now, take.id, now) === 0) return "not_taken";
    if (end !== undefined && this.#sql.end.run(end.state, end.result, now, end.id) === 0) return "not_taken";
    // Of two presses of the same button one makes the action.
    if (action !== undefined && this.#addAction(action, atMs) === 0) return "not_taken";
    this.#replies.append(OWNER, replies);
    return "handled";
  }

  #redraw(redraw: Redraw): number {
    const pressed = redraw.kind === "signal" ? this.#pressed(redraw.signalId) : [];
    return this.#replies.redraw(OWNER, { ...redraw, pressed });
  }

  #addAction(action: NewAction & { readonly isTaken: boolean }, atMs: number): number {
    const { id, kind, args, userId, chat, replyKey, askedAtMs, expiresAtMs, isTaken } = action;
    return this.#sql.addAction.run(
      ...[id, OWNER, kind, JSON.stringify(args), userId, chat, replyKey ?? null],
      ...[isTaken ? "taken" : "asked", Number(isTaken), whole(askedAtMs), whole(expiresAtMs)],
      isTaken ? whole(atMs) : null,
    );
  }

  #judgeCode(owner: string, { codeHash }: LinkTry, nowMs: number): LinkOutcome {
    if (this.#closedUntilMs(owner, nowMs) !== undefined) return "closed";
    const [row] = this.#sql.code.rows(owner);
    if (row === undefined || row[0] !== codeHash) return "wrong";
    return Number(row[1]) <= nowMs ? "expired" : "linked";
  }

  #noteGuess(owner: string, { tries, windowMs, closedMs }: LinkRules, nowMs: number): void {
    const now = whole(nowMs);
    this.#sql.guess.run(owner, now);
    const count = Number(this.#sql.guesses.rows(owner, now - windowMs)[0]?.[0] ?? 0);
    if (count < tries) return;
    this.#sql.close.run(owner, now + closedMs);
    // What was open may be half known by now.
    this.#sql.dropCode.run(owner);
    this.#sql.forgetGuesses.run(owner);
  }

  #closedUntilMs(owner: string, nowMs: number): number | undefined {
    const until = Number(this.#sql.closed.rows(owner)[0]?.[0] ?? 0);
    // Later than a day, it was dated by a clock that was ahead.
    return until > nowMs && until <= nowMs + DAY_MS ? until : undefined;
  }

  async #write(work: () => number): Promise<number> {
    const changed = await this.#queue.run(() => this.#transact(work));
    this.#replies.announce();
    return changed;
  }
}

function readAction(
  [id, kind, args, userId, chat, replyKey, state, begun, askedAt, expiresAt, takenAt, doneAt, result]:
    readonly SqlValue[],
): PendingAction {
  const time = (cell: SqlValue | undefined) => cell === null || cell === undefined ? undefined : Number(cell);
  return {
    ...{ id: String(id), kind: String(kind), args: JSON.parse(String(args)), userId: String(userId) },
    chat: String(chat),
    replyKey: replyKey === null ? undefined : String(replyKey),
    state: readState(state),
    begun: Number(begun),
    ...{ askedAtMs: Number(askedAt), expiresAtMs: Number(expiresAt) },
    ...{ takenAtMs: time(takenAt), doneAtMs: time(doneAt) },
    result: result === null ? undefined : String(result),
  };
}

const STATES: readonly ActionState[] = ["asked", "taken", "done", "refused", "expired", "dropped"];

function readState(cell: SqlValue | undefined): ActionState {
  const state = STATES.find((known) => known === cell);
  if (state === undefined) throw new RangeError(`Cannot read the state of an action: ${String(cell)}`);
  return state;
}

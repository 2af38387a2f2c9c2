/**
 * The memory of the bot: which updates were handled, who is linked, and what somebody was asked. What an update does is
 * written in the transaction in which the update is noted, so a second arrival of it does nothing.
 */

export interface ReplyButton {
  readonly text: string;
  /** At most 64 bytes. */
  readonly data: string;
}

export interface Reply {
  /** The same at each repetition: a second one adds nothing. */
  readonly key: string;
  readonly chat: string;
  /** As a person reads it, without marks. */
  readonly text: string;
  readonly buttons: readonly (readonly ReplyButton[])[];
  /** Key of the reply whose text this one replaces. */
  readonly edits: string | undefined;
  readonly isRinging: boolean;
}

/** Buttons under messages of the program change: those of a signal by what was pressed, others go once they were. */
export type Redraw =
  | { readonly kind: "signal"; readonly signalId: string }
  | { readonly kind: "pressed_out"; readonly data: string };

/** Where replies wait for their sender; all but `announce`, which comes after it, is called inside a transaction. */
export interface ReplyQueue {
  append(owner: string, replies: readonly Reply[]): number;
  /** @param pressed what was done with the signal by buttons. */
  redraw(owner: string, redraw: Redraw & { readonly pressed: readonly string[] }): number;
  /** Takes buttons away whose matter is over. */
  clearOver(owner: string): number;
  announce(): void;
}

/** `asked`: waits for its press. `taken`: pressed, and under way. The others are its ends. */
export type ActionState = "asked" | "taken" | "done" | "refused" | "expired" | "dropped";

export interface NewAction {
  readonly id: string;
  /** Id of the command. */
  readonly kind: string;
  /** Plain JSON. */
  readonly args: unknown;
  readonly userId: string;
  readonly chat: string;
  /** Key of the reply with its buttons; `undefined`: it was not asked, the message itself was the word. */
  readonly replyKey: string | undefined;
  readonly askedAtMs: number;
  readonly expiresAtMs: number;
}

export interface PendingAction extends NewAction {
  readonly state: ActionState;
  readonly takenAtMs: number | undefined;
  readonly doneAtMs: number | undefined;
  /** What came of it, as it was told. */
  readonly result: string | undefined;
  /** How often it was begun: more than once after the program ended in the middle. */
  readonly begun: number;
}

export interface LinkedPerson {
  readonly userId: string;
  readonly chat: string;
  readonly name: string;
  readonly linkedAtMs: number;
}

export interface HandledUpdate {
  readonly updateId: number;
  readonly atMs: number;
  /** `message`, `press`, `member`, `other`. */
  readonly kind: string;
  /** What became of it, in a word: `replied`, `stranger`, `old`. Nothing of what was written. */
  readonly outcome: string;
}

/** What is stored together with the update. */
export interface UpdateEffect {
  readonly replies?: readonly Reply[];
  /** A question, or with `isTaken` a wish that needs none. */
  readonly action?: NewAction & { readonly isTaken: boolean };
  /** Pressed: only while it waits, and only once. */
  readonly take?: { readonly id: string };
  /** Said no, or too late. */
  readonly end?: { readonly id: string; readonly state: "expired" | "dropped"; readonly result: string };
}

/** `taken` is what makes an effect: of two presses one has it. */
export type HandleOutcome = "handled" | "known" | "not_taken";

export interface LinkTry {
  readonly codeHash: string;
  readonly person: LinkedPerson;
  /** Queued when the code is right. */
  readonly welcome: Reply;
  /** Queued when it was right and its time is over. */
  readonly tooLate: Reply;
}

/** `closed`: too many wrong ones; not even the right one counts. */
export type LinkOutcome = "linked" | "wrong" | "expired" | "closed" | "known";

export interface LinkRules {
  readonly tries: number;
  readonly windowMs: number;
  readonly closedMs: number;
}

export interface BotStore {
  isHandled(updateId: number): Promise<boolean>;
  handle(update: HandledUpdate, effect: UpdateEffect): Promise<HandleOutcome>;
  findAction(id: string): Promise<PendingAction | undefined>;
  /** Notes that it is begun once more. @returns false when it is at an end. */
  beginAgain(id: string): Promise<boolean>;
  /** With the replies that tell of it. @returns false when it was at an end already: then nothing is told. */
  finish(
    id: string,
    end: { readonly state: "done" | "refused"; readonly result: string; readonly atMs: number },
    replies: readonly Reply[],
    redraw?: Redraw,
  ): Promise<boolean>;
  /** Taken, and not at an end: the program ended in the middle. */
  unfinished(): Promise<readonly PendingAction[]>;
  /** Takes the buttons off messages whose matter is over. */
  clearOver(owner: string): Promise<void>;
  /** Asked, and their time is over. */
  overdue(nowMs: number): Promise<readonly PendingAction[]>;
  /** @returns false when it was pressed meanwhile. */
  expire(
    id: string,
    end: { readonly result: string; readonly atMs: number; readonly replies: readonly Reply[] },
  ): Promise<boolean>;
  people(owner: string): Promise<readonly LinkedPerson[]>;
  unlink(owner: string, userId: string): Promise<boolean>;
  /** Replaces a code that is open. */
  addCode(owner: string, code: { hash: string; madeAtMs: number; expiresAtMs: number }): Promise<void>;
  /** Until when no code is taken; `undefined`: now. */
  closedUntilMs(owner: string, nowMs: number): Promise<number | undefined>;
  tryLink(owner: string, update: HandledUpdate, link: LinkTry & { rules: LinkRules }): Promise<LinkOutcome>;
  /** Updates and actions from before. @returns how many rows. */
  prune(beforeMs: number): Promise<number>;
}

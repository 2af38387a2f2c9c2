/**
 * Buttons of messages that went out, changed by an edit: the text stays byte for byte what stands there, with the mark of
 * a resend if it has one.
 */
import type { Lang } from "../../core/lang.ts";
import { HOUR_MS } from "../../core/kst.ts";
import type { Database, SqlValue } from "../../sqlite/sql.ts";
import { bodyOf } from "../channel.ts";
import { buttonsEndMs, type SignalAct, toButtons } from "../message_buttons.ts";
import { KEYBOARD, type MessageButton, type MessageDraft, type MessageRow } from "../message_store.ts";
import { readMessageRow } from "./rows.ts";
import { COLUMNS } from "./statements.ts";

const CHANNEL = "telegram";
/** Longer ago, a message has lost its buttons already, or nobody scrolls back to it. */
const LOOK_BACK_MS = 72 * HOUR_MS;
/** An edit that does not get out within this is left. */
const LASTS_MS = 24 * HOUR_MS;

const REPLACED = "newer buttons take its place";

/**
 * Those that stand in a chat, also where a newer text was said in the place of one that never came; an edit changes the
 * first part alone, so messages in parts keep their buttons.
 */
const STANDING = `channel = '${CHANNEL}' AND state = 'delivered' AND parts = 1 AND markup <> '[]'
  AND kind NOT IN ('reply', '${KEYBOARD}') AND (edits IS NULL OR NOT EXISTS (SELECT 1 FROM message AS first
    WHERE first.owner = message.owner AND first.key = message.edits AND first.channel = message.channel
      AND first.chat = message.chat AND first.state = 'delivered'))`;

export interface KeyboardParts {
  readonly db: Database;
  /** Inside the transaction that is open. */
  readonly append: (drafts: readonly MessageDraft[]) => number;
}

/** All are called inside a transaction. @returns how many rows changed or are new. */
export interface Keyboards {
  /** The messages of a signal show what was pressed. */
  redraw(
    owner: string,
    facts: {
      readonly signalId: string;
      readonly pressed: readonly SignalAct[];
      readonly lang: Lang;
      readonly atMs: number;
    },
  ): number;
  /** Takes the buttons off the messages that have this one. */
  clear(owner: string, facts: { readonly data: string; readonly atMs: number }): number;
  /** Takes the buttons off messages whose matter is over. */
  clearOver(owner: string, atMs: number): number;
}

export function createKeyboards({ db, append }: KeyboardParts): Keyboards {
  const ofSignal = db.prepare(
    `SELECT ${COLUMNS} FROM message WHERE owner = ? AND signal_id = ? AND ${STANDING}`,
  );
  const standing = db.prepare(
    `SELECT ${COLUMNS} FROM message WHERE owner = ? AND queued_at BETWEEN ? AND ? AND ${STANDING}`,
  );
  const edits = db.prepare(
    `SELECT ${COLUMNS} FROM message WHERE owner = ? AND edits = ? AND channel = ? AND chat = ?
      AND state IN ('queued', 'sending', 'unknown', 'resend', 'delivered') ORDER BY seq`,
  );
  const supersede = db.prepare(
    "UPDATE message SET state = 'superseded', done_at = ?, error = ? WHERE seq = ? AND state = 'queued'",
  );
  const note = db.prepare(
    `INSERT INTO delivery_attempt (message_seq, attempt, at, event, state, detail)
      VALUES (?, ?, ?, 'superseded', 'superseded', ?)`,
  );
  const replace = ({ seq, attempt }: MessageRow, atMs: number): number => {
    const changed = supersede.run(Math.trunc(atMs), REPLACED, seq);
    if (changed > 0) note.run(seq, attempt, Math.trunc(atMs), REPLACED);
    return changed;
  };
  const rows = (statement: typeof ofSignal, ...values: SqlValue[]) =>
    statement.rows(...values).map(readMessageRow);

  const change = (
    target: MessageRow,
    { buttonsOf, mark, atMs }: {
      readonly buttonsOf: (facts: MessageRow["facts"]) => MessageDraft["buttons"];
      readonly mark: string;
      readonly atMs: number;
    },
  ): number => {
    const { owner, channel, chat } = target;
    const key = target.edits ?? target.key;
    const known = rows(edits, owner, key, channel, chat);
    const shown = known.at(-1) ?? target;
    const buttons = buttonsOf(shown.facts);
    if (isSame(shown.buttons, buttons)) return 0;
    const replaced = known.filter(({ kind, state }) => kind === KEYBOARD && state === "queued")
      .reduce((sum, row) => sum + replace(row, atMs), 0);
    const body = bodyOf(shown);
    const { facts, rank, idScope } = shown;
    return replaced + append([{
      ...{ owner, channel, chat, facts, rank, idScope, buttons, body, markedBody: body },
      // What becomes of it says nothing about the signal.
      signalId: undefined,
      ...{ key: `${key}:keys:${mark}`, edits: key, kind: KEYBOARD, part: 1, parts: 1 },
      ...{ ring: false, isResendable: false, queuedAtMs: atMs, validUntilMs: atMs + LASTS_MS },
    }]);
  };

  return {
    redraw: (owner, { signalId, pressed, lang, atMs }) =>
      rows(ofSignal, owner, signalId).reduce((sum, target) => {
        const buttonsOf = (facts: MessageRow["facts"]) => toButtons(facts, { signalId, lang, pressed });
        return sum + change(target, { buttonsOf, mark: pressed.join("+"), atMs });
      }, 0),
    clear: (owner, { data, atMs }) =>
      rows(standing, owner, Math.trunc(atMs - LOOK_BACK_MS), Math.trunc(atMs))
        .filter(({ buttons }) => buttons.flat().some((button) => button.data === data))
        .reduce((sum, target) => sum + change(target, { buttonsOf: () => [], mark: "pressed", atMs }), 0),
    clearOver: (owner, atMs) =>
      rows(standing, owner, Math.trunc(atMs - LOOK_BACK_MS), Math.trunc(atMs))
        .filter(({ facts }) => buttonsEndMs(facts) <= atMs)
        .reduce((sum, target) => sum + change(target, { buttonsOf: () => [], mark: "over", atMs }), 0),
  };
}

function isSame(
  a: readonly (readonly MessageButton[])[],
  b: readonly (readonly MessageButton[])[],
): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

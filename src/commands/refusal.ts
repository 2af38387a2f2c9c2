/** Why a command was not done: a sentence for people, and a word for programs that stays the same. */
import { UserError, type UserErrorCode } from "../core/errors.ts";

/**
 * `arguments` are wrong; what is asked about is `missing`; it is in the way of something else (`conflict`); or this program
 * cannot do it as it is set up or at the moment (`unavailable`).
 */
export type RefusalKind = "arguments" | "missing" | "conflict" | "unavailable";

const CODES: Readonly<Record<RefusalKind, UserErrorCode>> = {
  arguments: "invalid",
  missing: "invalid",
  conflict: "invalid",
  unavailable: "failed",
};

export class CommandRefusal extends UserError {
  readonly kind: RefusalKind;
  /** Stable, in snake_case: `unknown_strategy`. */
  readonly reason: string;
  /** The sentence in Korean; `undefined` where it names what only programs give wrong. */
  readonly ko: string | undefined;
  /** Plain JSON beside the sentence. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    kind: RefusalKind,
    reason: string,
    facts: {
      readonly message: string;
      readonly ko?: string;
      readonly more?: Readonly<Record<string, unknown>>;
    },
  ) {
    super(CODES[kind], facts.message);
    this.kind = kind;
    this.reason = reason;
    this.ko = facts.ko;
    this.more = facts.more ?? {};
  }
}

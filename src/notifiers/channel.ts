/** What a channel can do: carry one message at a time, and say honestly how far it got. */
import type { Clock } from "../core/clock.ts";
import type { Lang } from "../core/lang.ts";
import type { MessageFacts } from "./message_facts.ts";
import type { MessageRow } from "./message_store.ts";

/** One message as it is handed over. */
export interface Outgoing
  extends Pick<MessageRow, "key" | "chat" | "body" | "markedBody" | "isMarked" | "form" | "buttons"> {
  readonly isRinging: boolean;
}

export type SendOutcome =
  | { readonly kind: "delivered"; readonly messageId: number | undefined }
  /** Certain: it was not taken. The channel is out of reach. */
  | { readonly kind: "not_sent"; readonly reason: string }
  /** Not taken: this chat asks for silence. */
  | { readonly kind: "limited"; readonly waitMs: number; readonly reason: string }
  /** Not taken, and never will be; `isOurFault` is a mistake of this program. */
  | { readonly kind: "refused"; readonly reason: string; readonly isOurFault: boolean }
  /** Not taken because of this message alone; others may go. */
  | { readonly kind: "stumbled"; readonly reason: string }
  /** Not taken: the marks in the text cannot be read. */
  | { readonly kind: "unreadable"; readonly reason: string }
  /** Not taken: nobody is in this chat any more. */
  | { readonly kind: "gone"; readonly reason: string }
  /** Not taken: the key is no longer valid. */
  | { readonly kind: "locked_out"; readonly reason: string }
  /** Not taken: the chat has another id now. */
  | { readonly kind: "moved"; readonly chat: string }
  /** It may have arrived, now or later. */
  | { readonly kind: "unknown"; readonly reason: string };

/** Whether a message is there under an id; asking changes and sounds nothing. */
export type ProbeOutcome =
  | { readonly kind: "there" }
  | { readonly kind: "absent" }
  /** It stands there now because the question put it there. */
  | { readonly kind: "overwrote" }
  | { readonly kind: "no_answer"; readonly reason: string; readonly waitMs: number | undefined }
  | { readonly kind: "gone"; readonly reason: string }
  /** The chat has another id now. */
  | { readonly kind: "moved"; readonly chat: string }
  /** An answer that says nothing about the message; `mayPass`: a fault of the server, which may answer otherwise later. */
  | { readonly kind: "refused"; readonly reason: string; readonly mayPass: boolean };

export type EditOutcome = SendOutcome | { readonly kind: "absent"; readonly reason: string };

export interface Rendered {
  readonly body: string;
  readonly markedBody: string;
}

export interface RenderRequest {
  readonly key: string;
  readonly facts: MessageFacts;
  readonly lang: Lang;
  readonly hidesAmounts: boolean;
  /** Title of a channel that is blocked, which this one stands in for. */
  readonly insteadOf: string | undefined;
  readonly nowMs: number;
}

export interface ChannelPace {
  readonly burst: number;
  readonly gapMs: number;
}

export interface Channel extends Disposable {
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** Who we are there, without any key: what was found out about looking is kept for it. */
  readonly account?: string;
  /** Programs are told of signals alone, and of each at once; people are told by one channel. */
  readonly audience: "people" | "programs";
  /** `harmless`: the receiver knows a message that it has. `probed`: it is asked before one goes again. */
  readonly repeat: "harmless" | "probed";
  /** How long a request can be taken after it began. */
  readonly timeoutMs: number;
  /** So many may go at once, and one in each gap. */
  readonly pace: ChannelPace;
  /** Where messages go. */
  readonly chats: readonly string[];
  /** Chats with the same scope share the counting of ids. */
  idScopeOf(chat: string): string;
  /** What is sent, part by part; none when the channel does not carry this. */
  render(request: RenderRequest): readonly Rendered[];
  send(message: Outgoing, signal: AbortSignal): Promise<SendOutcome>;
  /** Replaces the text of one that is there. Absent where nothing can be edited. */
  edit?(message: Outgoing, messageId: number, signal: AbortSignal): Promise<EditOutcome>;
  probe?(message: Outgoing, messageId: number, signal: AbortSignal): Promise<ProbeOutcome>;
  /** Whether a message could be sent there now, without one. */
  check?(chat: string, signal: AbortSignal): Promise<SendOutcome>;
}

/** What a channel is made with; each takes what is its own. */
export interface ChannelSettings {
  readonly telegram: {
    readonly url: string;
    readonly token: string;
    readonly timeoutMs: number;
    readonly chats: readonly string[];
    /** Absent, what Telegram takes without asking for silence. */
    readonly pace?: ChannelPace;
  } | undefined;
  readonly office: { readonly url: string; readonly secret: string; readonly timeoutMs: number } | undefined;
}

export interface ChannelPlug {
  readonly id: string;
  readonly title: string;
  /** @returns undefined while its settings are missing. */
  create(settings: ChannelSettings, parts: { readonly clock: Clock }): Channel | undefined;
}

/** The text of a message that may have come already is the marked one. */
export function bodyOf(message: Pick<Outgoing, "body" | "markedBody" | "isMarked">): string {
  return message.isMarked ? message.markedBody : message.body;
}

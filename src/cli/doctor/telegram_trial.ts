/** `doctor --telegram-probe`: whether lost messages can be looked for with the real server, and so for this bot. */
import { readLinkedChats } from "../../app/notifiers.ts";
import { realClock } from "../../app/runtime.ts";
import type { Store } from "../../app/data/store.ts";
import type { Config } from "../../config/config.ts";
import { toCommand } from "../../core/command_text.ts";
import { EXIT, UserError } from "../../core/errors.ts";
import { toKstClock, toKstIso } from "../../core/kst.ts";
import { toShownText } from "../../core/text.ts";
import { createTelegramClient } from "../../notifiers/telegram/client.ts";
import {
  type LookFinding,
  type LookFindings,
  type LookQuestion,
  type LookTexts,
  tryLooking,
} from "../../notifiers/telegram/look_trial.ts";
import { botOf, scopeOf } from "../../notifiers/telegram/telegram.ts";
import type { Terminal } from "../kit/terminal.ts";
import { withStore } from "../kit/with_store.ts";
import { translate } from "../kit/language.ts";

/** Six calls, each with its whole time. */
const CALLS = 6;
const CHANNEL = "telegram";

interface TrialOptions {
  readonly chat?: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

/** @returns the exit code: 0 when looking works, 1 when it does not or could not be told. */
export async function runTelegramTrial(terminal: Terminal, options: TrialOptions): Promise<number> {
  const { findings, chat } = await withStore(terminal, (store, config) => runTrial(store, config, options));
  const { isSound, stopped, ids } = findings;
  const shown = {
    ...{ chat, sound: isSound ?? null, stopped: stopped ?? null, message_ids: ids },
    findings: findings.findings.map(({ question, isYes, seen }) => ({ question, yes: isYes ?? null, seen })),
    then: toConclusion(isSound),
  };
  if (options.json) terminal.out(JSON.stringify(shown, null, 2));
  else for (const line of toLines(findings)) terminal.out(await translate(line, terminal));
  return isSound === true ? EXIT.ok : EXIT.runtime;
}

async function runTrial(
  store: Store,
  { notify: { telegram } }: Config,
  options: TrialOptions,
): Promise<{ readonly findings: LookFindings; readonly chat: string }> {
  if (telegram === undefined) {
    throw new UserError(
      "invalid",
      "There is no bot: get a token from @BotFather and set SIGNAL_V2_TELEGRAM_TOKEN, then ask again",
    );
  }
  const chat = chooseChat([...telegram.chats, ...await readLinkedChats(store)], options);
  const { messages } = store;
  const holder = crypto.randomUUID();
  const nowMs = realClock.now();
  const lease = { channel: CHANNEL, holder, nowMs, untilMs: nowMs + CALLS * telegram.timeoutMs };
  // A message of the service in between would use up an id, and a look of it could land on a message of the trial.
  if (!await messages.takeLease(lease)) {
    throw new UserError(
      "failed",
      "The running service sends by this bot, so ids could not be told apart: stop it for this trial (after a crash, " +
        "wait a minute), and ask again",
    );
  }
  try {
    using client = createTelegramClient({ ...telegram, clock: realClock });
    const findings = await tryLooking(client, { chat, texts: toTexts(nowMs) });
    if (findings.ids.length > 0) {
      await messages.saveTrial(CHANNEL, {
        account: botOf(telegram.token),
        idScope: scopeOf(chat),
        lastId: Math.max(...findings.ids),
        isSound: findings.isSound,
        triedAtMs: realClock.now(),
      });
    }
    return { findings, chat };
  } finally {
    await messages.giveLease(CHANNEL, holder);
  }
}

/** @throws {UserError} that names what there is, and says what would be sent. */
function chooseChat(known: readonly string[], { chat, yes }: TrialOptions): string {
  const chats = [...new Set(known)];
  const chosen = chat ?? (chats.length === 1 ? chats[0] : undefined);
  if (chosen === undefined) {
    throw new UserError(
      "invalid",
      chats.length === 0
        ? `Nobody is linked, so there is no chat to try it in: ${toCommand("telegram", "link")} links one`
        : `Say in which chat to try it, with --chat: ${chats.join(", ")}`,
    );
  }
  if (!chats.includes(chosen)) {
    throw new UserError(
      "invalid",
      `The chat ${JSON.stringify(chosen.slice(0, 24))} is none of those that are told: ${chats.join(", ")}`,
    );
  }
  if (yes) return chosen;
  const again = toCommand("doctor", "--telegram-probe", "--chat", chosen, "--yes");
  throw new UserError(
    "invalid",
    `Nothing was sent: this sends three silent test messages to the chat ${chosen} and edits them; if that is right: ${again}`,
  );
}

/** Letters and marks as signals have them: pictures, arrows, brackets, a code, a button. */
function toTexts(nowMs: number): LookTexts {
  const clock = toKstClock(nowMs);
  return {
    first:
      `🔵 <b>시험 1/3 · 알림 확인 방법</b> 71,300원 ▲1.2%\n손익 −7.4% (−366,000원) · a &lt; b &amp; c &gt; d\n` +
      `신호가 아닙니다. 👨‍👩‍👧‍👦\n<code>S-TEST</code> ${clock}`,
    others: [
      `🔔 <b>시험 2/3</b> 신호가 아닙니다.\n${clock}`,
      `🔔 <b>시험 3/3</b> 신호가 아닙니다.\n${clock}`,
    ],
    last: `✅ <b>시험 1/3</b> 끝났습니다. 결과는 명령을 실행한 화면에 있습니다.\n${clock}`,
    button: { text: "시험 단추", data: "trial" },
  };
}

const SENTENCES: Readonly<Record<LookQuestion, { readonly yes: string; readonly no: string }>> = {
  same_text: {
    yes: "an edit that changes nothing is told from one that does",
    no: "an edit that changes nothing is not refused as such, so it would not show that a message is there",
  },
  other_text: {
    yes: "an edit that changes something is done",
    no: "an edit that changes something is not done, so edits say nothing",
  },
  ids_by_one: {
    yes: "messages have ids one after the other",
    no: "ids do not rise by one (or somebody wrote to the bot in between: then try again)",
  },
  absent_id: {
    yes: "an edit of an id that there is not is refused as such",
    no: "an edit of an id that there is not is not refused as such",
  },
  marks: {
    yes: "text and marks come back as they were meant",
    no: "text or marks come back otherwise; sends and looks are read alike, so this alone does no harm",
  },
};

function toLines({ findings, isSound, stopped }: LookFindings): readonly string[] {
  return [
    ...findings.map(toLine),
    ...(stopped === undefined ? [] : [`ended early: ${toShownText(stopped, 200)}`]),
    toConclusion(isSound),
  ];
}

function toLine({ question, isYes, seen }: LookFinding): string {
  const { yes, no } = SENTENCES[question];
  const shown = toShownText(seen, 200);
  if (isYes === undefined) return `not known: whether ${yes} (${shown})`;
  return isYes ? `yes: ${yes} (${shown})` : `no: ${no} (${shown})`;
}

function toConclusion(isSound: boolean | undefined): string {
  if (isSound === undefined) return "It could not be told; what an earlier trial found stays in force";
  return isSound
    ? "Looking for lost messages works with this bot: what arrived is not sent twice"
    : "Looking does not work with this bot: from now on a message without an answer goes once more, with the mark " +
      "that it may have come already, and is not looked for";
}

/** A line of the usual doctor. @returns `undefined` when nobody has tried it. */
export async function readTrialText(
  store: Pick<Store, "messages">,
  { token, chats }: { readonly token: string; readonly chats: readonly string[] },
): Promise<{ readonly isSound: boolean; readonly text: string } | undefined> {
  const scope = scopeOf(chats[0] ?? "");
  const trial = await store.messages.findTrial(CHANNEL, botOf(token), scope);
  if (trial?.isSound === undefined) return undefined;
  const { isSound, triedAtMs } = trial;
  const triedAt = toKstIso(triedAtMs);
  const text = isSound
    ? `lost messages can be looked for, as tried at ${triedAt}`
    : `lost messages cannot be looked for, so they go once more with a mark, as tried at ${triedAt}`;
  return { isSound, text };
}

/** Faults between a decision and the person who is told. */
import type { FaultRow } from "./fault_row.ts";

export const WAY_FAULTS: readonly FaultRow[] = [
  {
    n: 14,
    must: "Taken with its answer lost, a message is looked for in silence before it goes again with a mark.",
    tests: {
      "notifiers/faults_test.ts": [
        "taken and the answer lost: it",
        "dropped before it was taken: it",
        "a sell goes again after the",
        "a sell whose resend is taken",
        "what a person wrote in between",
        "lost twice, it goes no third",
        "without any id that is known",
        "what was in doubt when its",
      ],
    },
  },
  {
    n: 15,
    must: "The runtime sends nothing a second time by itself.",
    tests: {
      "lib/http/send_once_test.ts": ["a request that is taken without"],
      "notifiers/faults_test.ts": ["the runtime's own repetition of a"],
    },
  },
  {
    n: 16,
    must: "A gateway's error says nothing about what lies behind it.",
    tests: { "notifiers/faults_test.ts": ["a gateway's 504 after it was"] },
  },
  {
    n: 17,
    must: "Before a message goes again, nobody can take the first one any more.",
    tests: { "notifiers/faults_test.ts": ["a sell whose resend is taken", "taken long after we gave up"] },
  },
  {
    n: 18,
    must: "What was being sent when the program was killed is unknown at the next start, and not lost.",
    tests: {
      "notifiers/sender_test.ts": ["what a killed program left in", "the same for a webhook, which"],
      "process/lease_test.ts": ["after a kill -9 the next"],
      "process/signals_test.ts": ["kills -9 at every arrow leave"],
    },
  },
  {
    n: 19,
    must: "A decision, its claim and its messages are stored together or not at all.",
    tests: {
      "notifiers/message_store_test.ts": ["a message that is appended in"],
      "process/signals_test.ts": ["kills -9 at every arrow leave"],
      "signals/pipeline/pipeline_test.ts": ["a message that cannot be written"],
    },
  },
  {
    n: 20,
    must:
      "A question over which the program ended is an error of its own and is asked once more while it counts.",
    tests: {
      "process/signals_test.ts": ["kills -9 at every arrow leave"],
      "signals/pipeline/pipeline_test.ts": [
        "a question over which the program",
        "after a second end over it",
      ],
    },
  },
  {
    n: 21,
    must: "A request for silence is obeyed for its chat, and the others go on.",
    tests: {
      "bot/long_poll_test.ts": ["a request for silence is obeyed"],
      "notifiers/faults_test.ts": [
        "asked for silence, its chat waits",
        "a hundred waiting messages drain at",
      ],
    },
  },
  {
    n: 22,
    must: "A sell that waits longer than 20 s goes by the next channel too, which says why.",
    tests: { "notifiers/faults_test.ts": ["silence for 300 s while a", "a buy is not handed on"] },
  },
  {
    n: 23,
    must: "Half a minute without a line loses nothing, doubles nothing and keeps the order.",
    tests: { "notifiers/faults_test.ts": ["the line is gone for 30"] },
  },
  {
    n: 24,
    must: "With Telegram down at the start the program runs, shows it, and goes on when it is there.",
    tests: {
      "bot/long_poll_test.ts": ["with Telegram down the bot stays"],
      "notifiers/faults_test.ts": ["nobody listens at the start: the"],
    },
  },
  {
    n: 25,
    must: "After hours without a line, signals whose time is over come as one list.",
    tests: {
      "notifiers/faults_test.ts": ["down for six hours: forty signals", "a group that became a supergroup"],
    },
  },
  {
    n: 26,
    must:
      "A text that is too long goes in parts, cut between lines and letters, with its buttons on the last.",
    tests: { "notifiers/sender_test.ts": ["a text that is too long"] },
  },
  {
    n: 27,
    must: "Of a message in parts only what did not go goes again.",
    tests: { "notifiers/sender_test.ts": ["part 2 is lost after part"] },
  },
  {
    n: 28,
    must: "Marks that cannot be read go once as plain text, and count as a mistake of ours.",
    tests: { "notifiers/faults_test.ts": ["marks that Telegram cannot read: once"] },
  },
  {
    n: 29,
    must:
      "Somebody who blocked the bot is left alone, the next channel is told, and he is found when he is back.",
    tests: {
      "notifiers/faults_test.ts": [
        "blocked by the person: no more",
        "what was in doubt when its",
        "told that he is back, it",
      ],
    },
  },
  {
    n: 30,
    must: "A group with a new id is told there in the same attempt.",
    tests: {
      "notifiers/faults_test.ts": [
        "a group that became a supergroup gets",
        "a group that became a supergroup: the",
      ],
      "notifiers/anew_test.ts": [
        "an edit in a group that became",
        "signals that came too late for a",
        "a group that had put the bot",
      ],
      "notifiers/message_store_contract.ts": ["what is told again under the"],
      "notifiers/sender_test.ts": ["what is gathered in a group"],
    },
  },
  {
    n: 31,
    must: "A second program on the token is one alarm; messages go on and the waits grow.",
    tests: {
      "app/bot_test.ts": ["another program on the token is"],
      "app/telling/outages_test.ts": ["another program on the token is one message"],
      "bot/long_poll_test.ts": [
        "another program on the token is",
        "two programs that take turns are",
        "a single conflict, left over from",
      ],
      "notifiers/faults_test.ts": ["another program on the same token"],
    },
  },
  {
    n: 32,
    must: "An update that is handed over twice is handled once.",
    tests: {
      "bot/bot_store_test.ts": ["an update that is handled in"],
      "bot/messages_test.ts": ["an update that is handed over"],
    },
  },
  {
    n: 33,
    must: "A webhook that is set elsewhere is told of, and deleted by nobody.",
    tests: {
      "bot/long_poll_test.ts": ["a webhook that is set elsewhere"],
      "cli/telegram/telegram_test.ts": ["doctor says that a webhook is"],
    },
  },
  {
    n: 34,
    must: "A message that always fails holds up no other, and ends with its reason.",
    tests: {
      "notifiers/faults_test.ts": [
        "a message that always stumbles does",
        "a message whose state can never",
        "one of which nothing at all",
        "an answer that could not be",
      ],
      "signals/failed_writes_test.ts": ["a signal that can never be"],
      "signals/pipeline/failed_writes_test.ts": [
        "apart, one that cannot be stored",
        "one whose message cannot be made",
      ],
    },
  },
  {
    n: 35,
    must: "Of two senders one sends, and the late answer of the other changes nothing.",
    tests: {
      "notifiers/message_store_contract.ts": [
        "only who holds the lease begins",
        "a lease that is over goes",
        "who has the data directory takes",
        "who slept over the end of",
      ],
      "notifiers/sender_test.ts": ["two programs on one database: one"],
      "process/lease_test.ts": ["after a kill -9 the next"],
    },
  },
  {
    n: 36,
    must:
      "A program that is slow gets the same key and the same bytes until it says yes; another answer is an alarm.",
    tests: {
      "notifiers/faults_test.ts": ["a receiver that fails after it", "a receiver that knows the key"],
    },
  },
  {
    n: 37,
    must: "What reached nobody by any channel gives its claim back; what may have reached somebody does not.",
    tests: {
      "app/signals/told_signals_test.ts": ["a signal is given back when", "signals that were told in one"],
      "app/signals/two_channels_test.ts": [
        "an office that refuses a signal",
        "with every channel refusing nobody was",
        "a run that ended before it",
      ],
      "signals/pipeline/pipeline_test.ts": ["a signal that reached nobody gives"],
    },
  },
  {
    n: 38,
    must: "A pair is held back for its day in Korea, or for 24 hours, whichever its rule says.",
    tests: {
      "signals/pipeline/gate_test.ts": ["09:20:30 of yesterday does not stand"],
      "signals/pipeline/korean_days_test.ts": ["what goes out at 09:20 each", "the day of a coin ends"],
    },
  },
  {
    n: 39,
    must: "What was sent, muted or paused is so after a restart.",
    tests: {
      "signals/pipeline/pipeline_test.ts": ["the same condition at the next"],
      "signals/store/journal_test.ts": ["a mute outlives a restart, ends"],
    },
  },
];

/** Faults on the way of a signal: what may go out, who may ask, and the way to a person. */
import type { FaultRow } from "./fault_row.ts";

export const WAY_OUT_FAULTS: readonly FaultRow[] = [
  {
    n: 1,
    must: "What looks fresh and tells of an earlier time counts as that old: no score, and no call to buy.",
    tests: {
      "app/signals/program_signals_test.ts": ["the last answers age by both"],
      "signals/pipeline/gate_test.ts": ["stale evidence gives no score and"],
      "signals/pipeline/pipeline_test.ts": ["what is stale is kept once"],
      "signals/score/score_test.ts": ["an answer of this second that"],
    },
  },
  {
    n: 2,
    must: "A buy that nobody judged is a silent note, and no program is told of it.",
    tests: {
      "notifiers/faults_test.ts": ["a program is not told of"],
      "notifiers/texts/texts_test.ts": ["a buy that nobody judged is"],
      "signals/pipeline/gate_test.ts": ["a buy without a verdict is"],
      "signals/pipeline/pipeline_test.ts": ["a judge that cannot be reached"],
      "signals/pipeline/verdict_table_test.ts": ["a buy is closed: without a"],
    },
  },
  {
    n: 3,
    must: "A sell that protects waits for no judge and is lost by none; an opinion comes by an edit.",
    tests: {
      "signals/pipeline/pipeline_test.ts": ["a protective sell goes out before"],
      "signals/pipeline/verdict_table_test.ts": ["a sell that protects is out"],
    },
  },
  {
    n: 4,
    must: "A consent that only headlines made is a refusal.",
    tests: { "signals/pipeline/gate_test.ts": ["a confirm that only headlines made"] },
  },
  {
    n: 5,
    must: "A press does its thing once, whoever presses it how often, and the next one sees the result.",
    tests: {
      "bot/actions_test.ts": ["pressed twice, by an app that", "another person's press does nothing, also"],
    },
  },
  {
    n: 6,
    must: "A command or a press of long ago is not done, and says so.",
    tests: {
      "bot/actions_test.ts": ["a press of an hour ago"],
      "bot/messages_test.ts": ["a command of twelve minutes ago", "120 seconds are not old yet"],
    },
  },
  {
    n: 7,
    must: "Somebody whom nobody asked in gets no answer and is counted.",
    tests: { "bot/messages_test.ts": ["a stranger is not answered; he"] },
  },
  {
    n: 8,
    must: "In a group the person is checked, and never the group alone.",
    tests: { "bot/messages_test.ts": ["in a group the person is", "a group that is not set"] },
  },
  {
    n: 9,
    must: "A code for linking is long, short-lived and used once, and guessing closes the door.",
    tests: {
      "bot/linking_test.ts": [
        "a code is used once",
        "after ten minutes it links nobody",
        "five wrong codes close the door",
        "four wrong ones leave it open",
        "a code in a group links",
      ],
    },
  },
  {
    n: 10,
    must: "A signal from outside needs a key, a signature or a token, JSON, our own name and at most 16 kB.",
    tests: {
      "app/signals/post_signal_test.ts": ["a bearer, a signature and a"],
      "signals/inbound/door_test.ts": ["a stranger is refused, and a"],
      "signals/inbound/read_inbound_test.ts": ["a body of more than 16"],
      "web/api/signal_route_test.ts": ["a page in a browser sends"],
    },
  },
  {
    n: 11,
    must: "A token or key is in no line, no row, no page and no cause of an error.",
    tests: {
      "app/signals/post_signal_test.ts": ["a key is in no file"],
      "bot/long_poll_test.ts": ["the token is in no line"],
      "notifiers/faults_test.ts": ["the token and the secret are"],
      "signals/inbound/read_inbound_test.ts": ["a key in the body is"],
      "telemetry/log_writer_test.ts": ["a secret is taken out of"],
    },
  },
  {
    n: 12,
    must: "A redirect is not followed, so that no key travels on.",
    tests: {
      "lib/http/send_once_test.ts": ["an answer of any status is"],
      "notifiers/redirects_test.ts": ["a proxy that points elsewhere gets"],
      "stock/client/stock_transport_test.ts": ["any status from 300 to 399"],
    },
  },
  {
    n: 13,
    must: "Fields that nobody asked for are refused, and a verdict is one of two words.",
    tests: { "signals/inbound/read_inbound_test.ts": ["a field that there is not"] },
    open: "That a model's further fields are dropped is for the judges that are models.",
  },
  {
    n: 14,
    must: "Taken with its answer lost, a message is looked for in silence before it goes again with a mark.",
    tests: {
      "notifiers/faults_test.ts": [
        "taken and the answer lost: it",
        "dropped before it was taken: it",
        "a sell goes again after the",
        "what a person wrote in between",
        "lost twice, it goes no third",
        "without any id that is known",
      ],
    },
  },
  {
    n: 15,
    must: "The runtime sends nothing a second time by itself.",
    tests: { "notifiers/faults_test.ts": ["the runtime's own repetition of a"] },
  },
  {
    n: 16,
    must: "A gateway's error says nothing about what lies behind it.",
    tests: { "notifiers/faults_test.ts": ["a gateway's 504 after it was"] },
  },
  {
    n: 17,
    must: "Before a message goes again, nobody can take the first one any more.",
    tests: { "notifiers/faults_test.ts": ["taken long after we gave up"] },
  },
  {
    n: 18,
    must: "What was being sent when the program was killed is unknown at the next start, and not lost.",
    tests: {
      "notifiers/sender_test.ts": ["what a killed program left in", "the same for a webhook, which"],
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
    tests: { "notifiers/faults_test.ts": ["down for six hours: forty signals"] },
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
    tests: { "notifiers/faults_test.ts": ["blocked by the person: no more", "told that he is back, it"] },
  },
  {
    n: 30,
    must: "A group with a new id is told there in the same attempt.",
    tests: { "notifiers/faults_test.ts": ["a group that became a supergroup"] },
  },
  {
    n: 31,
    must: "A second program on the token is one alarm; messages go on and the waits grow.",
    tests: {
      "app/bot_test.ts": ["another program on the token is"],
      "bot/long_poll_test.ts": ["another program on the token is", "a single conflict, left over from"],
      "notifiers/faults_test.ts": ["another program on the same token"],
    },
  },
  {
    n: 32,
    must: "An update that is handed over twice is handled once.",
    tests: { "bot/messages_test.ts": ["an update that is handed over"] },
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
    tests: { "notifiers/faults_test.ts": ["a message that always stumbles does"] },
  },
  {
    n: 35,
    must: "Of two senders one sends, and the late answer of the other changes nothing.",
    tests: {
      "notifiers/message_store_contract.ts": ["only who holds the lease begins", "a lease that is over goes"],
      "notifiers/sender_test.ts": ["two programs on one database: one"],
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

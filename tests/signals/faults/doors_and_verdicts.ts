/** Faults of what may go out and of who may ask. */
import type { FaultRow } from "./fault_row.ts";

export const DOOR_FAULTS: readonly FaultRow[] = [
  {
    n: 1,
    must: "What looks fresh and tells of an earlier time counts as that old: no score, and no call to buy.",
    tests: {
      "app/signals/program_signals_test.ts": ["the last answers age by both"],
      "app/signals/whole_way_test.ts": ["a server that answers at once"],
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
      "notifiers/anew_test.ts": ["a protective sell that was refused is"],
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
      "bot/bot_store_test.ts": ["of presses that are under way"],
      "bot/signal_buttons_test.ts": ["확인했음 is noted with who and"],
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
    tests: {
      "bot/messages_test.ts": ["in a group the person is", "a group that is not set"],
      "bot/signal_buttons_test.ts": ["a member of the group who"],
    },
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
      "stock/client/stock_transport_test.ts": ["what points elsewhere is a redirect"],
    },
  },
  {
    n: 13,
    must: "Fields that nobody asked for are refused, and a verdict is one of two words.",
    tests: { "signals/inbound/read_inbound_test.ts": ["a field that there is not"] },
    open: "That a model's further fields are dropped is for the judges that are models.",
  },
];

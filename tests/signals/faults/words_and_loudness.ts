/** Faults of judgement, of loudness and of words. */
import type { FaultRow } from "./fault_row.ts";

export const WORD_FAULTS: readonly FaultRow[] = [
  {
    n: 40,
    must: "Errors, timeouts and questions that were not asked are never counted as refusals.",
    tests: {
      "signals/pipeline/pipeline_test.ts": ["errors, timeouts and rejections are counted"],
      "signals/pipeline/verdict_table_test.ts": ["a buy is closed: without a", "a sell at choice is open"],
    },
  },
  {
    n: 41,
    must: "An answer that was cut is an error, whatever it looks like.",
    tests: { "signals/pipeline/pipeline_test.ts": ["a cut answer and a refusal"] },
    open: "Reading a model's reason to stop is for the judges that are models.",
  },
  {
    n: 42,
    must: "An answer that is none is an error with its reason.",
    tests: { "signals/pipeline/gate_test.ts": ["a confidence of 150 or a"] },
    open: "The one question for a repair is for the judges that are models.",
  },
  {
    n: 43,
    must: "A model that refuses to answer has not refused the signal.",
    tests: { "signals/pipeline/pipeline_test.ts": ["a cut answer and a refusal"] },
  },
  {
    n: 44,
    must: "The model that is named is the one that answered.",
    tests: { "signals/pipeline/pipeline_test.ts": ["the model that answered, what it"] },
  },
  {
    n: 45,
    must: "A judge's sentence is shown as it is, also beside a verdict that it contradicts.",
    tests: { "notifiers/texts/judged_words_test.ts": ["a judge's sentence stands as it"] },
  },
  {
    n: 46,
    must: "The rule's points and the judge's stand side by side, and neither is called a chance.",
    tests: { "notifiers/texts/judged_words_test.ts": ["the rule's points and the judge's"] },
  },
  {
    n: 47,
    must: "No news is not neutral news: it is said that nobody looked.",
    tests: { "signals/pipeline/pipeline_test.ts": ["no article is no neutral one"] },
  },
  {
    n: 48,
    must: "The budget of a day is reserved before a question and outlives a restart.",
    tests: {},
    open: "There is no judge yet that costs money.",
  },
  {
    n: 49,
    must: "A budget that is used up is told once, and then shows in counts.",
    tests: { "signals/pipeline/pipeline_test.ts": ["a judge that was not asked"] },
    open: "The one notice of the day is for the judges that cost money.",
  },
  {
    n: 50,
    must: "A quota that is used up is not asked again and again.",
    tests: {},
    open: "There is no judge yet that has a quota.",
  },
  {
    n: 51,
    must: "The same question is paid for once.",
    tests: { "signals/pipeline/pipeline_test.ts": ["the model that answered, what it"] },
    open:
      "Keeping answers by their question is for the judges that cost money; that one was kept is stored already.",
  },
  {
    n: 52,
    must: "An answer that is huge or has no end is given up at a limit of bytes and at a deadline.",
    tests: {
      "lib/http/send_once_test.ts": ["a lost, broken, late or oversized"],
      "signals/pipeline/pipeline_test.ts": ["a judge that never answers ends"],
    },
  },
  {
    n: 53,
    must: "A flood rings five times at most, is gathered, and begins with sells of what is held.",
    tests: {
      "app/signals/two_channels_test.ts": ["signals that were told in one"],
      "notifiers/sender_test.ts": [
        "forty signals in a minute: at",
        "with the rings used up a",
        "a program is told of each",
        "what is gathered in a group",
      ],
      "notifiers/unwanted_test.ts": ["a buy that waits inside a message"],
      "signals/pipeline/gate_test.ts": ["a pair that turns is told"],
      "signals/pipeline/pipeline_test.ts": ["rules that contradict each other at"],
    },
  },
  {
    n: 54,
    must: "Quiet hours are Korean, may span midnight, and never silence a sell that protects.",
    tests: { "notifiers/sender_test.ts": ["quiet hours are Korean and may", "at night only a sell that"] },
  },
  {
    n: 55,
    must: "A summary comes once a day, late with its time or not at all with a word about it.",
    tests: {
      "app/telling/summaries_test.ts": ["around a restart at 15:40", "three hours late it is left out"],
      "notifiers/telling/summary_plan_test.ts": ["less than three hours late"],
    },
  },
  {
    n: 56,
    must: "Each text has its own clock, and what comes late says so.",
    tests: { "notifiers/texts/texts_test.ts": ["a late list has its own", "every text is at most ten"] },
  },
  {
    n: 57,
    must: "Data that comes and goes is one message that is edited.",
    tests: {
      "notifiers/sender_test.ts": ["an outage is one message, edited"],
      "notifiers/telling/outage_plan_test.ts": [
        "what lasts three minutes is told once",
        "thirty changes are one message",
      ],
      "app/telling/outages_test.ts": ["an outage rings once after three minutes"],
    },
  },
  {
    n: 58,
    must: "A day without signals is told of as well.",
    tests: {
      "notifiers/texts/texts_test.ts": ["the evening says how signals and"],
      "app/telling/summaries_test.ts": ["an evening without signals says"],
    },
  },
  {
    n: 59,
    must: "A forecast that cannot be is no evidence, and no number of it is told.",
    tests: {},
    open: "There is no forecast yet; every text says that nobody looked at one.",
  },
  {
    n: 60,
    must: "A name comes from our own lists by its code, and what looks like a code is none.",
    tests: {
      "signals/rules/market_rules_test.ts": [
        "inbound takes a name from our",
        "what only looks like the code",
      ],
    },
  },
  {
    n: 61,
    must: "A press is answered at once, before its work.",
    tests: { "bot/actions_test.ts": ["a press is answered before the"] },
  },
  {
    n: 62,
    must: "A question whose time is over loses its buttons.",
    tests: {
      "bot/actions_test.ts": ["after 60 s the question loses"],
      "bot/signal_buttons_test.ts": ["the buttons of a signal leave"],
    },
  },
  {
    n: 63,
    must: "Text from outside is only ever text: no mark, no call, no turned direction, no endless letter.",
    tests: {
      "app/signals/hostile_texts_test.ts": ["hostile texts by every entrance are"],
      "notifiers/texts/texts_test.ts": ["a hostile name stays a name"],
    },
  },
  {
    n: 64,
    must: "The commands are in the menu and fit one screen of help.",
    tests: { "bot/messages_test.ts": ["the menu is in Korean, in"] },
  },
];

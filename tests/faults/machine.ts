/** Faults of time, of the process, of the disk, and of what goes out. */
import type { ProgramFault } from "./program_fault.ts";

export const MACHINE_FAULTS: readonly ProgramFault[] = [
  {
    n: 43,
    must: "Polls begin at the edge of a window, end with it, and there are none on a closed day.",
    tests: {
      "stock/poll/loop_test.ts": ["an ordinary day has 468 polls", "starting on Friday night"],
    },
  },
  {
    n: 44,
    must: "After any jump or sleep there is one poll, and no burst.",
    tests: {
      "stock/poll/loop_test.ts": [
        "a clock that steps forward 30 min",
        "a host suspended over the weekend",
        "a clock that goes three hours forward",
      ],
    },
  },
  {
    n: 45,
    must: "A record of the future blocks, is told, and for no longer than it should.",
    tests: {
      "signals/dedup/claim_clock_test.ts": ["a signal sent in the future", "a clock behind any row"],
    },
  },
  {
    n: 46,
    must: "A clock that disagrees with the server's is told by the running program.",
    tests: {
      "app/honest_states_test.ts": ["a clock that disagrees"],
      "stock/client/upstream_clock_test.ts": ["a difference is a fault beyond 30 s"],
    },
  },
  {
    n: 47,
    must: "The zone of the machine changes nothing.",
    tests: {
      "calendar/host_zone_test.ts": ["fault 47"],
    },
  },
  {
    n: 48,
    must: "A calendar that is gone, broken or over is told, and the one before stays.",
    tests: {
      "app/app_test.ts": ["a calendar file that breaks"],
      "calendar/calendar_status_test.ts": ["An empty list is degraded"],
    },
  },
  {
    n: 49,
    must: "A pause of many days is slept in pieces.",
    tests: {
      "stock/poll/loop_test.ts": ["no single sleep is longer than 30 s"],
      "core/clock_test.ts": ["both clocks reject a sleep"],
    },
  },
  {
    n: 50,
    must: "A late opening is a day of its own hours.",
    tests: {
      "stock/poll/loop_test.ts": ["the exam day has 468 polls"],
    },
  },
  {
    n: 51,
    must: "Told to stop, it ends in five seconds whatever stalls above and below.",
    tests: {
      "process/stop_test.ts": ["${signal} ends the program with code 0"],
    },
  },
  {
    n: 52,
    must: "Told twice, it ends at once; a repeat of the same press is none.",
    tests: {
      "process/stop_test.ts": ["a second Ctrl-C", "one Ctrl-C that arrives three times"],
    },
  },
  {
    n: 53,
    must: "Killed at any point, it starts again, with everything that was acknowledged.",
    tests: {
      "process/claims_test.ts": ["twenty kills -9"],
      "sqlite/processes_test.ts": ["kill -9 in 20 rounds"],
      "process/outbox_test.ts": ["a hundred kills -9"],
    },
  },
  {
    n: 54,
    must: "A second one ends with a sentence, and the first goes on.",
    tests: {
      "process/instance_test.ts": ["a second service ends with code 4"],
    },
  },
  {
    n: 55,
    must: "A port that is taken is named with its setting.",
    tests: {
      "process/instance_test.ts": ["a port in use ends the start"],
    },
  },
  {
    n: 56,
    must: "A mistake of ours in an answer is a 500 without its reason, and the program lives.",
    tests: {
      "web/http/connection_test.ts": ["a mistake of ours is a 500"],
    },
  },
  {
    n: 57,
    must: "A cycle that throws is one line, and the next one comes.",
    tests: {
      "stock/poll/loop_test.ts": ["a cycle that throws is logged"],
      "web/server_test.ts": ["/livez is 503 only when the poll loop"],
    },
  },
  {
    n: 58,
    must: "A reader that has gone, and a full disk, do not stop it.",
    tests: {
      "telemetry/log_writer_test.ts": ["writeLineTo() survives a reader"],
      "telemetry/log_file_test.ts": ["a full disk is told once"],
    },
  },
  {
    n: 59,
    must: "Helpers end with their parent, however that ends.",
    tests: {
      "lib/process/parent_watch_test.ts": ["a strategy in an endless loop is gone"],
    },
  },
  {
    n: 60,
    must: "A hundred thousand polls take no more memory and no more files than ten thousand.",
    tests: {},
    open:
      "The bench counts it (`deno task bench --only memory`, and its table in README): too long for a test.",
  },
  {
    n: 61,
    must: "A loop that stands still is seen.",
    tests: {
      "telemetry/loop_lag_test.ts": ["a stall of the real event loop"],
      "process/hostile_exchange_test.ts": ["an exchange that floods"],
    },
  },
  {
    n: 62,
    must: "A strategy that hangs, eats memory, ends or talks nonsense is ended, tried again and parked.",
    tests: {
      "lib/process/child_process_test.ts": [
        "ChildProcess kills a child in an endless loop",
        "ChildProcess kills a child that uses more memory",
        "ChildProcess backs off 1, 5 and 30 s",
        "ChildProcess kills a child that sends garbage",
      ],
    },
  },
  {
    n: 63,
    must: "A lock of another program holds up no answer and loses nothing.",
    tests: {
      "process/lock_test.ts": ["a write lock held for 5 s"],
    },
  },
  {
    n: 64,
    must: "On a full disk reading goes on, nothing is won, and writing recovers.",
    tests: {
      "sqlite/refusals_test.ts": ["on a full disk nothing is won"],
    },
  },
  {
    n: 65,
    must: "A file that is none, damaged or read-only is refused with its path and what to do.",
    tests: {
      "sqlite/refusals_test.ts": ["the store refuses ${name}", "a read-only directory or file"],
    },
  },
  {
    n: 66,
    must: "A file of a newer version is refused and left alone.",
    tests: {
      "sqlite/upgrade_test.ts": ["a newer file is refused"],
    },
  },
  {
    n: 67,
    must: "A share of the network is warned about.",
    tests: {
      "cli/doctor/doctor_test.ts": ["a data directory on a network share"],
    },
  },
  {
    n: 68,
    must: "The log of the database is moved into it, and seen while it grows.",
    tests: {
      "sqlite/refusals_test.ts": ["close moves the log into the database"],
    },
  },
  {
    n: 69,
    must: "Of many that claim one gets it, whoever is killed meanwhile.",
    tests: {
      "process/claims_test.ts": ["four programs claiming"],
      "sqlite/processes_test.ts": ["four processes claim the same"],
    },
  },
  {
    n: 70,
    must: "A window ends at its millisecond, and spelling does not matter.",
    tests: {
      "signals/dedup/signal_dedup_test.ts": [
        "a signal is allowed again at exactly",
        "different spellings of a ticker",
      ],
    },
  },
  {
    n: 71,
    must:
      "A messenger that asks for time, blocks, or refuses a text is obeyed, passed over, or told plainly.",
    tests: {
      "notifiers/faults_test.ts": ["fault 21", "fault 28", "fault 29"],
    },
  },
  {
    n: 72,
    must: "A message is written down before it goes, and goes again with a mark at most.",
    tests: {
      "process/messages_test.ts": ["forty kills -9"],
    },
  },
  {
    n: 73,
    must: "An order whose answer was lost is unknown, and looked for before anything else.",
    tests: {},
    open: "No real order is given yet: comes with execution.",
  },
  {
    n: 74,
    must: "What was filled is the sum of its fills, in whatever order they come.",
    tests: {},
    open: "No real order is given yet: comes with execution.",
  },
  {
    n: 75,
    must: "After a restart nothing is traded before positions agree.",
    tests: {},
    open: "No real order is given yet: comes with execution.",
  },
  {
    n: 76,
    must: "Ten who buy at once spend no more than there is.",
    tests: {},
    open: "No real order is given yet: comes with execution.",
  },
  {
    n: 77,
    must: "A judge that is silent, or answers with prose, is an error and never a refusal.",
    tests: {
      "signals/pipeline/pipeline_test.ts": ["fault 40"],
      "signals/pipeline/gate_test.ts": ["fault 42"],
    },
  },
  {
    n: 78,
    must: "No secret and no control character gets into any output.",
    tests: {
      "app/app_test.ts": ["no log line and no answer holds the key"],
      "telemetry/log_writer_test.ts": [
        "a secret is taken out of the text",
        "one event is one line without control characters",
      ],
      "app/honest_states_test.ts": ["a key that the stock API echoes"],
    },
  },
];

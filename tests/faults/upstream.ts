/** Faults between the stock API and what is known of it. */
import type { ProgramFault } from "./program_fault.ts";

export const UPSTREAM_FAULTS: readonly ProgramFault[] = [
  {
    n: 1,
    must: "A refused connection is tried again within the budget of a cycle, and what was known stays.",
    tests: {
      "stock/client/stock_transport_test.ts": ["nothing listening is a network error"],
      "stock/poll/cycle_test.ts": ["no cycle sends more than nine requests", "an outage keeps the data"],
    },
  },
  {
    n: 2,
    must: "A name that leads nowhere is told with the host alone.",
    tests: {
      "lib/http/transport_error_test.ts": ["a failure of the transport is told as"],
      "cli/doctor/doctor_test.ts": ["doctor looks at everything"],
    },
  },
  {
    n: 3,
    must: "A certificate that nobody vouches for is told as that, with what to do, and never ignored.",
    tests: {
      "stock/client/stock_transport_test.ts": [
        "a certificate that nobody vouches for",
        "plain http behind an https address",
      ],
    },
  },
  {
    n: 4,
    must: "Who accepts and never answers is given up after ten seconds.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
      "stock/client/stock_client_test.ts": ["get_portfolio_retries_3_times_on_timeout"],
    },
  },
  {
    n: 5,
    must: "A body that drips is given up by the same deadline.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
      "lib/http/attempt_test.ts": ["attempt() counts head and body within one deadline"],
    },
  },
  {
    n: 6,
    must: "A body cut short is asked for again.",
    tests: {
      "stock/client/stock_client_test.ts": ["a truncated body is retried"],
    },
  },
  {
    n: 7,
    must: "A chunked body that breaks off, or has a bad length, is one that was cut short.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
      "lib/http/body_test.ts": ["a body that breaks off"],
    },
  },
  {
    n: 8,
    must: "A connection that closes without an answer is tried again.",
    tests: {
      "stock/client/stock_client_test.ts": ["a connection that closes without an answer"],
    },
  },
  {
    n: 9,
    must: "Bytes that are no HTTP are a fault of the network.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
    },
  },
  {
    n: 10,
    must: "A connection that was kept and has died costs nobody an error.",
    tests: {
      "support/fault_server_test.ts": ["a kept connection that the fault server has closed"],
    },
  },
  {
    n: 11,
    must: "A head of hundreds of lines or kilobytes is a fault, and no crash.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
    },
  },
  {
    n: 12,
    must: "A redirect to another origin is refused, and the key never gets there.",
    tests: {
      "stock/client/stock_transport_test.ts": ["a ${code} to another origin"],
    },
  },
  {
    n: 13,
    must: "Redirects in a ring, and to what is no address, are refused as any other.",
    tests: {
      "stock/client/stock_transport_test.ts": ["fault 12: what points elsewhere"],
      "lib/http/send_once_test.ts": ["fault 12: an answer of any status"],
    },
  },
  {
    n: 14,
    must: "A proxy in the environment is shown, and never its value.",
    tests: {
      "cli/doctor/doctor_test.ts": ["doctor names every proxy variable"],
      "cli/banner_test.ts": ["fault 14"],
    },
  },
  {
    n: 15,
    must: "A body of any size, packed or not, is given up at 2 MB.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
      "lib/http/body_test.ts": ["without a limit of its own a body may have 2 MB"],
    },
  },
  {
    n: 16,
    must: "A login page with status 200 is no data, and nothing of it is repeated.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
      "lib/http/json_text_test.ts": ["what is no JSON is told"],
    },
  },
  {
    n: 17,
    must: "A report of an error with status 200 overwrites nothing.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
    },
  },
  {
    n: 18,
    must: "An empty answer is no data.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}"],
    },
  },
  {
    n: 19,
    must: "A list that was known and has another name is in doubt; further fields are not.",
    tests: {
      "stock/poll/cycle_test.ts": ["a list that was known and is gone"],
      "app/honest_states_test.ts": ["a list that the stock API renames"],
    },
  },
  {
    n: 20,
    must: "A number that is none never gets into a sum.",
    tests: {
      "stock/sources/contract_test.ts": [
        "source ${id} recognizes in any JSON object only texts and finite numbers",
      ],
    },
  },
  {
    n: 21,
    must: "What is too large for a number is refused or stays the text that it was.",
    tests: {
      "stock/client/json_body_test.ts": ["a number too large to represent"],
      "app/honest_states_test.ts": ["an order id of nineteen digits"],
    },
  },
  {
    n: 22,
    must: "Bytes that are no UTF-8 are refused, and a byte-order mark is none.",
    tests: {
      "stock/client/stock_transport_test.ts": ["${name} is ${kind}", "a byte-order mark before good JSON"],
    },
  },
  {
    n: 23,
    must: "A name like __proto__ changes nothing, and depth has a limit.",
    tests: {
      "stock/client/json_body_test.ts": ["a key named __proto__"],
      "app/honest_states_test.ts": ["an answer that is nested too deep"],
    },
  },
  {
    n: 24,
    must: "Data that was old when it was answered shows its own age.",
    tests: {
      "web/api/health_test.ts": ["a fresh answer with data of an earlier day"],
      "app/signals/whole_way_test.ts": ["fault 1: a server that answers at once"],
    },
  },
  {
    n: 25,
    must: "A portfolio that is suddenly empty is taken and pointed at, and sells nothing.",
    tests: {
      "stock/poll/cycle_test.ts": ["a list that is suddenly empty"],
      "app/honest_states_test.ts": ["a portfolio that was sold"],
    },
  },
  {
    n: 26,
    must: "A refused key is asked once a source, then after five minutes, and is told as that.",
    tests: {
      "stock/poll/cycle_test.ts": ["a refused key is asked once per source"],
      "app/app_test.ts": ["a refused key is state auth at once"],
    },
  },
  {
    n: 27,
    must: "What asking again cannot help is not asked again.",
    tests: {
      "stock/client/stock_client_test.ts": ["status ${code} is not retried"],
    },
  },
  {
    n: 28,
    must: "What asking again may help is asked again.",
    tests: {
      "stock/client/stock_client_test.ts": ["status ${code} is retried"],
    },
  },
  {
    n: 29,
    must: "A time that the server asks for is kept.",
    tests: {
      "stock/client/stock_client_test.ts": ["a Retry-After silences every endpoint"],
    },
  },
  {
    n: 30,
    must: "A silence counts for the whole host, in both forms, and for an hour at most.",
    tests: {
      "stock/client/stock_client_test.ts": ["a Retry-After silences every endpoint"],
      "stock/client/stock_transport_test.ts": ["the date form of Retry-After"],
      "lib/http/retry_after_test.ts": ["readRetryAfterMs() caps every wait"],
    },
  },
  {
    n: 31,
    must: "Junk in place of a time never becomes a loop without waits.",
    tests: {
      "stock/client/stock_client_test.ts": ["a 429 with Retry-After ${retryAfter} never becomes"],
      "lib/http/retry_after_test.ts": ["readRetryAfterMs() gives nothing or a wait"],
    },
  },
  {
    n: 32,
    must: "Sources that fail together do not come back together.",
    tests: {
      "lib/limits/retry_test.ts": ["proposeWaitMs() spreads sources"],
      "stock/poll/cycle_test.ts": ["no cycle sends more than nine requests"],
    },
  },
  {
    n: 33,
    must: "An hour of outage costs one request a minute and a handful of lines.",
    tests: {
      "stock/poll/cycle_test.ts": ["five failed cycles open the breaker", "an hour of outage is told once"],
      "app/app_test.ts": ["a long outage costs one request a minute"],
    },
  },
  {
    n: 34,
    must: "What comes and goes is no storm of alarms.",
    tests: {
      "telemetry/problem_notice_test.ts": ["a problem that comes and goes each minute"],
      "notifiers/telling/outage_plan_test.ts": ["a day of random flaps"],
    },
  },
  {
    n: 35,
    must: "While nothing comes, the time of success stands still and the age grows.",
    tests: {
      "app/app_test.ts": ["an outage freezes last_success_at", "an outage within the stale limit"],
    },
  },
  {
    n: 36,
    must: "Beyond the limit data is unavailable, and no rule speaks by it.",
    tests: {
      "stock/client/stock_client_test.ts": ["getPortfolio() is unavailable"],
      "app/signals/whole_way_test.ts": ["fault 1: a server that answers at once"],
    },
  },
  {
    n: 37,
    must: "A restart in an outage shows what was known with its own age.",
    tests: {
      "app/app_test.ts": ["a restart during an outage"],
    },
  },
  {
    n: 38,
    must: "An hour of the market is an hour of polls, whatever is cached.",
    tests: {
      "app/app_test.ts": ["an hour of the market is 61 polls"],
      "stock/client/stock_client_test.ts": ["fetchNow() asks the origin although"],
    },
  },
  {
    n: 39,
    must: "Who asks at the same time asks once.",
    tests: {
      "stock/client/stock_client_test.ts": ["50 concurrent readers of a cold key"],
    },
  },
  {
    n: 40,
    must: "Different questions are different keys, and the order of their parts is none.",
    tests: {
      "stock/client/stock_client_test.ts": ["different weights and dates"],
    },
  },
  {
    n: 41,
    must: "Cycles never overlap, and a late answer replaces no newer one.",
    tests: {
      "stock/poll/loop_test.ts": ["slow cycles never overlap"],
      "lib/limits/fresh_cache_test.ts": ["FreshCache keeps the newer answer"],
    },
  },
  {
    n: 42,
    must: "What is cached has a bound.",
    tests: {
      "stock/client/stock_client_test.ts": ["the cache never holds more than 64"],
    },
  },
];

/** The house as literal data: who may import whom, by which doors, and what no file may hold. */
import type { CodeRule } from "./rules.ts";

/**
 * Rooms and the rooms they may import; each also itself. `types` may be known by `import type` only: the shapes that a
 * room shows. `users` and `execution` are laid out for what comes.
 */
export const ROOMS: Readonly<
  Record<string, { readonly imports: readonly string[] | "everything"; readonly types?: readonly string[] }>
> = {
  core: { imports: [] },
  lib: { imports: ["core"] },
  calendar: { imports: ["core"] },
  indicators: { imports: ["core"] },
  words: { imports: ["core"] },
  telemetry: { imports: ["core"] },
  config: { imports: ["core", "exchanges"] },
  sqlite: { imports: ["core", "lib"] },
  bus: { imports: ["core", "lib"] },
  exchanges: { imports: ["core", "lib"] },
  strategies: { imports: ["core", "indicators"] },
  paper: { imports: ["core", "exchanges"] },
  jobs: { imports: ["core", "lib"] },
  users: { imports: ["core", "lib"] },
  stock: { imports: ["core", "lib", "calendar", "telemetry"] },
  market: { imports: ["core", "lib", "calendar", "telemetry", "bus", "exchanges", "indicators"] },
  engine: {
    imports: ["core", "lib", "calendar", "telemetry", "bus", "exchanges", "strategies", "paper", "market"],
  },
  signals: {
    imports: [
      "core",
      "lib",
      "calendar",
      "telemetry",
      "bus",
      "indicators",
      "jobs",
      "stock",
      "market",
      "engine",
    ],
  },
  notifiers: { imports: ["core", "lib", "telemetry", "signals"] },
  execution: { imports: ["core", "lib", "calendar", "telemetry", "bus", "exchanges", "signals", "paper"] },
  backtest: { imports: ["core", "lib", "calendar", "jobs", "exchanges", "strategies", "paper", "market"] },
  commands: {
    imports: [
      "core",
      "lib",
      "calendar",
      "stock",
      "market",
      "strategies",
      "paper",
      "engine",
      "signals",
      "notifiers",
      "execution",
      "backtest",
      "jobs",
    ],
  },
  bot: { imports: ["core", "commands"] },
  web: {
    imports: ["core", "words"],
    types: [
      "calendar",
      "stock",
      "market",
      "engine",
      "backtest",
      "signals",
      "execution",
      "notifiers",
      "commands",
      "jobs",
    ],
  },
  demo: { imports: ["core", "calendar", "lib"] },
  app: { imports: "everything" },
  cli: { imports: "everything" },
  "main.ts": { imports: ["cli", "config"] },
};

/** Files outside `sqlite` that may speak SQL: each domain's own store, and whoever opens the files. */
export const SQLITE_USERS: readonly string[] = [
  "market/store/",
  "engine/store/",
  "signals/dedup/",
  "signals/store/",
  "stock/store/",
  "stock/history/store/",
  "backtest/store/",
  "notifiers/store/",
  "jobs/store/",
  "bot/store/",
];

/**
 * What a domain shows to the others; everything else in it is private. `also` names, room by room, what is open beyond
 * that, each with the reason.
 */
export const DOORS: Readonly<
  Record<
    string,
    { readonly files: readonly string[]; readonly also?: Readonly<Record<string, readonly string[]>> }
  >
> = {
  words: { files: ["korean.ts", "late.ts"] },
  commands: {
    // The way in, the contract, what commands work on, and the list, which only whoever chooses them may name.
    files: ["door.ts", "command.ts", "deps.ts", "mod.ts"],
    also: {
      // Two ports that only a program with candles fills.
      app: ["watch_ports.ts"],
      cli: [
        // A command of the terminal calls one by its own type, and takes a refusal for a refusal.
        "run_command.ts",
        "refusal.ts",
        "alerts/add.ts",
        "alerts/alert_words.ts",
        "alerts/list.ts",
        "alerts/remove.ts",
        "backtests/list.ts",
        "backtests/show.ts",
        "backtests/start.ts",
        "calendar/status.ts",
        "candles/gaps.ts",
        "candles/list.ts",
        "history/show.ts",
        "jobs/cancel.ts",
        "jobs/list.ts",
        "jobs/show.ts",
        "signals/claim.ts",
        "signals/confirm.ts",
        "signals/halt.ts",
        "signals/list.ts",
        "signals/release.ts",
        "signals/resume.ts",
        "maintenance/begin.ts",
        "maintenance/end.ts",
        "maintenance/status.ts",
        "watch/add.ts",
        "watch/list.ts",
        "watch/remove.ts",
        // How long something lasts, as a person writes it.
        "signals/span_argument.ts",
        "strategies/add.ts",
        "strategies/list.ts",
        "strategies/remove.ts",
        "strategies/removals.ts",
        "strategies/set.ts",
        "strategies/show.ts",
        "strategies/start.ts",
        "strategies/stop.ts",
        // What a result is made of, for a table in a terminal.
        "history/sample_json.ts",
        "jobs/job_json.ts",
        "strategies/noted_status.ts",
        "strategies/shown.ts",
        // What a person types means the same where it names files of the person at the terminal.
        "series_argument.ts",
        "candles/series.ts",
        "strategies/live_market.ts",
        "strategies/params_text.ts",
      ],
    },
  },
  notifiers: {
    files: ["start_notifiers.ts", "notifiers_view.ts", "message_store.ts", "message_facts.ts"],
    also: {
      app: [
        // It opens the file in which this memory is kept, and hands requests over inside its transactions.
        "store/sqlite_message_store.ts",
        "compose.ts",
        // What is told without being asked: its facts are found there, for they lie in every other room.
        "summary_facts.ts",
        "store/sqlite_telling_store.ts",
        // What a person changed over the settings is read where settings and memory meet.
        "store/sqlite_override_table.ts",
        "telling/outage_plan.ts",
        "telling/summary_plan.ts",
        "telling/telling_store.ts",
        // The memory of messages is cared for also while no channel is set up.
        "care.ts",
        // What a press of a message's button says is handed to the bot, which knows no message.
        "message_buttons.ts",
        // They change when something is pressed, in the transaction of the press.
        "store/keyboards.ts",
        // The bot speaks through the same client, in the same markup.
        "telegram/client.ts",
        "telegram/split.ts",
        "texts/html.ts",
      ],
      // `doctor` and `telegram link` ask the bot who it is, also while the service is off.
      cli: [
        "telegram/client.ts",
        "telegram/answers.ts",
        // `doctor --telegram-probe` tries with the server what the sender relies on.
        "telegram/look_trial.ts",
        "telegram/telegram.ts",
        // `notify test` says why it made no sound.
        "sender/quiet_hours.ts",
        // A simulation that is to be sent is composed by its own process, and sent by the service.
        "compose.ts",
      ],
    },
  },
  bot: {
    files: ["start_bot.ts", "bot_store.ts"],
    also: {
      // It opens the file in which this memory is kept, and leaves in its texts what may be tapped.
      app: [
        "store/sqlite_bot_store.ts",
        "chat/chat_commands.ts",
        // An edit of a message asks there which buttons were pressed, and the bot is told what buttons say.
        "store/pressed_acts.ts",
        "message_buttons.ts",
      ],
      // `telegram link` makes a code while the service may be off.
      cli: ["link_code.ts"],
    },
  },
  jobs: {
    files: ["start_jobs.ts", "job_store.ts", "job.ts", "answers/answer_memory.ts"],
    also: {
      // It opens the file and hands it to the service.
      app: ["store/sqlite_job_store.ts"],
      // A command opens it beside a running service.
      cli: [
        "store/sqlite_job_store.ts",
        "progress_line.ts",
        // `db check` knows each file by its mark and its steps.
        "store/job_file.ts",
      ],
      // What a backtest is as a job, and what a simulation is.
      backtest: ["process_work.ts"],
      signals: ["process_work.ts"],
    },
  },
  engine: {
    files: ["start_strategies.ts", "strategy_view.ts", "strategy_reader.ts", "strategy_store.ts"],
    also: {
      app: [
        // It opens the file in which this memory is kept, beside other memories.
        "store/strategy_journal.ts",
        "store/strategy_table.ts",
        // The program that a strategy's process is.
        "host/strategy_process.ts",
      ],
      cli: [
        // The hidden sub-command of that program, and its name.
        "host/protocol.ts",
        "host/strategy_process.ts",
        // What a person says of money is checked before a row is written.
        "money.ts",
      ],
      commands: [
        // The same, every trade of a sum, and the shape of what the service notes for other processes.
        "all_trades.ts",
        "money.ts",
        "status_recorder.ts",
      ],
    },
  },
  signals: {
    // The port through which signals go out is for whoever sends, and later for whoever trades.
    files: ["start_signals.ts", "signals_view.ts", "signal_store.ts", "outgoing.ts"],
    also: {
      app: [
        // It opens the file in which this memory is kept, and shows the clock's state.
        "dedup/claim_clock.ts",
        "dedup/signal_dedup.ts",
        "signal_journal.ts",
        "store/sqlite_signal_journal.ts",
        // What rules wish for and what outcomes ask is answered from other rooms.
        "rules/rule.ts",
        "outcomes.ts",
        // An alarm that somebody asks for is read as a rule is.
        "rule_file/rule_spec.ts",
        // What a mute quiets is also asked of what waits to be sent.
        "pipeline/gate.ts",
        "mute_names.ts",
        // The kinds of rules and who may judge are chosen there.
        "rules/mod.ts",
        "judges/mod.ts",
        // A simulation as long work of the service.
        "background/simulation_kind.ts",
        "background/simulation_request.ts",
      ],
      cli: [
        // One signal with all that is known of it, where no service runs that could be asked.
        "story_reader.ts",
        // One spelling of a pair, also in an answer about one that was not claimed.
        "dedup/signal_key.ts",
        // `rules` and `alert` read a file or an alarm and list the kinds, also while the service is off.
        "rule_file/rule_spec.ts",
        "rule_file/rule_watch.ts",
        "rules/mod.ts",
        "rules/rule.ts",
        "signal_journal.ts",
        // `rules test` and `signals simulate` replay a stored day and show how a score is made.
        "replay/replay_day.ts",
        "replay/simulate.ts",
        "judges/judge.ts",
        "judges/mod.ts",
        // The same as a job of the service.
        "background/simulation_names.ts",
        "background/simulation_request.ts",
        "facts/polled.ts",
        "score/limits.ts",
        "score/score.ts",
      ],
      commands: [
        "dedup/signal_key.ts",
        // How a mute of more than one stock is stored.
        "mute_names.ts",
        // What a signal says of itself when it goes out, it says when somebody asks why.
        "not_judged.ts",
        // What is asked of a simulation.
        "background/simulation_names.ts",
        "background/simulation_request.ts",
      ],
      // A request as the door wants it, and its answer.
      web: ["inbound/admission.ts", "inbound/door.ts"],
    },
  },
  backtest: {
    files: ["stored_reports.ts", "backtest_view.ts", "backtest_store.ts"],
    also: {
      // The program that a worker is, and a backtest as long work of the service.
      app: ["jobs/worker.ts", "background/backtest_kind.ts"],
      // What is asked of that work, and what was kept of it.
      commands: [
        "background/backtest_kind.ts",
        "background/backtest_request.ts",
        "saved_backtests.ts",
        "report/stored_result.ts",
      ],
      cli: [
        // `run`, `sweep`, `check-lookahead` and `replay` make a job, and work it here or in other processes.
        "jobs/backtest_job.ts",
        "jobs/backtest_error.ts",
        "jobs/backtest_runner.ts",
        "jobs/find_model.ts",
        "jobs/worker.ts",
        "jobs/worker_client.ts",
        "jobs/worker_protocol.ts",
        // Or leave it to the service.
        "background/backtest_kind.ts",
        "background/backtest_request.ts",
        // Its data, cut and described.
        "run/backtest_data.ts",
        "run/column_part.ts",
        "run/signal_cells.ts",
        // What came out, as lines, as JSON and as a page.
        "run/backtest_result.ts",
        "run/lookahead.ts",
        "run/none_reasons.ts",
        "run/replay.ts",
        "run/stored_figures.ts",
        "report/numbers.ts",
        "report/price_words.ts",
        "report/report.ts",
        "report/report_data.ts",
        "report/result_json.ts",
        "report/result_words.ts",
        "report/words.ts",
        "sweep/sweep_ranking.ts",
        "sweep/sweep_space.ts",
        "sweep/walk_forward.ts",
        // Kept results, also beside a running service.
        "saved_backtests.ts",
        "store/sqlite_backtest_store.ts",
        // `db check` knows each file by its mark and its steps.
        "store/backtest_file.ts",
      ],
    },
  },
  strategies: {
    files: ["strategy.ts", "mod.ts"],
    also: {
      // A user's file is loaded by the process that runs it, which hands it the kit.
      // Parameters are refused in the same words by whoever reads them.
      engine: ["user_file.ts", "user_kit.ts", "param_faults.ts"],
      backtest: ["user_file.ts", "user_kit.ts", "param_faults.ts"],
      // What the name of a file looks like, and which columns a table of signals has.
      cli: ["user_file.ts", "signal_table.ts", "param_faults.ts"],
      commands: ["user_file.ts", "param_faults.ts"],
    },
  },
  paper: {
    files: ["account_rules.ts", "paper_trader.ts", "fill_models/fill_model.ts", "fill_models/mod.ts"],
    also: {
      // What a strategy's money did, and by which rules it is closed.
      engine: ["exit_rules.ts", "trade.ts"],
      // The same, and what the report says of orders that were not made.
      backtest: ["order_size.ts", "trade.ts", "trading_day.ts"],
      // Rules as options of a command.
      cli: ["exit_rules.ts", "fill_models/freqtrade_params.ts"],
      commands: ["exit_rules.ts"],
    },
  },
  market: {
    files: [
      "start_market.ts",
      "market_view.ts",
      // The port of its memory keeps the name of what it remembers.
      "candle_store.ts",
      // Longer candles out of shorter ones: charts, live strategies and backtests must make the same.
      "read/aggregate.ts",
    ],
    also: {
      // How it is doing is joined with the rest of the program there; without markets nothing else of it is read in.
      app: ["market_health.ts", "wanted.ts"],
      // Why candles are missing, whoever asks.
      commands: ["read/holes.ts", "read/price_breaks.ts"],
      backtest: [
        // What its data tell of splits.
        "read/price_jumps.ts",
        // A backtest reads files of candles itself, and with them further columns that only a strategy knows.
        "csv/bytes.ts",
        "csv/candle_csv.ts",
        "csv/candle_file_error.ts",
        "csv/layout.ts",
        "csv/numbers.ts",
        "csv/session.ts",
        "csv/table.ts",
        "csv/time.ts",
      ],
      cli: [
        // Commands open the candles beside a running service.
        "store/sqlite_candle_store.ts",
        // `db check` knows each file by its mark and its steps.
        "store/schema.ts",
        // `candles fetch` is one backfill, and `gaps`, `aggregate` and `replay` say why candles are missing.
        "backfill/backfill.ts",
        // It asks, as the service does, since when a market is listed; `verify` compares with the exchange.
        "backfill/listing.ts",
        "backfill/recheck.ts",
        "read/holes.ts",
        // `verify` and `gaps` say where prices leap, and `import` what a file tells of base prices.
        "read/price_breaks.ts",
        "read/price_jumps.ts",
        "csv/prices/base_prices.ts",
        // `import` and `aggregate` say how a file stands to what is stored.
        "candle_compare.ts",
        // Files of candles, in and out.
        "csv/candle_csv.ts",
        "csv/candle_file_error.ts",
        "csv/write.ts",
        // `indicator` reads any table of numbers, and several commands any text, as files of candles are read.
        "csv/bytes.ts",
        "csv/head.ts",
        "csv/layout.ts",
        "csv/names.ts",
        "csv/numbers.ts",
        "csv/stock_rows.ts",
        "csv/table.ts",
        "csv/text_time.ts",
        "csv/time.ts",
        "csv/time_form.ts",
      ],
    },
  },
  exchanges: {
    // The list is for choosers only, see below; rules of trading are the same for everybody who trades or pretends to.
    files: ["exchange.ts", "mod.ts", "coin_rules.ts", "krx_rules.ts"],
    also: {
      app: [
        // ccxt runs in a process of its own, which begins in these.
        "ccxt/child.ts",
        // Whose certificates are watched.
        "ccxt/venues.ts",
      ],
      cli: [
        "ccxt/child.ts",
        "ccxt/protocol.ts",
        // `parse-frames` shows what a saved stream of Upbit said.
        "upbit/frames.ts",
      ],
      // A venue that ccxt knows is a setting.
      config: ["ccxt/venues.ts"],
    },
  },
  bus: {
    files: ["start_bus.ts", "bus.ts", "topics.ts"],
  },
  stock: {
    files: ["start_stock.ts", "stock_view.ts", "stock_store.ts", "sources/source.ts"],
    also: {
      // The one place that says which database lies behind a port, and what a backup takes for a history of ours.
      app: ["store/sqlite_stock_store.ts", "history/store/schema.ts"],
      cli: [
        // `once` and `doctor` ask each source a single time, without a poller.
        "client/create_client.ts",
        "sources/mod.ts",
        "sources/stock_requests.ts",
        // `history` reads the file itself, also while the service is off.
        "history/history_store.ts",
        "history/sample.ts",
        "history/store/sqlite_history_store.ts",
      ],
      // A day of polls is shown by the same words, whoever asks.
      commands: ["history/history_store.ts", "history/sample.ts"],
    },
  },
  calendar: {
    files: ["start_calendar.ts", "calendar_view.ts", "poll_plan.ts", "session.ts"],
    also: {
      cli: [
        // `calendar` and `doctor` judge the file itself, without a running program.
        "calendar_watch.ts",
        "calendar_status.ts",
        "statutory.ts",
        "file/calendar_file.ts",
        // `update` reads a list and says what it would change; `undo` compares two files.
        "file/load_calendar.ts",
        "update/closure_rows.ts",
        "update/new_list.ts",
        "update/plan_update.ts",
        "update/changes.ts",
        // The demo plays the calendar that it carries with it.
        "holidays.ts",
        // Commands judge gaps of Korean stocks without a running program.
        "session_hours.ts",
        "session_table.ts",
      ],
      commands: ["calendar_status.ts"],
      // The process of a backtest or a strategy has no calendar: it is given sessions as plain numbers.
      backtest: ["session_table.ts"],
      engine: ["session_table.ts"],
    },
  },
  telemetry: {
    files: ["start_telemetry.ts", "start_reporting.ts", "events.ts", "market_events.ts"],
    also: {
      // Spans lie around the very calls that they measure.
      stock: ["spans.ts"],
      // What a scrape reads is joined there.
      app: ["metrics.ts"],
      // A terminal and a log file are chosen before there is a program.
      cli: ["log_writer.ts", "log_file.ts"],
    },
  },
};

/** Rooms that keep nothing to themselves: kits, which are words and tools, and what nobody enters but `app` and `cli`. */
export const OPEN_ROOMS: readonly string[] = [
  "core",
  "lib",
  "indicators",
  "sqlite",
  "config",
  "web",
  "demo",
  "app",
  "cli",
];

/** A start, a view, a store and the contract of a rack. */
export const MOST_DOORS = 4;

/** Files that put things together and do nothing else, with the lines that this takes at most. */
export const LISTS: Readonly<Record<string, number>> = {
  "main.ts": 60,
  "app/app.ts": 100,
  "app/program_view.ts": 80,
};

/** Files of a rack that whoever asks a plug's question may import besides the contract. */
export const SHARED: readonly string[] = [
  "exchanges/coin_rules.ts",
  "exchanges/krx_rules.ts",
  // The room is its own rack: these are its doors.
  "notifiers/message_facts.ts",
  "notifiers/message_store.ts",
  "notifiers/notifiers_view.ts",
  // What tells the name of a user's file from that of a shipped strategy.
  "strategies/user_file.ts",
  // In which words the parameters of any of them are refused.
  "strategies/param_faults.ts",
  // How a door calls a command that it knows by name.
  "commands/door.ts",
];

/** Racks by folder, and the contract of each. A rack has a list, `mod.ts`, and a README with the recipe. */
export const RACKS: Readonly<Record<string, string>> = {
  "stock/sources": "source.ts",
  "exchanges": "exchange.ts",
  "paper/fill_models": "fill_model.ts",
  "strategies": "strategy.ts",
  "signals/rules": "rule.ts",
  "signals/judges": "judge.ts",
  "notifiers": "channel.ts",
  "commands": "command.ts",
};

/** Who may name the plugs of a rack: whoever starts them, and the commands that list them for a person. */
export const CHOOSERS: readonly string[] = [
  "app/",
  "cli/",
  "main.ts",
  "stock/start_stock.ts",
  "engine/host/",
  "backtest/jobs/",
  "config/settings/exchanges.ts",
];

/** Where a foreign package may be imported. One that is not here may be imported nowhere. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "hono": ["web/", "demo/"],
  "p-retry": ["lib/limits/retry.ts"],
  "node:sqlite": ["sqlite/node_driver.ts"],
  "@logtape/logtape": ["telemetry/"],
  "@opentelemetry/api": ["telemetry/recorded_spans.ts"],
  "prom-client": ["telemetry/prometheus.ts"],
  "commander": ["cli/"],
  "ccxt": ["exchanges/ccxt/venues.ts"],
  "uqr": ["cli/service/qr_code.ts"],
  "lightweight-charts": ["web/pages/chart/library.ts"],
  "zod": [
    ...Object.keys(RACKS).map((rack) => `${rack}/`),
    "config/",
    "bot/",
    "bus/topics.ts",
    "engine/",
    "cli/",
    "web/",
    "demo/",
    "backtest/",
    "paper/",
    "signals/rule_file/",
    "signals/facts/advice.ts",
    "signals/inbound/",
    "signals/background/",
  ],
};

/** Data files outside `src` that the program carries with it, and who may read them in. */
export const DATA: Readonly<Record<string, readonly string[]>> = {
  "deno.json": ["cli/kit/embedded.ts"],
  "holidays.json": ["cli/kit/embedded.ts"],
};

export const FOLDER_LIMIT = 20;

/** Longer ones hold more than one idea. */
export const FILE_LINES = 300;

/** Files that may be longer, each with the reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {};

/** Where the program begins; everybody else is given a clock. */
export const CLOCK_MAKERS: readonly string[] = ["app/runtime.ts", "app/entries/"];

/** Who translates what somebody else says in words alone (the runtime, SQLite, an exchange, the schemas), at the boundary. */
export const FOREIGN_WORDS: readonly string[] = [
  "web/http/accept_loop.ts",
  "sqlite/sql_error.ts",
  "lib/http/send_once.ts",
  "exchanges/upbit/errors.ts",
  "exchanges/upbit/frames.ts",
];

const RUNTIME_TIME = "the time of the runtime";
const CLOCK = ["core/clock.ts"];

export const FORBIDDEN_CODE: readonly CodeRule[] = [
  { what: RUNTIME_TIME, pattern: /\bDate\s*\.\s*now\b/, except: CLOCK },
  { what: RUNTIME_TIME, pattern: /\bnew\s+Date\s*(\(\s*\)|(?!\s*\())/, except: CLOCK },
  { what: RUNTIME_TIME, pattern: /\bTemporal\s*\.\s*Now\b/, except: CLOCK },
  { what: RUNTIME_TIME, pattern: /\bperformance\s*\.\s*now\b/, except: CLOCK },
  { what: "a timer", pattern: /\bset(Timeout|Interval|Immediate)\b/, except: CLOCK },
  { what: "the console", pattern: /\bconsole\s*[.[]/, except: [] },
  { what: "the type any", pattern: /[:<,|&]\s*any\b(?!\s*\()|\bas\s+any\b|\bany\s*\[\]/, except: [] },
  { what: "a barrel", pattern: /\bexport\s+(type\s+)?(\*|\{[^}]*\}\s*from\b)/, except: [] },
  { what: "a publish that nobody awaits", pattern: /\bvoid\s+[\w.#]*\bpublish\s*\(/, except: [] },
  {
    what: "a decision by the words of an error; give it a code or a field",
    pattern:
      /\bmessage\??\s*\.\s*(startsWith|endsWith|includes|indexOf|match|matchAll|search|replace|replaceAll|split)\s*\(|\.\s*(test|exec)\s*\(\s*[\w.?]*\bmessage\b/,
    except: FOREIGN_WORDS,
  },
  {
    what: "a fetch of its own; `lib/http/attempt.ts` has the deadline, the limit and the meaning of failures",
    pattern: /(?<![.\w])fetch\s*\(|[oO]ptions\s*\.\s*fetch\s*\(/,
    // The listener's is the other side: a method of whoever answers.
    except: ["lib/http/", "web/listener.ts"],
  },
  {
    what:
      "a number format of its own; `core/words/numbers.ts` has one minus, one percent, commas and whole won",
    pattern: /\.\s*(toFixed|toLocaleString)\s*\(|\bIntl\s*\.\s*NumberFormat\s*\(/,
    except: [
      "core/words/numbers.ts",
      // Words for spans of time: `3분 12초`.
      "web/kit/format.ts",
      // Numbers that go on as numbers, and one of a foreign file read back as its text.
      "paper/fill_models/freqtrade.ts",
      "cli/candles/aggregate/made_candles.ts",
      "lib/sheet/xlsx.ts",
    ],
  },
  {
    what: "native code",
    pattern: /\bDeno\s*\.\s*(dlopen|Unsafe\w+)/,
    except: ["sqlite/ffi_driver.ts", "sqlite/ffi_library.ts"],
  },
];

/** Anywhere, tests and tools too: the path of a URL is percent-encoded, so it names no file where a folder is `내 폴더 #1`. */
export const URL_AS_PATH: readonly CodeRule[] = [
  {
    what: "the path of a URL as if it were one of a file; use fileURLToPath",
    pattern:
      /\bnew\s+URL\s*\([^;]*?(import\s*\.\s*meta|mainModule|\b[A-Z][A-Z_]+\b)[^;]*?\)\s*\.\s*pathname\b/,
    except: [],
  },
];

export const FORBIDDEN_TEXT: readonly CodeRule[] = [
  { what: "an unfinished thing", pattern: /\b(TODO|FIXME|XXX|HACK)\b/, except: [] },
  { what: "a silenced type check", pattern: /@ts-(ignore|nocheck|expect-error)\b/, except: [] },
  { what: "a silenced lint", pattern: /deno-lint-ignore-file\b/, except: [] },
];

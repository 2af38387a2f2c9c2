import { toShownSentence } from "../shown_sentence.ts";
import { toCommand } from "../../../core/command_text.ts";
import { toShownText } from "../../../core/text.ts";
import type { SignalStory, SignalsView } from "../../../signals/signals_view.ts";
import { type AskedList, SIGNAL_STATE_NAMES } from "../../api/signal_query.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Change, Outside } from "../../kit/marks.tsx";
import type { ListPage } from "../../kit/lists/pager.tsx";
import type { Show } from "../../kit/show.ts";
import { Empty, Filter, ListPager } from "./filter.tsx";
import { SignalMark, SignalsHead, toSignalPath, WhenMark } from "./looks.tsx";
import { sayWord, toJudgeText, toPriceText, toRuleText } from "./story_words.ts";

type Signal = SignalStory["signal"];

/** What stands inside `<main>` of `/signals`. */
export function SignalsMain(
  { show, view, asked, signals }: {
    show: Show;
    view: SignalsView;
    asked: AskedList<Signal["state"]> | { readonly fault: string };
    signals: ListPage<Signal>;
  },
) {
  const { say } = show;
  return (
    <>
      <SignalsHead show={show} path="/signals" title={say("title_signals")}>
        <Today show={show} view={view} />
      </SignalsHead>
      <section class="card" id="signal-list" aria-labelledby="signal-list-title">
        <h2 id="signal-list-title" class="hidden">{say("title_signals")}</h2>
        <Filter
          show={show}
          path="/signals"
          name="state"
          keyOf={(state) => `signal_state_${state}`}
          words={SIGNAL_STATE_NAMES}
          asked={asked}
          label={say("state")}
        />
        {signals.rows.length === 0
          ? (
            <Empty
              show={show}
              path="/signals"
              asked={asked}
              none={say("signals_none", { count: view.rules, command: toCommand("rules", "list") })}
            />
          )
          : <DataTable caption={say("title_signals")} columns={columnsOf(show)} rows={signals.rows} />}
        <ListPager
          show={show}
          path="/signals"
          name="state"
          asked={asked}
          list={signals}
          label={say("title_signals")}
        />
      </section>
    </>
  );
}

const NO_AI: ReadonlySet<string> = new Set(["none", "always_confirm"]);

function Today({ show, view }: { show: Show; view: SignalsView }) {
  const { say } = show;
  const { rules, rulesFrom, judge, problem, today, quiet } = view;
  const { fired, confirmed: sent, rejected, unjudged, skipped } = today;
  const isAlone = NO_AI.has(judge) && rejected + unjudged === 0;
  const from = rulesFrom.startsWith("/") || rulesFrom.includes(".json")
    ? baseName(rulesFrom)
    : say("rules_built_in");
  const list = Object.entries(skipped).map(([reason, count]) =>
    `${sayWord(show, `skip_${reason}`, reason)} ${count}`
  );
  return (
    <div class="small">
      <p>
        {isAlone
          ? say("signals_today_alone", { fired, sent })
          : say("signals_today", { fired, sent, rejected, unjudged })}
      </p>
      {list.length === 0 ? null : <p class="muted">{say("signals_skipped", { list: list.join(" · ") })}</p>}
      <p class="muted">{say("signals_rules", { count: rules, from, judge: toJudgeText(show, judge) })}</p>
      {quiet === undefined || quiet.muted.length === 0
        ? null
        : <p>{say("signals_muted", { list: quiet.muted.join(", ") })}</p>}
      {problem === undefined
        ? null
        : <p class="tone-warn">{say("rules_fault_line", { problem: toShownSentence(show, problem) })}</p>}
    </div>
  );
}

const baseName = (path: string) => path.split(/[\\/]/).at(-1) ?? path;

function columnsOf(show: Show): readonly Column<Signal>[] {
  const { say, format } = show;
  return [
    {
      label: say("signal_label"),
      place: "lead",
      cell: (signal) => (
        <a class="whole" href={show.href(toSignalPath(signal))}>{signal.label ?? signal.id.slice(-6)}</a>
      ),
    },
    {
      label: say("stock"),
      isHead: true,
      cell: ({ name, ticker, action }) => (
        <span class="stock">
          <span>{say(`signal_action_${action}`)}</span> <Outside text={toShownText(name ?? ticker)} />{" "}
          {name === undefined ? null : <span class="ticker">{ticker}</span>}
        </span>
      ),
    },
    { label: say("state"), cell: (signal) => <SignalMark show={show} signal={signal} /> },
    { label: say("signal_rule"), cell: (signal) => <Outside text={toRuleText(show, signal)} /> },
    {
      label: say("signal_score"),
      isNumber: true,
      cell: ({ score }) => score === undefined ? <Outside text={undefined} /> : format.number(score, 0),
    },
    {
      label: say("signal_price"),
      isNumber: true,
      cell: (signal) => (
        <>
          {toPriceText(show, signal)} {signal.changePct === undefined
            ? null
            : <Change show={show} value={signal.changePct} text={format.percent(signal.changePct)} />}
        </>
      ),
    },
    {
      label: say("signal_fired_at"),
      isNumber: true,
      place: "key",
      cell: ({ firedAtMs }) => <WhenMark show={show} atMs={firedAtMs} />,
    },
  ];
}

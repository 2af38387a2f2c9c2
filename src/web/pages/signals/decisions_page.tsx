import { toShownText } from "../../../core/text.ts";
import type { DecidedSignal } from "../../../signals/signals_view.ts";
import { type AskedList, OUTCOME_NAMES } from "../../api/signal_query.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Outside } from "../../kit/marks.tsx";
import type { ListPage } from "../../kit/lists/pager.tsx";
import type { Show } from "../../kit/show.ts";
import { Empty, Filter, ListPager } from "./filter.tsx";
import { EffectMark, OutcomeMark, SignalsHead, toSignalPath, WhenMark } from "./looks.tsx";
import { toJudgeText } from "./story_words.ts";

/** What stands inside `<main>` of `/decisions`: what the judge said beside what was made of it. */
export function DecisionsMain(
  { show, asked, decisions }: {
    show: Show;
    asked: AskedList<(typeof OUTCOME_NAMES)[number]> | { readonly fault: string };
    decisions: ListPage<DecidedSignal>;
  },
) {
  const { say } = show;
  return (
    <>
      <SignalsHead show={show} path="/decisions" title={say("title_decisions")} />
      <section class="card" aria-labelledby="decision-list-title">
        <h2 id="decision-list-title" class="hidden">{say("title_decisions")}</h2>
        <Filter
          show={show}
          path="/decisions"
          name="outcome"
          keyOf={(outcome) => `outcome_${outcome.toLowerCase()}`}
          words={OUTCOME_NAMES}
          asked={asked}
          label={say("decision_outcome")}
        />
        {decisions.rows.length === 0
          ? <Empty show={show} path="/decisions" asked={asked} none={say("decisions_none")} />
          : (
            <DataTable
              caption={say("title_decisions")}
              columns={[signalColumn(show), ...decisionColumns(show)]}
              rows={decisions.rows}
            />
          )}
        <ListPager
          show={show}
          path="/decisions"
          name="outcome"
          asked={asked}
          list={decisions}
          label={say("title_decisions")}
        />
      </section>
    </>
  );
}

function signalColumn(show: Show): Column<DecidedSignal> {
  return {
    label: show.say("signal_label"),
    isHead: true,
    cell: ({ decision, signal }) =>
      signal === undefined ? <Outside text={decision.signalId} /> : (
        <a href={show.href(toSignalPath(signal))}>
          {`${signal.label ?? signal.id.slice(-6)} ${toShownText(signal.name ?? signal.ticker)}`}
        </a>
      ),
  };
}

export function decisionColumns(show: Show): readonly Column<DecidedSignal>[] {
  const { say, format } = show;
  return [
    {
      label: say("decision_outcome"),
      cell: ({ decision: { result } }) => <OutcomeMark show={show} result={result} />,
    },
    {
      label: say("decision_effective"),
      cell: ({ decision: { result } }) => <EffectMark show={show} result={result} />,
    },
    {
      label: say("decision_judge"),
      cell: ({ decision: { judge, result } }) => {
        const model = result?.modelAnswered;
        return <Outside text={toJudgeText(show, judge, model)} />;
      },
    },
    {
      label: say("decision_confidence"),
      isNumber: true,
      // A judge that agrees with everything is sure of nothing.
      cell: ({ decision: { judge, result } }) =>
        result?.confidence === undefined || judge === "always_confirm"
          ? <Outside text={undefined} />
          : format.number(result.confidence, 0),
    },
    {
      label: say("decision_took"),
      isNumber: true,
      cell: ({ decision: { result } }) =>
        result === undefined
          ? <Outside text={undefined} />
          : say("seconds_text", { seconds: format.number(result.latencyMs / 1_000, 1) }),
    },
    {
      label: say("decision_asked"),
      isNumber: true,
      place: "key",
      cell: ({ decision: { askedAtMs } }) => <WhenMark show={show} atMs={askedAtMs} />,
    },
  ];
}

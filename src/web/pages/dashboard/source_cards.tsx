import type { Child } from "hono/jsx";
import type { SourceView } from "../../../stock/stock_view.ts";
import type { PageView } from "../../view.ts";
import { Age, isOld, Mark, StaleBadge, STATE_LOOKS, Time, TimeAndAgo } from "../../kit/marks.tsx";
import { toMessageReason } from "../signals/message_reasons.ts";
import { toShownSentence } from "../shown_sentence.ts";
import { OutcomeStrip } from "./outcome_strip.tsx";
import { nameOfSource, type Show } from "../../kit/show.ts";

/** Data that claims another time than that of its fetch, by more than a clock may be off. */
const SAME_TIME_MS = 60_000;

export function SourceCards({ show, view }: { show: Show; view: PageView }) {
  return (
    <section class="sources" aria-labelledby="sources-title">
      <h2 id="sources-title" class="hidden">{show.say("sources")}</h2>
      {view.sources.map((source) => (
        <SourceCard
          key={source.facts.id}
          show={show}
          source={source}
          strip={view.strips[source.facts.id] ?? []}
        />
      ))}
    </section>
  );
}

function SourceCard(
  { show, source, strip }: { show: Show; source: SourceView; strip: PageView["strips"][string] },
) {
  const { facts, state } = source;
  const look = STATE_LOOKS[state];
  const id = `source-${facts.id}`;
  return (
    <article
      class={`card source tone-edge-${look.tone} ${isOld(source) ? "is-stale" : ""}`}
      id={id}
      aria-labelledby={`${id}-title`}
    >
      <header class="card-head">
        <h3 id={`${id}-title`}>
          <a href={`#data-${facts.id}`}>{nameOfSource(show, facts)}</a>
        </h3>
        <Mark {...look}>{show.say(`state_${state}`)}</Mark>
      </header>
      <AgeLine show={show} source={source} />
      <Facts show={show} source={source} />
      <OutcomeStrip show={show} cells={strip} />
    </article>
  );
}

function AgeLine({ show, source }: { show: Show; source: SourceView }) {
  if (source.facts.lastSuccessAtMs === undefined) return <p class="age">{show.say("no_data")}</p>;
  return (
    <p class="age">
      <b>
        <Age show={show} source={source} />
      </b>{" "}
      <StaleBadge show={show} source={source} />
    </p>
  );
}

function Facts({ show, source: { facts } }: { show: Show; source: SourceView }) {
  const { say, format } = show;
  const { lastSuccessAtMs, summary, restored } = facts;
  const dataAtMs = summary?.dataAtMs;
  const isOtherTime = dataAtMs !== undefined &&
    (lastSuccessAtMs === undefined || Math.abs(dataAtMs - lastSuccessAtMs) > SAME_TIME_MS);
  return (
    <dl class="facts">
      <Fact label={say("last_success")}>
        {lastSuccessAtMs === undefined ? say("never") : <Time show={show} atMs={lastSuccessAtMs} />}
      </Fact>
      {isOtherTime
        ? (
          <Fact label={say("data_time")}>
            <TimeAndAgo show={show} atMs={dataAtMs} />
          </Fact>
        )
        : null}
      {summary?.items === undefined ? null : <Fact label={say("items")}>{format.number(summary.items)}</Fact>}
      <Fact label={say("last_error")}>
        <LastError show={show} facts={facts} />
      </Fact>
      {restored ? <Fact label="">{say("restored")}</Fact> : null}
    </dl>
  );
}

function LastError({ show, facts }: { show: Show; facts: SourceView["facts"] }) {
  const { lastError, lastFailure, consecutiveFailures } = facts;
  if (lastError === undefined) {
    return lastFailure === undefined
      ? <>{show.say("no_error")}</>
      : <PastFailure show={show} failure={lastFailure} />;
  }
  const times = consecutiveFailures > 1
    ? ` · ${show.say("in_a_row", { count: show.format.number(consecutiveFailures) })}`
    : "";
  return (
    <span title={toShownSentence(show, toMessageReason(show, lastError.message))}>
      {show.say(`error_${lastError.kind}`)} · <Time show={show} atMs={lastError.atMs} />
      {times}
    </span>
  );
}

/** An error that is over is still worth knowing: a card without it would contradict the strip below. */
function PastFailure(
  { show, failure }: { show: Show; failure: NonNullable<SourceView["facts"]["lastFailure"]> },
) {
  const { kind, atMs, recoveredAtMs } = failure;
  const span = recoveredAtMs === undefined ? undefined : show.format.span(recoveredAtMs - atMs);
  return (
    <>
      {show.say(`error_${kind}`)} · <Time show={show} atMs={atMs} />
      {span === undefined ? null : `, ${show.say("recovered_after", { span })}`}
    </>
  );
}

function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

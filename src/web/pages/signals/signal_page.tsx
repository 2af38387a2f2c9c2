import { toShownText } from "../../../core/text.ts";
import type { MessageRow } from "../../../notifiers/message_store.ts";
import type { ScoreStory, SignalStory } from "../../../signals/signals_view.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Change, Mark, Outside, Time } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import { Fact } from "../strategies/facts.tsx";
import type { FormFacts } from "../strategies/head.tsx";
import { SimulateForm } from "./simulate_form.tsx";
import { decisionColumns } from "./decisions_page.tsx";
import { SignalMark, SignalsHead, WhenMark } from "./looks.tsx";
import { messageColumns } from "./outbox_page.tsx";
import { sayWord, toFormula, toNumberWords, toPriceText, toRuleText } from "./story_words.ts";

/** What stands inside `<main>` of `/signals/:label`. */
export function SignalMain(
  { show, story, messages, form }: {
    show: Show;
    story: SignalStory;
    messages: readonly MessageRow[];
    form: FormFacts;
  },
) {
  const { say } = show;
  const { signal, score, decisions, outcomes, followUp } = story;
  const { label, id, name, ticker, action } = signal;
  const title = `${label ?? id} · ${say(`signal_action_${action}`)} ${toShownText(name ?? ticker)}`;
  return (
    <>
      <SignalsHead show={show} path="" title={title}>
        <SignalMark show={show} signal={signal} />
      </SignalsHead>
      <Facts show={show} signal={signal} followUp={followUp} />
      <Evidence show={show} signal={signal} score={score} />
      <Section show={show} id="decisions" title={say("title_decisions")}>
        {decisions.length === 0 ? <p class="empty">{say("decision_none")}</p> : (
          <DataTable
            caption={say("title_decisions")}
            columns={decisionColumns(show)}
            rows={decisions.map((decision) => ({ decision, signal: undefined }))}
          />
        )}
        {decisions.map(({ id: key, result }) =>
          result?.reason === undefined ? null : (
            <blockquote key={key} class="small">
              <Outside text={toShownText(result.reason, 300)} />
            </blockquote>
          )
        )}
      </Section>
      <Section show={show} id="deliveries" title={say("deliveries")}>
        {messages.length === 0
          ? <p class="empty">{say("deliveries_none")}</p>
          : <DataTable caption={say("deliveries")} columns={messageColumns(show)} rows={messages} />}
      </Section>
      <Section show={show} id="outcomes" title={say("outcomes")}>
        {outcomes.length === 0
          ? <p class="empty">{say("outcomes_none")}</p>
          : <DataTable caption={say("outcomes")} columns={outcomeColumns(show, ticker)} rows={outcomes} />}
      </Section>
      <Section show={show} id="simulate" title={say("simulate")}>
        <SimulateForm show={show} signal={signal} form={form} />
      </Section>
    </>
  );
}

function Section(
  { id, title, children }: { show: Show; id: string; title: string; children: unknown },
) {
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{title}</h2>
      </header>
      {children}
    </section>
  );
}

function Facts({ show, signal, followUp }: { show: Show } & Pick<SignalStory, "signal" | "followUp">) {
  const { seen, again } = followUp;
  const { say, format } = show;
  const { ticker, exchange, sender, signalClass, changePct, firedAtMs, validUntilMs, said } = signal;
  return (
    <section class="card" aria-label={say("signal_what")}>
      <dl class="facts">
        <Fact label={say("ticker")}>{`${ticker} · ${exchange}`}</Fact>
        <Fact label={say("signal_what")}>{say(`signal_class_${signalClass}`)}</Fact>
        <Fact label={say("signal_price")}>
          {toPriceText(show, signal)} {changePct === undefined
            ? null
            : <Change show={show} value={changePct} text={format.percent(changePct)} />}
        </Fact>
        <Fact label={say("signal_rule")}>
          <Outside text={toRuleText(show, signal)} />
          {sender === "rules" ? null : <Outside text={` · ${toShownText(sender)}`} />}
        </Fact>
        {said === undefined ? null : (
          <Fact label={say("signal_said")}>
            <Outside text={`“${toShownText(said)}”`} />
          </Fact>
        )}
        <Fact label={say("signal_fired_at")}>
          <WhenMark show={show} atMs={firedAtMs} />
        </Fact>
        <Fact label={say("signal_valid_until")}>
          <Time show={show} atMs={validUntilMs} />
        </Fact>
        {seen === undefined ? null : (
          <Fact label={say("signal_seen")}>
            <Time show={show} atMs={seen.atMs} />
            <Outside
              text={seen.by === undefined
                ? undefined
                : ` · ${toShownText(`${say(`held_by_${seen.by.kind}`)} ${seen.by.id}`)}`}
            />
          </Fact>
        )}
        {again === undefined
          ? null
          : (
            <Fact label={say(again.toldAtMs === undefined ? "signal_again_wished" : "signal_again_told")}>
              <Time show={show} atMs={again.toldAtMs ?? again.dueAtMs} />
            </Fact>
          )}
      </dl>
    </section>
  );
}

type Piece = ScoreStory["pieces"][number];

function Evidence(
  { show, signal, score }: { show: Show; signal: SignalStory["signal"]; score: ScoreStory },
) {
  const { say } = show;
  return (
    <Section show={show} id="evidence" title={say("evidence")}>
      {score.pieces.length === 0
        ? null
        : <DataTable caption={say("evidence")} columns={evidenceColumns(show)} rows={score.pieces} />}
      <h3>{say("formula")}</h3>
      <p class="formula">{toFormula(show, score)}</p>
      {signal.threshold === undefined
        ? null
        : <p class="small muted">{say("formula_limit", { threshold: signal.threshold })}</p>}
    </Section>
  );
}

function evidenceColumns(show: Show): readonly Column<Piece>[] {
  const { say, format } = show;
  return [
    {
      label: say("evidence_key"),
      isHead: true,
      cell: ({ piece: { key, isRequired } }) => (
        <>
          {sayWord(show, `piece_${key}`, toShownText(key, 40))}{" "}
          {isRequired ? <span class="muted small">({say("evidence_required")})</span> : null}
        </>
      ),
    },
    {
      label: say("evidence_numbers"),
      place: "below",
      cell: ({ piece }) => {
        const all = toNumberWords(show, piece);
        return all.length === 0 ? <span class="muted">{say("evidence_absent")}</span> : all.join(" · ");
      },
    },
    {
      label: say("evidence_strength"),
      isNumber: true,
      cell: ({ strength }) => strength === undefined ? say("evidence_absent") : format.fixed(strength, 2),
    },
    {
      label: say("evidence_weight"),
      isNumber: true,
      cell: ({ piece }) => format.number(piece.weight),
    },
    {
      label: say("evidence_age"),
      isNumber: true,
      place: "key",
      cell: ({ ageMs }) => ageMs === undefined ? say("age_unknown") : format.span(ageMs),
    },
  ];
}

type Outcome = SignalStory["outcomes"][number];

function outcomeColumns(show: Show, ticker: string): readonly Column<Outcome>[] {
  const { say, format } = show;
  return [
    {
      label: say("outcome_when"),
      isHead: true,
      cell: ({ horizon }) => say("outcome_sessions", { count: horizon }),
    },
    {
      label: say("state"),
      cell: ({ hit }) =>
        hit === undefined
          ? <Mark tone="calm" icon="wait">{say("outcome_unknown")}</Mark>
          : hit
          ? <Mark tone="good" icon="check">{say("outcome_hit")}</Mark>
          : <Mark tone="bad" icon="cross">{say("outcome_miss")}</Mark>,
    },
    { label: say("signal_price"), isNumber: true, cell: ({ price }) => toPriceText(show, { price, ticker }) },
    {
      label: say("outcome_net"),
      isNumber: true,
      cell: ({ pctNet }) =>
        pctNet === undefined
          ? <Outside text={undefined} />
          : <Change show={show} value={pctNet} text={format.percent(pctNet)} />,
    },
  ];
}

/** For a label that there is not. */
export function UnknownSignal({ show, label }: { show: Show; label: string }) {
  const { say } = show;
  return (
    <>
      <SignalsHead show={show} path="" title={say("signal_unknown", { label })} />
      <section class="card">
        <p>
          <a href={show.href("/signals")}>{say("signals_all")}</a>
        </p>
      </section>
    </>
  );
}

import type { Child } from "hono/jsx";
import type { SourceView } from "../../stock/stock_view.ts";
import { Age, Icon, isOld, StaleBadge, TimeAndAgo } from "./marks.tsx";
import type { Json } from "../../core/payload/fields.ts";
import type { PayloadRows } from "../../core/payload/rows.ts";
import { toShownJson } from "./shown_json.ts";
import { nameOfSource, type Show } from "./show.ts";

const MOST_JSON_CHARACTERS = 20 * 1024;

/** The data of one source under its name, its time and, when it is old, a loud word about that. */
export function DataSection({ show, source, children }: { show: Show; source: SourceView; children: Child }) {
  const { facts, state } = source;
  const id = `data-${facts.id}`;
  const old = isOld(source);
  return (
    <section class={`card data ${old ? "is-stale" : ""}`} id={id} aria-labelledby={`${id}-title`}>
      <header class="card-head">
        <h2 id={`${id}-title`}>{nameOfSource(show, facts)}</h2>
        <StaleBadge show={show} source={source} />
        <SectionTime show={show} source={source} />
      </header>
      {state === "unavailable" || state === "auth"
        ? (
          <p class="loud">
            <Icon name="cross" /> {toWarning(show, source)}
          </p>
        )
        : null}
      {children}
    </section>
  );
}

function toWarning({ say }: Show, { facts, state }: SourceView): string {
  return facts.data === undefined
    ? `${say(`state_${state}`)}: ${say("problem_no_data")}`
    : say("unavailable_note");
}

function SectionTime({ show, source }: { show: Show; source: SourceView }) {
  const { lastSuccessAtMs } = source.facts;
  if (lastSuccessAtMs === undefined) return null;
  return (
    <p class="as-of">
      {show.say("as_of")} {source.ageMs === undefined
        ? <Age show={show} source={source} />
        : <TimeAndAgo show={show} atMs={lastSuccessAtMs} />}
    </p>
  );
}

/** The rows, or in words why there are none, with what came to look at. */
export function RowsOrWhy<Row>(
  { show, source, read, children }: {
    show: Show;
    source: SourceView;
    read: (payload: Json) => PayloadRows<Row>;
    children: (rows: readonly Row[]) => Child;
  },
) {
  const { data, id } = source.facts;
  if (data === undefined) return <p class="empty">{show.say("no_data")}</p>;
  const found = read(data);
  if (found.kind !== "rows") {
    const word = found.kind === "empty" ? show.say("empty_list") : show.say("unrecognized");
    return (
      <>
        <p class="empty">{word}</p>
        <RawJson show={show} id={id} data={data} />
      </>
    );
  }
  const hidden = found.total - found.rows.length;
  return (
    <>
      {children(found.rows)}
      {hidden > 0 ? <p class="more">{show.say("more_rows", { count: show.format.number(hidden) })}</p> : null}
    </>
  );
}

/** A source that no page knows yet: what came, as it came. */
export function UnknownSource({ show, source }: { show: Show; source: SourceView }) {
  const { data, id } = source.facts;
  return (
    <DataSection show={show} source={source}>
      {data === undefined
        ? <p class="empty">{show.say("no_data")}</p>
        : <RawJson show={show} id={id} data={data} />}
    </DataSection>
  );
}

/** What came, as it came. */
export function RawJson(
  { show, id, data, title = show.say("raw") }: { show: Show; id: string; data: Json; title?: string },
) {
  const text = toShownJson(data, MOST_JSON_CHARACTERS);
  const isCut = text.length > MOST_JSON_CHARACTERS;
  return (
    <details id={`raw-${id}`} class="raw">
      <summary id={`raw-${id}-summary`}>{title}</summary>
      <pre tabindex={0} id={`raw-${id}-text`} role="region" aria-label={title}>
        <code>{isCut ? text.slice(0, MOST_JSON_CHARACTERS) : text}</code>
      </pre>
      {isCut ? <p class="muted">{show.say("raw_cut")}</p> : null}
    </details>
  );
}

import { toCommand } from "../../../core/command_text.ts";
import { toShownText } from "../../../core/text.ts";
import type { ShownAlert } from "../../api/alert_answers.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { type ListPage, Pager } from "../../kit/lists/pager.tsx";
import { Outside } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";
import { SignalsHead } from "../signals/looks.tsx";
import { sayWord } from "../signals/story_words.ts";
import type { FormFacts } from "../strategies/head.tsx";

/** What stands inside `<main>` of `/alerts`. @param facts.undo brings back the alarm that was taken away last. */
export function AlertsMain(
  { show, alerts, form, undo }: {
    show: Show;
    alerts: ListPage<ShownAlert> | { readonly fault: string };
    form: FormFacts;
    undo: string | undefined;
  },
) {
  const { say } = show;
  return (
    <>
      <SignalsHead show={show} path="/alerts" title={say("title_alerts")}>
        <p class="small muted">{say("alerts_about")}</p>
      </SignalsHead>
      {undo === undefined ? null : (
        <form method="post" action="/alerts/restore" class="stacked">
          <Hidden form={form} />
          <input type="hidden" name="undo" value={undo} />
          <button type="submit" id="alert-undo">{say("alert_undo")}</button>
        </form>
      )}
      <section class="card" aria-labelledby="alert-list-title">
        <h2 id="alert-list-title" class="hidden">{say("title_alerts")}</h2>
        <List show={show} alerts={alerts} form={form} />
      </section>
      <section class="card" aria-labelledby="alert-add-title">
        <header class="card-head">
          <h2 id="alert-add-title">{say("alert_add")}</h2>
        </header>
        <AddForm show={show} form={form} />
        <p class="small muted">{say("alert_more_kinds", { command: toCommand("alert", "add", "--help") })}</p>
      </section>
    </>
  );
}

function Hidden({ form }: { form: FormFacts }) {
  return (
    <>
      <input type="hidden" name="csrf" value={form.csrfToken} />
      <input type="hidden" name="next" value={form.next} />
    </>
  );
}

function List(
  { show, alerts, form }: {
    show: Show;
    alerts: ListPage<ShownAlert> | { readonly fault: string };
    form: FormFacts;
  },
) {
  const { say } = show;
  const label = say("title_alerts");
  if ("fault" in alerts) return <p class="empty">{say("alerts_unreadable", { why: alerts.fault })}</p>;
  if (alerts.rows.length === 0 && alerts.page === 1) return <p class="empty">{say("alerts_none")}</p>;
  return (
    <>
      {alerts.rows.length === 0
        ? null
        : <DataTable caption={label} columns={columnsOf(show, form)} rows={alerts.rows} />}
      <Pager show={show} list={alerts} path="/alerts" query={{}} label={label} />
    </>
  );
}

function columnsOf(show: Show, form: FormFacts): readonly Column<ShownAlert>[] {
  const { say, lang } = show;
  return [
    {
      label: say("alert_what"),
      isHead: true,
      cell: ({ words }) => <Outside text={toShownText(words[lang], 200)} />,
    },
    {
      label: say("alert_kind"),
      cell: ({ kind }) => (
        <span class="words">{sayWord(show, `rule_kind_${kind}`, toShownText(kind, 40))}</span>
      ),
    },
    { label: say("alert_id"), cell: ({ id }) => <Outside text={toShownText(id, 40)} /> },
    {
      label: say("alert_remove"),
      place: "below",
      cell: ({ id }) => (
        <form method="post" action={`/alerts/${encodeURIComponent(id)}/remove`}>
          <Hidden form={form} />
          <button type="submit" id={`remove-${id}`}>{say("alert_remove")}</button>
        </form>
      ),
    },
  ];
}

/** A plain form: it works without JavaScript. */
function AddForm({ show, form }: { show: Show; form: FormFacts }) {
  const { say } = show;
  return (
    <form method="post" action="/alerts" class="stacked">
      <Hidden form={form} />
      <label>
        {say("alert_ticker")}{" "}
        <input
          type="text"
          name="ticker"
          id="alert-ticker"
          required
          maxlength={40}
          placeholder={say("alert_ticker_hint")}
        />
      </label>
      <label>
        {say("alert_price")}{" "}
        <input type="text" name="price" id="alert-price" required maxlength={20} inputmode="decimal" />
      </label>
      <label>
        {say("alert_side")}{" "}
        <select name="side" id="alert-side">
          <option value="">{say("alert_side_auto")}</option>
          <option value="above">{say("alert_side_above")}</option>
          <option value="below">{say("alert_side_below")}</option>
        </select>
      </label>
      <button type="submit" id="alert-add">{say("alert_add")}</button>
    </form>
  );
}

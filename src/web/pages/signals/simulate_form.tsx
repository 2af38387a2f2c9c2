import type { SignalStory } from "../../../signals/signals_view.ts";
import type { Show } from "../../kit/show.ts";
import type { FormFacts } from "../strategies/head.tsx";
import { toSignalPath } from "./looks.tsx";

/** Kinds of rules whose looks are not stored by day. */
const NOT_STORED: ReadonlySet<string> = new Set(["inbound", "strategy_advice"]);

/** A plain form; its answer is the page of the job. Nothing is sent unless the box is ticked. */
export function SimulateForm(
  { show, signal, form }: { show: Show; signal: SignalStory["signal"]; form: FormFacts },
) {
  const { say } = show;
  if (NOT_STORED.has(signal.ruleKind)) return <p class="empty">{say("simulate_not_stored")}</p>;
  return (
    <form method="post" action={`${toSignalPath(signal)}/simulate`} class="stacked">
      <input type="hidden" name="csrf" value={form.csrfToken} />
      <input type="hidden" name="next" value={form.next} />
      <p class="small">{say("simulate_about")}</p>
      <label>
        <input type="checkbox" name="deliver" value="yes" id="simulate-deliver" /> {say("simulate_deliver")}
      </label>
      <button type="submit" id="simulate-signal">{say("simulate")}</button>
    </form>
  );
}

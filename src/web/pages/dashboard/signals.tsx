import type { SignalView } from "../../view.ts";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { type IconName, Mark, Outside, Time, type Tone } from "../../kit/marks.tsx";
import { StockName } from "./portfolio.tsx";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";

const LOOKS: Readonly<Record<SignalView["state"], { tone: Tone; icon: IconName }>> = {
  sent: { tone: "good", icon: "check" },
  claimed: { tone: "calm", icon: "wait" },
  abandoned: { tone: "warn", icon: "alert" },
};

type Names = ReadonlyMap<string, string>;

/** What the dedup store remembers, newest first. @param signals `undefined` when it cannot be read. */
export function SignalsSection(
  { show, signals, names }: { show: Show; signals: readonly SignalView[] | undefined; names: Names },
) {
  const { say } = show;
  return (
    <section class="card" id="signals" aria-labelledby="signals-title">
      <header class="card-head">
        <h2 id="signals-title">{say("signals")}</h2>
        <p class="as-of">
          {say("page_time")} <Time show={show} atMs={show.nowMs} />
        </p>
      </header>
      {signals === undefined || signals.length === 0
        ? <p class="empty">{say(signals === undefined ? "signals_unread" : "no_signals")}</p>
        : <DataTable caption={say("signals")} columns={columnsOf(show, names)} rows={signals} />}
    </section>
  );
}

function columnsOf(show: Show, names: Names): readonly Column<SignalView>[] {
  const { say, format } = show;
  return [
    {
      label: say("stock"),
      isHead: true,
      cell: ({ ticker }) => <StockName name={names.get(ticker)} ticker={toShownText(ticker)} />,
    },
    { label: say("action"), cell: ({ action }) => say(`action_${action}`) },
    { label: say("state"), cell: ({ state }) => <Mark {...LOOKS[state]}>{say(`signal_${state}`)}</Mark> },
    {
      label: say("confidence"),
      isNumber: true,
      cell: ({ confidence }) =>
        confidence === undefined ? <Outside text={undefined} /> : format.fixed(confidence, 2),
    },
    {
      label: say("time"),
      isNumber: true,
      place: "key",
      cell: (signal) => <SignalTime show={show} signal={signal} />,
    },
  ];
}

/** A claim in work is newer than what was last sent. */
function SignalTime({ show, signal }: { show: Show; signal: SignalView }) {
  const atMs = signal.state === "sent" ? signal.lastSentMs : signal.claimedAtMs ?? signal.lastSentMs;
  return atMs === undefined ? <Outside text={undefined} /> : <Time show={show} atMs={atMs} />;
}

import type { Show } from "../../kit/show.ts";
import type { EventsView } from "../../view.ts";

/** How events of the program's own transactions reach their receivers, and how many never did. */
export function EventsLine({ show, events }: { show: Show; events: EventsView | undefined }) {
  if (events === undefined) return null;
  const { say, format } = show;
  const { relayed, underWay, refused, failures, deadLetters } = events;
  return (
    <section class="house" id="events">
      <p>
        <b>{say("events_house")}</b> {say("events_facts", {
          relayed: format.number(relayed),
          underWay: format.number(underWay),
          refused: format.number(refused),
          failures: format.number(failures),
          letters: format.number(deadLetters),
        })}
      </p>
    </section>
  );
}

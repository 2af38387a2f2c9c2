import type { PageView } from "../../view.ts";
import { RawJson } from "../../kit/data_section.tsx";
import { TimeAndAgo } from "../../kit/marks.tsx";
import { nameOfSource, type Show } from "../../kit/show.ts";

/**
 * Answers without the list that was known: what came, and the button that takes it. Only a person can tell a list that was
 * renamed from one that the home server has left out because it has nothing to say.
 */
export function ShapeDoubts(
  { show, view, csrfToken }: { show: Show; view: PageView; csrfToken: string },
) {
  const { say } = show;
  return (
    <>
      {view.sources.flatMap(({ facts }) => {
        const { id, doubted } = facts;
        if (doubted === undefined) return [];
        return [
          <section key={id} class="card" id={`doubt-${id}`} aria-labelledby={`doubt-${id}-title`}>
            <header class="card-head">
              <h2 id={`doubt-${id}-title`}>{say("doubt", { source: nameOfSource(show, facts) })}</h2>
              <p class="as-of">
                {say("as_of")} <TimeAndAgo show={show} atMs={doubted.atMs} />
              </p>
            </header>
            <p>{say("doubt_kept")}</p>
            <RawJson show={show} id={`doubt-${id}`} data={doubted.data} title={say("doubt_raw")} />
            <form class="poll-now" method="post" action="/poll">
              <input type="hidden" name="csrf" value={csrfToken} />
              <input type="hidden" name="next" value={show.href("/")} />
              <input type="hidden" name="accept" value={id} />
              <button type="submit" id={`doubt-${id}-accept`}>{say("doubt_accept")}</button>
            </form>
          </section>,
        ];
      })}
    </>
  );
}

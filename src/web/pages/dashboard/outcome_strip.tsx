import { MINUTE_MS } from "../../../core/kst.ts";
import type { StripCell } from "../../../stock/stock_view.ts";
import type { Show } from "../../kit/show.ts";

const CELL_MS = 10 * MINUTE_MS;
const CELLS = 144;

/** The last 24 hours of a source in ten-minute cells. Height and pattern tell as much as the colour does. */
export function OutcomeStrip({ show, cells }: { show: Show; cells: readonly StripCell[] }) {
  const { say, format, nowMs } = show;
  const polls = cells.reduce((sum, cell) => sum + cell.polls, 0);
  const failures = cells.reduce((sum, cell) => sum + cell.failures, 0);
  const summary = polls === 0
    ? say("strip_none")
    : say("strip_text", { polls: format.number(polls), failures: format.number(failures) });
  const lastFromMs = Math.floor(nowMs / CELL_MS) * CELL_MS;
  const known = new Map(cells.map((cell) => [cell.fromMs, cell]));
  return (
    <figure class="strip">
      <svg
        width="100%"
        height="22"
        viewBox="0 0 576 22"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="cell-none" x="0" y="18" width="576" height="2" />
        {Array.from({ length: CELLS }, (_, i) => {
          const cell = known.get(lastFromMs - (CELLS - 1 - i) * CELL_MS);
          return cell === undefined ? null : <Cell key={i} show={show} cell={cell} x={i * 4} />;
        })}
      </svg>
      <figcaption>
        <span aria-hidden="true">{say("strip_ago")}</span>
        <span>
          <span class="hidden">{say("strip")}:</span> {summary}
        </span>
        <span aria-hidden="true">{say("now")}</span>
      </figcaption>
    </figure>
  );
}

function Cell({ show, cell, x }: { show: Show; cell: StripCell; x: number }) {
  const kind = cell.failures === 0 ? "ok" : cell.failures < cell.polls ? "some" : "all";
  const title = `${show.format.hour(cell.fromMs)} ${show.say(`cell_${kind}`)}`;
  return (
    <g>
      <title>{title}</title>
      {kind === "ok" ? <rect class="cell-ok" x={x} y="8" width="3" height="12" /> : null}
      {kind === "some" ? <rect class="cell-ok" x={x} y="12" width="3" height="8" /> : null}
      {kind === "some" ? <rect class="cell-some" x={x} y="4" width="3" height="7" /> : null}
      {kind === "all" ? <rect class="cell-all" x={x} y="1" width="3" height="19" /> : null}
    </g>
  );
}

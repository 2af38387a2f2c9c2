import type { CandleCounts, CoverageView } from "../../../market/market_view.ts";
import { Icon } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";

const HEIGHT = 18;
const CELL = 4;
/** One lost minute in an hour must still be seen. */
const LEAST_HEIGHT = 5;
/** From the bottom up, in the order of how much a reader has to worry. */
const PARTS = [["present", "present"], ["noTrade", "no_trade"], ["notFetched", "not_fetched"], [
  "outage",
  "outage",
]] as const;

/** Pieces of time side by side, each filled by what share of its bars is there and why the others are not. */
export function CoverageStrip({ show, coverage }: { show: Show; coverage: CoverageView }) {
  const { say, format } = show;
  const { cells, counts } = coverage;
  const words = say("coverage_text", {
    present: format.number(counts.present),
    noTrade: format.number(counts.noTrade),
    notFetched: format.number(counts.notFetched),
    outage: format.number(counts.outage),
  }) + (counts.notListed === 0 ? "" : say("coverage_not_listed", { count: format.number(counts.notListed) }));
  const isWhole = counts.notFetched + counts.outage === 0;
  const width = Math.max(1, cells.length) * CELL;
  return (
    <figure class="coverage">
      <svg
        viewBox={`0 0 ${width} ${HEIGHT}`}
        width="100%"
        height={HEIGHT}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${say("coverage_strip")}: ${words}`}
      >
        {cells.map((cell, i) => <Cell key={i} cell={cell} x={i * CELL} />)}
      </svg>
      <figcaption>
        <span>
          <Icon name={isWhole ? "check" : "alert"} /> {toStretchText(show, coverage)}
        </span>
        <span>{words}</span>
      </figcaption>
    </figure>
  );
}

/** Of a market with sessions, how much of their time is known: with a trade or without. */
function toStretchText({ say, format }: Show, { sessions, counts, fromMs, toMs }: CoverageView): string {
  if (sessions === undefined) return say("coverage_week", { span: format.span(Math.max(0, toMs - fromMs)) });
  const known = counts.expected === 0 ? 1 : (counts.present + counts.noTrade) / counts.expected;
  // A single missing minute must not be rounded away.
  const percent = `${format.number(Math.floor(known * 1_000) / 10, 1)}%`;
  return say("coverage_sessions", { count: format.number(sessions), percent });
}

function Cell({ cell, x }: { cell: CandleCounts; x: number }) {
  if (cell.expected <= 0) return null;
  let y = HEIGHT;
  return (
    <>
      {PARTS.map(([part, look]) => {
        if (cell[part] === 0) return null;
        const height = Math.max(part === "present" ? 0 : LEAST_HEIGHT, cell[part] / cell.expected * HEIGHT);
        y = Math.max(0, y - height);
        return (
          <rect
            key={part}
            class={`cover-${look}`}
            x={x}
            y={round(y)}
            width={CELL}
            height={round(Math.min(height, HEIGHT))}
          />
        );
      })}
    </>
  );
}

const round = (value: number) => Math.round(value * 100) / 100;

import { Time } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";

type Points = readonly { readonly atMs: number; readonly equity: number }[];

const WIDTH = 600;
const HEIGHT = 100;
/** So that the line does not touch the edges. */
const MARGIN = 6;

/** Money over time with a dashed line where it began. The picture is stretched; its lines keep their width. */
export function EquityCurve(
  { show, points, startCash, currency, isLarge = false }: {
    show: Show;
    points: Points;
    startCash: number;
    currency: string;
    isLarge?: boolean;
  },
) {
  const { say, format } = show;
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first.atMs >= last.atMs) {
    return <p class="empty small">{say("curve_none")}</p>;
  }
  const amounts = points.map(({ equity }) => equity);
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)];
  const money = (value: number) => format.money(value, currency);
  const way = last.equity > startCash ? "up" : last.equity < startCash ? "down" : "flat";
  const label = { start: money(startCash), last: money(last.equity), low: money(low), high: money(high) };
  const y = toHeight(Math.min(low, startCash), Math.max(high, startCash));
  return (
    <figure class={`curve curve-${way} ${isLarge ? "curve-large" : ""}`}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={say("curve_text", label)}
      >
        <path class="curve-under" d={`${toPath(points, y)}V${y(startCash)}H0Z`} />
        <path class="curve-start" d={`M0 ${y(startCash)}H${WIDTH}`} />
        <path class="curve-line" d={toPath(points, y)} />
      </svg>
      <figcaption>
        <span>
          <Time show={show} atMs={first.atMs} /> – <Time show={show} atMs={last.atMs} />
        </span>
        <span>{say("curve_range", label)}</span>
        {isLarge ? <span>{say("curve_start", label)}</span> : null}
      </figcaption>
    </figure>
  );
}

function toHeight(low: number, high: number): (equity: number) => number {
  // A flat line lies in the middle.
  const span = high - low;
  const share = (equity: number) => span === 0 ? 0.5 : (high - equity) / span;
  return (equity) => round(MARGIN + share(equity) * (HEIGHT - 2 * MARGIN));
}

function toPath(points: Points, y: (equity: number) => number): string {
  const [fromMs, toMs] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 1];
  const x = (atMs: number) => round((atMs - fromMs) / (toMs - fromMs) * WIDTH);
  return points.map(({ atMs, equity }, i) => `${i === 0 ? "M" : "L"}${x(atMs)} ${y(equity)}`).join("");
}

const round = (value: number) => Math.round(value * 10) / 10;

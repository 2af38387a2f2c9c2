import type { CalendarDayView } from "../../../calendar/calendar_view.ts";
import type { TodayView, WindowView } from "../../../stock/stock_view.ts";
import type { PageView } from "../../view.ts";
import { Time } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";

type WindowPart = "done" | "failed" | "missed" | "not_running" | "to_come";

/** Where the market stands, when the next poll is, and how today's polls went. */
export function MarketClock(
  { show, view, closedDay }: { show: Show; view: PageView; closedDay: CalendarDayView | undefined },
) {
  const { say, format } = show;
  const { schedule, today } = view;
  return (
    <section class="card clock" aria-labelledby="clock-title">
      <div class="clock-now">
        <h2 id="clock-title">{say("clock")}</h2>
        <p class="phase">{say(`window_${schedule.window}`)}</p>
        <p class="muted">
          {schedule.window === "closed"
            ? toClosedText(show, view, closedDay)
            : schedule.stepMs === undefined
            ? null
            : say("every", { span: format.span(schedule.stepMs) })}
        </p>
      </div>
      <NextPoll show={show} nextPollAtMs={schedule.nextPollAtMs} />
      <div class="day">
        {today === undefined
          ? <p class="empty">{say("no_session")}</p>
          : <DayBar show={show} today={today} />}
        {schedule.nextPollAtMs === undefined && schedule.polls === 0 ? null : (
          <p class="muted small">
            {say("since_start", {
              polls: format.number(schedule.polls),
              missed: format.number(schedule.missed),
            })}
          </p>
        )}
      </div>
    </section>
  );
}

/** The name of the closed day when there is one; else on which side of a session day's hours it is. */
function toClosedText(show: Show, view: PageView, day: CalendarDayView | undefined): string {
  if (day?.closure === undefined) {
    return view.clockProblem === undefined ? toHoursText(show, view) : view.schedule.closedBecause ?? "";
  }
  const { kind, nameKo, name } = day.closure;
  if (kind === "weekend") return show.format.weekday(show.nowMs);
  return show.lang === "ko" && nameKo !== "" ? nameKo : name;
}

function toHoursText({ say, format, nowMs }: Show, { schedule, today }: PageView): string {
  const [beginMs, endMs] = [today?.windows[0]?.startMs, today?.windows.at(-1)?.endMs];
  // Without settings nothing is polled at any hour.
  if (schedule.nextPollAtMs === undefined) return say("closed_now");
  if (beginMs !== undefined && nowMs < beginMs) return say("closed_before", { hour: format.hour(beginMs) });
  return endMs !== undefined && nowMs >= endMs
    ? say("closed_after", { hour: format.hour(endMs) })
    : say("closed_now");
}

function NextPoll({ show, nextPollAtMs }: { show: Show; nextPollAtMs: number | undefined }) {
  const { say, format } = show;
  if (nextPollAtMs === undefined) {
    return (
      <div class="clock-next">
        <p class="muted">{say("no_next_poll")}</p>
      </div>
    );
  }
  return (
    <div class="clock-next">
      <p class="muted">{say("next_poll")}</p>
      <p class="countdown" data-until={String(Math.round(nextPollAtMs))}>
        {format.span(nextPollAtMs - show.nowMs)}
      </p>
      <p class="muted">
        <Time show={show} atMs={nextPollAtMs} />
      </p>
    </div>
  );
}

function DayBar({ show, today }: { show: Show; today: TodayView }) {
  const { say, format, nowMs } = show;
  const { windows } = today;
  const startMs = windows[0]?.startMs ?? 0;
  const lengthMs = (windows.at(-1)?.endMs ?? 0) - startMs;
  const at = (atMs: number) => ((atMs - startMs) / Math.max(1, lengthMs)) * 100;
  const isToday = nowMs >= startMs && nowMs <= startMs + lengthMs;
  return (
    <div class="day-bar">
      <h3 class="small">
        {say("today_bar")} <span class="muted">{today.date}</span>
      </h3>
      {today.special === undefined ? null : (
        <p class="special">
          <b>{say("special")}</b> {(show.lang === "ko" ? today.specialKo : undefined) ?? today.special}
        </p>
      )}
      {windows.every((part) => countPolls(part) === 0)
        ? null
        : (
          <svg class="bar" width="100%" height="46" aria-hidden="true" focusable="false">
            {windows.map((part) => <WindowBar key={part.window} part={part} at={at} />)}
            {isToday ? <rect class="bar-now" x={`${round(at(nowMs))}%`} y="0" width="2" height="32" /> : null}
            {windows.map(({ window, startMs }) => (
              <text key={window} class="bar-hour" x={`${round(at(startMs))}%`} y="45">
                {format.hour(startMs)}
              </text>
            ))}
            <text class="bar-hour bar-end" x="100%" y="45">{format.hour(startMs + lengthMs)}</text>
          </svg>
        )}
      <ul class="windows">
        {windows.map((part) => <WindowText key={part.window} show={show} part={part} />)}
      </ul>
    </div>
  );
}

/** Its width is the window's share of the day; its parts are the shares of the window's polls. */
function WindowBar({ part, at }: { part: WindowView; at: (atMs: number) => number }) {
  const from = at(part.startMs);
  const width = at(part.endMs) - from;
  const counts = countsOf(part);
  const total = Math.max(1, countPolls(part));
  const pieces: { name: string; x: number; width: number }[] = [];
  let x = from;
  for (const [name, count] of counts) {
    const share = (width * count) / total;
    if (count > 0) pieces.push({ name, x, width: share });
    x += share;
  }
  return (
    <g>
      {pieces.map((piece) => (
        <rect
          key={piece.name}
          class={`bar-${piece.name}`}
          x={`${round(piece.x)}%`}
          y={piece.name === "missed" ? "22" : "6"}
          width={`${round(piece.width)}%`}
          height={piece.name === "missed" ? "4" : "20"}
        />
      ))}
      {from > 0 ? <rect class="bar-edge" x={`${round(from)}%`} y="4" width="2" height="28" /> : null}
    </g>
  );
}

function WindowText({ show, part }: { show: Show; part: WindowView }) {
  const { say, format } = show;
  const { window, startMs, endMs } = part;
  const isNow = show.nowMs >= startMs && show.nowMs < endMs;
  return (
    <li class={isNow ? "current" : ""}>
      <span class="window-name">
        <b>{say(`window_${window}`)}</b> {isNow ? <span class="badge">{say("now")}</span> : null}
      </span>
      <span class="muted">{format.hour(startMs)}–{format.hour(endMs)}</span>
      {countPolls(part) === 0 ? null : (
        <span class="counts">
          {countsOf(part).map(([name, count]) => (
            <span key={name} class={`count count-${name} ${count === 0 ? "zero" : ""}`}>
              {say(name)} <b>{format.number(count)}</b>
            </span>
          ))}
        </span>
      )}
    </li>
  );
}

/** In the order of the bar. */
function countsOf(
  { done, failed, missed, notRunning, toCome }: WindowView,
): readonly (readonly [WindowPart, number])[] {
  return [
    ["not_running", notRunning],
    ["done", done],
    ["failed", failed],
    ["missed", missed],
    ["to_come", toCome],
  ];
}

/** Done, due or left out; 0 where nothing is polled at all, as without settings. */
function countPolls(part: WindowView): number {
  return countsOf(part).reduce((sum, [, count]) => sum + count, 0);
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}

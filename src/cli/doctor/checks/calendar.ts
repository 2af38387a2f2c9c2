import { describeClosed } from "../../../calendar/calendar_view.ts";
import { createCalendarWatch } from "../../../calendar/calendar_watch.ts";
import { planAt } from "../../../calendar/poll_plan.ts";
import type { Config } from "../../../config/config.ts";
import { toCommand } from "../../../core/command_text.ts";
import type { Clock } from "../../../core/clock.ts";
import { toErrorText } from "../../../core/errors.ts";
import { toDurationText, toKstText } from "../../../core/kst.ts";
import type { Finding } from "../finding.ts";
import { embeddedFor } from "../../kit/embedded.ts";

/** What the clock says, how far the calendar reaches and what it lacks. */
export async function checkCalendar(
  { holidaysPath: path, frame, steps }: Config,
  clock: Clock,
): Promise<readonly Finding[]> {
  const nowMs = clock.now();
  const check = "calendar";
  try {
    const watch = await createCalendarWatch({ path, embeddedText: embeddedFor(path), frame, clock });
    const { window, nextPollAtMs } = planAt(watch.current(), steps, nowMs);
    const now = window === "closed" ? describeClosed(watch.current(), nowMs) : `window: ${window}`;
    const told = `${toKstText(nowMs)}; ${now}; next poll ${toKstText(nextPollAtMs)} (in ${
      toDurationText(nextPollAtMs - nowMs)
    })`;
    const { level, source, to, daysLeft, lint } = watch.status(nowMs);
    const covers = to === undefined
      ? `${source} covers no whole year`
      : `${source} covers until ${to}, ${daysLeft} days`;
    const fix = `take over the closed days that KRX publishes in mid December: ${
      toCommand("calendar", "update", "FILE")
    }`;
    return [
      { status: "ok", check: "clock", text: told },
      level === "ok" ? { status: "ok", check, text: covers } : { status: "warn", check, text: covers, fix },
      ...lint.map((text) => ({ status: "warn", check, text }) as const),
    ];
  } catch (error) {
    return [{ status: "fail", check, text: toErrorText(error) }];
  }
}

/** Looks at the list of problems and tells what is missing, what is back and what is still not. */
import { countTicks, type PollSteps } from "../../calendar/poll_plan.ts";
import type { Calendar } from "../../calendar/start_calendar.ts";
import { OWNER } from "../../core/actor.ts";
import type { Clock } from "../../core/clock.ts";
import { kstDayOf } from "../../core/kst.ts";
import type { Lang } from "../../core/lang.ts";
import type { MessageRequest } from "../../notifiers/compose.ts";
import {
  type LineMemory,
  NO_MEMORY,
  type OutagePlan,
  type OutageRecord,
  type OutageWaits,
  planOutages,
} from "../../notifiers/telling/outage_plan.ts";
import type { TellingStore } from "../../notifiers/telling/telling_store.ts";
import type { SignalsReader } from "../../signals/signals_view.ts";
import type { Stock } from "../../stock/start_stock.ts";
import type { Problem } from "../../web/problems/problem_facts.ts";
import { findProblems } from "../../web/problems/problems.ts";
import type { AppView } from "../../web/view.ts";
import type { MaintenanceRow, MaintenanceTable } from "../maintenance/maintenance_table.ts";
import { countSent } from "./day_signals.ts";
import { countStops } from "./holdings.ts";
import { toLineLooks } from "./line_looks.ts";
import { toMaintenanceEnd } from "./maintenance_end.ts";
import { type OutageAround, toOutageRequest } from "./outage_message.ts";
import { sessionBefore } from "./summary_around.ts";
import type { TellingEvents } from "./telling_events.ts";

export interface OutageTellerParts {
  readonly lang: Lang;
  readonly steps: PollSteps;
  readonly clock: Clock;
  readonly calendar: Pick<Calendar, "current">;
  readonly store: TellingStore;
  readonly stock: Pick<Stock, "lastPolls">;
  readonly signals: Pick<SignalsReader, "list" | "find">;
  readonly events: Pick<TellingEvents, "outage">;
  readonly waits: OutageWaits;
  /** Takes the sound from it while a person wished so. */
  readonly quieten: (request: MessageRequest) => Promise<MessageRequest>;
  readonly maintenance: Pick<MaintenanceTable, "find" | "settle">;
}

/** Signals of longer outages are counted for its last days. */
const MOST_DAYS = 7;

export class OutageTeller {
  readonly #parts: OutageTellerParts;
  #memory: LineMemory = NO_MEMORY;

  constructor(parts: OutageTellerParts) {
    this.#parts = parts;
  }

  /** @throws what the memory throws: what was not kept is planned again at the next look. */
  async look(view: AppView): Promise<void> {
    // By a clock that cannot be right there is neither a session nor a length.
    if (view.clockProblem !== undefined) return;
    const { clock, store, waits, events, quieten, maintenance } = this.#parts;
    const { nowMs } = view;
    const records = await store.outages(OWNER, nowMs - waits.reopenMs);
    const hours = this.#hours(nowMs);
    const problems = findProblems(view);
    const held = maintenance.find(OWNER);
    const isOver = held !== undefined && held.untilMs <= nowMs;
    const plan = planOutages({
      looks: toLineLooks({ view, problems, records, hours }),
      memory: this.#memory,
      records,
      moment: { nowMs, monotonicMs: clock.monotonic() },
      // What is wrong when a maintenance ends is told then, however short it has been so.
      waits: isOver ? { ...waits, holdMs: 0 } : waits,
      createId: () => crypto.randomUUID(),
    });
    this.#memory = plan.memory;
    if (isOver) return await this.#tellEnd(held, { view, problems, records, plan });
    // Good news goes on; what is not told now is planned again at each look, and told at the end.
    const changes = held === undefined
      ? plan.changes
      : plan.changes.filter(({ record }) => record.state !== "open");
    for (const { isNew, record } of changes) {
      const around = await this.#around(record, { view, beganAtMs: hours.beganAtMs });
      await store.keepOutage(OWNER, record, await quieten(toOutageRequest(record, around)));
      events.outage(record, isNew ? "told" : record.state === "open" ? "changed" : record.state);
    }
  }

  /**
   * One message about all that is wrong at the end of a maintenance. Outages among it are kept as told, so that only their
   * own ends are still to come.
   */
  async #tellEnd(
    held: MaintenanceRow,
    { view, problems, records, plan }: {
      readonly view: AppView;
      readonly problems: readonly Problem[];
      readonly records: readonly OutageRecord[];
      readonly plan: OutagePlan;
    },
  ): Promise<void> {
    const { lang, store, events, maintenance } = this.#parts;
    const message = toMaintenanceEnd(held, { lang, nowMs: view.nowMs, problems });
    const isStanding = ({ id }: OutageRecord) => records.some((one) => one.id === id && one.state === "open");
    const outages = message === undefined
      ? []
      : plan.changes.map(({ record }) => record).filter((one) => one.state === "open" && !isStanding(one));
    const first = () => maintenance.settle(OWNER, held);
    if (!await store.keepTogether(OWNER, { first, outages, message })) return;
    for (const record of outages) events.outage(record, "told");
  }

  #hours(nowMs: number) {
    const { calendar } = this.#parts;
    const day = kstDayOf(nowMs);
    const today = calendar.current().sessionOn(day);
    const ended = today !== undefined && today.postEndMs <= nowMs ? today : sessionBefore(calendar, day);
    return { beganAtMs: today?.preStartMs, endedAtMs: ended?.postEndMs };
  }

  async #around(
    record: OutageRecord,
    { view, beganAtMs }: { readonly view: AppView; readonly beganAtMs: number | undefined },
  ): Promise<OutageAround> {
    const { lang, steps, calendar, stock, signals } = this.#parts;
    const { nowMs, market, sources } = view;
    const toMs = record.endedAtMs ?? nowMs;
    const last = kstDayOf(toMs);
    const first = Math.max(kstDayOf(record.firstMs), last - MOST_DAYS);
    const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    return {
      ...{ lang, nowMs, beganAtMs, sources: sources.length },
      exchangeTitles: new Map(market?.exchanges.map(({ id, title }) => [id, title])),
      held: countStops(stock.lastPolls().portfolio),
      signals: record.state === "open" ? 0 : await countSent(signals, { fromMs: record.firstMs, toMs, days }),
      planned: record.state === "open" ? 0 : countTicks(calendar.current(), steps, record.firstMs, toMs),
    };
  }
}

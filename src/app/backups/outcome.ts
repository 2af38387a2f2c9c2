/** What the copies of a night are, for the process that makes them and the service that asks for them. */

import type { Config } from "../../config/config.ts";
import type { Clock } from "../../core/clock.ts";

/** The hidden sub-command that makes them. */
export const NIGHTLY_COMMAND = "nightly-backup-worker";

export const NIGHTLY_PLACES = ["own", "second"] as const;
export type NightlyPlace = (typeof NIGHTLY_PLACES)[number];

/** `no_room`: the disk has too little; `no_place`: the directory is not there; `failed`: the log says why. */
export const NIGHTLY_FAULTS = ["no_room", "no_place", "failed"] as const;
export type NightlyFault = (typeof NIGHTLY_FAULTS)[number];

export type PlaceOutcome =
  | {
    readonly kind: "made";
    readonly file: string;
    /** With its history. */
    readonly bytes: number;
    /** How many nights are there now. */
    readonly kept: number;
    /** Names of old ones that had to make room. */
    readonly removed: readonly string[];
    /** Names of those that a clock dated that was ahead: they are no nights, and stay. */
    readonly ahead: readonly string[];
    /** The folder of this installation until now: another one, with a copy of this data directory, went on in it. */
    readonly left?: string | undefined;
  }
  /** @see NIGHTLY_FAULTS. `text` names paths, so it is for the log alone. */
  | { readonly kind: "failed"; readonly fault: NightlyFault; readonly text: string };

/** Of the places that were asked for. */
export type NightlyOutcome = { readonly [Place in NightlyPlace]?: PlaceOutcome | undefined };

/** Asks somebody to make them. @throws when there is no answer. */
export type AskNightly = (
  config: Pick<Config, "dataDir" | "sqlite" | "backup">,
  options: {
    readonly places: readonly NightlyPlace[];
    readonly nowMs: number;
    readonly clock: Pick<Clock, "real">;
    readonly signal: AbortSignal;
  },
) => Promise<NightlyOutcome>;

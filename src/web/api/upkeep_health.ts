/** What /health says of copies of the night, of maintenance and of certificates. */
import { DAY_MS, toKstIso } from "../../core/kst.ts";
import type { AppView, BackupPlaceView } from "../view.ts";

export function toBackupHealth({ backup, nowMs }: Pick<AppView, "backup" | "nowMs">) {
  if (backup === undefined) return null;
  const { isOn, isRunning, nextAtMs, own, second } = backup;
  return {
    nightly: isOn,
    running: isRunning,
    next_at: toIso(nextAtMs),
    ...toPlace(own, nowMs),
    by_hand_at: toIso(own?.byHandAtMs),
    second: second === undefined ? null : toPlace(second, nowMs),
  };
}

export function toMaintenanceHealth({ maintenance }: Pick<AppView, "maintenance">) {
  if (maintenance === undefined) return null;
  const { sinceMs, untilMs, why, by } = maintenance;
  return { since: toIso(sinceMs), until: toIso(untilMs), why: why ?? null, by: by ?? null };
}

export function toCertificateHealth({ certificates = [], nowMs }: Pick<AppView, "certificates" | "nowMs">) {
  return certificates.map(({ host, lookedAtMs, seenAtMs, untilMs }) => ({
    host,
    expires_at: toIso(untilMs),
    days_left: untilMs === undefined ? null : Math.floor((untilMs - nowMs) / DAY_MS),
    seen_at: toIso(seenAtMs),
    looked_at: toIso(lookedAtMs),
  }));
}

function toPlace(place: BackupPlaceView | undefined, nowMs: number) {
  const { triedAtMs, fault, goodAtMs, bytes, kept } = place ?? {};
  return {
    last_at: toIso(goodAtMs),
    age_s: goodAtMs === undefined ? null : Math.round(Math.max(0, nowMs - goodAtMs) / 1_000),
    last_result: fault ?? (triedAtMs === undefined ? "none" : "ok"),
    last_try_at: toIso(triedAtMs),
    bytes: bytes ?? null,
    kept: kept ?? null,
  };
}

function toIso(atMs: number | undefined): string | null {
  return atMs === undefined ? null : toKstIso(atMs);
}

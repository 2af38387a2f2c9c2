/** What an operator watches besides the data itself, read at each scrape. */
import { Gauge, type Registry } from "../prometheus.ts";

export interface UpkeepMetricsFacts {
  readonly backup?: {
    readonly isOn: boolean;
    readonly own: PlaceFacts | undefined;
    readonly second: PlaceFacts | undefined;
  } | undefined;
  readonly certificates?:
    | readonly { readonly host: string; readonly untilMs: number | undefined }[]
    | undefined;
  readonly maintenance?: { readonly untilMs: number } | undefined;
}

interface PlaceFacts {
  readonly fault: string | undefined;
  readonly goodAtMs: number | undefined;
  readonly bytes: number | undefined;
}

const PLACES = ["own", "second"] as const;

export function createUpkeepGauges(registry: Registry): (facts: UpkeepMetricsFacts) => void {
  const registers = [registry];
  const of = <T extends string = never>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Gauge<T>({ name: `signal_${name}`, help, labelNames, registers });
  const good = of(
    "backup_last_success_timestamp_seconds",
    "Of when the last copy of the night is that was made and checked, by place; 0 while there is none.",
    ["place"],
  );
  const failed = of("backup_failed", "1 while the last try of a copy of the night failed, by place.", [
    "place",
  ]);
  const bytes = of("backup_bytes", "Size of the last copy of the night, by place.", ["place"]);
  const maintenance = of("maintenance", "1 while somebody works on the machines and alarms are held back.");
  const end = of(
    "maintenance_end_timestamp_seconds",
    "Until when alarms are held back; 0 while they are not.",
  );
  const expires = of(
    "certificate_expires_timestamp_seconds",
    "When the certificate ends that the host showed last, by host; none while it never showed one.",
    ["host"],
  );
  return ({ backup, maintenance: held, certificates = [] }) => {
    expires.reset();
    for (const { host, untilMs } of certificates) {
      if (untilMs !== undefined) expires.set({ host }, untilMs / 1_000);
    }
    maintenance.set(Number(held !== undefined));
    end.set((held?.untilMs ?? 0) / 1_000);
    for (const metric of [good, failed, bytes]) metric.reset();
    for (const place of PLACES) {
      const facts = backup?.[place];
      if (facts === undefined) continue;
      good.set({ place }, (facts.goodAtMs ?? 0) / 1_000);
      failed.set({ place }, Number(facts.fault !== undefined));
      bytes.set({ place }, facts.bytes ?? 0);
    }
  };
}

/**
 * The four classes of prom-client that we use, without the rest: its index also reads in the cluster, a push gateway and
 * Node's default metrics, which takes longer than everything else that a start reads.
 */
import type * as prom from "prom-client";
import LeanCounter from "prom-client/lib/counter.js";
import LeanGauge from "prom-client/lib/gauge.js";
import LeanHistogram from "prom-client/lib/histogram.js";
import LeanRegistry from "prom-client/lib/registry.js";

// The very classes that the index hands out; only the index has types.
export const Counter = LeanCounter as unknown as typeof prom.Counter;
export const Gauge = LeanGauge as unknown as typeof prom.Gauge;
export const Histogram = LeanHistogram as unknown as typeof prom.Histogram;
export const Registry = LeanRegistry as unknown as typeof prom.Registry;
export type Registry = prom.Registry;

import type { Context } from "hono";

/** What Prometheus reads. Made by telemetry, which the web does not know. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Open to whoever may see /health: numbers and fixed words only, nothing of the portfolio and no address. */
export function answerMetrics(context: Context, metrics: MetricsText): Promise<Response> {
  return metrics.text().then((text) => context.body(text, 200, { "content-type": metrics.contentType }));
}

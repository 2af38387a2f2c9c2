import type { Context } from "hono";

/** What Prometheus reads. Made by telemetry, which the web does not know. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
}

/** Nothing of the portfolio and no address, but names of strategies and what they are worth. */
export function answerMetrics(context: Context, metrics: MetricsText): Promise<Response> {
  return metrics.text().then((text) => context.body(text, 200, { "content-type": metrics.contentType }));
}

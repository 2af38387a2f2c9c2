/** TradingView Lightweight Charts, served by us: no page asks another host. Its license wants its mark to be kept. */
import { createHash } from "node:crypto";
import library from "../../../../node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.js" with {
  type: "text",
};

export const CHART_LIBRARY: string = library;

/**
 * The library puts one style element into the page, for its own mark. `sha256-…` of exactly that text lets a content
 * security policy allow it and no other.
 */
export const CHART_STYLE_HASH: string = toStyleHash(library);

function toStyleHash(text: string): string {
  const style = /(["'`])(a#tv-attr-logo\{[^"'`]*)\1/.exec(text)?.[2];
  if (style === undefined) {
    throw new Error("Cannot find the style of the mark in the chart library; look at its new version");
  }
  return `sha256-${createHash("sha256").update(style).digest("base64")}`;
}

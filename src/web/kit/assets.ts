import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import chart from "../assets/chart.js" with { type: "text" };
import chartBook from "../assets/chart_book.js" with { type: "text" };
import chartGaps from "../assets/chart_gaps.js" with { type: "text" };
import chartIndicators from "../assets/chart_indicators.js" with { type: "text" };
import chartSessions from "../assets/chart_sessions.js" with { type: "text" };
import chartWords from "../assets/chart_words.js" with { type: "text" };
import icon from "../assets/icon.svg" with { type: "text" };
import live from "../assets/live.js" with { type: "text" };
import market from "../assets/market.css" with { type: "text" };
import strategies from "../assets/strategies.css" with { type: "text" };
import style from "../assets/style.css" with { type: "text" };
import { gzip, SMALLEST_COMPRESSED_BYTES, takesGzip } from "../http/encoding.ts";
import { CHART_LIBRARY } from "../pages/chart/library.ts";

const SCRIPT = "text/javascript; charset=utf-8";

/** One after the other, because each uses what the ones before it have made. */
const CHART_SCRIPTS = [chartBook, chartWords, chartGaps, chartSessions, chartIndicators, chart];

interface Asset {
  readonly path: string;
  /** With its hash: another content has another address, so a browser may keep it for ever. */
  readonly href: string;
  readonly hash: string;
  readonly type: string;
  readonly text: string;
  /** Packed when it is first asked for, and then kept; `undefined` for what is short. */
  readonly packed: (() => Promise<Uint8Array<ArrayBuffer>>) | undefined;
}

export const ASSETS = {
  style: toAsset("/assets/style.css", "text/css; charset=utf-8", `${style}\n${market}\n${strategies}`),
  live: toAsset("/assets/live.js", SCRIPT, live),
  chart: toAsset("/assets/chart.js", SCRIPT, CHART_SCRIPTS.join("\n")),
  chartLibrary: toAsset("/assets/lightweight-charts.js", SCRIPT, CHART_LIBRARY),
  icon: toAsset("/assets/icon.svg", "image/svg+xml", icon),
} as const;

function toAsset(path: string, type: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  let kept: Promise<Uint8Array<ArrayBuffer>> | undefined;
  // All that an answer on its way out would be packed for: there it would cost each time, under a tag of other bytes.
  const packed = text.length < SMALLEST_COMPRESSED_BYTES ? undefined : () => kept ??= gzip(text);
  return { path, href: `${path}?v=${hash}`, hash, type, text, packed };
}

/** Style, scripts and icon. They hold nothing private, so that a login page can use them. */
export function createAssets(): Hono {
  const assets = new Hono();
  for (const asset of Object.values(ASSETS)) assets.get(asset.path, (context) => answer(context, asset));
  return assets;
}

async function answer(context: Context, { hash, type, text, packed }: Asset): Promise<Response> {
  const isPacked = packed !== undefined && takesGzip(context.req.header("accept-encoding"));
  // The same content in other bytes, which is what a weak tag says.
  const etag = isPacked ? `W/"${hash}"` : `"${hash}"`;
  if (packed !== undefined) context.header("vary", "Accept-Encoding");
  context.header("etag", etag);
  // Asked for without its hash or with an old one, the content may be another next time.
  const isExact = context.req.query("v") === hash;
  context.header("cache-control", isExact ? "public, max-age=31536000, immutable" : "no-cache");
  const known = (context.req.header("if-none-match") ?? "").split(",").map((tag) =>
    tag.trim().replace(/^W\//, "")
  );
  if (known.includes(`"${hash}"`)) return context.body(null, 304);
  if (isPacked) {
    return context.body(await packed(), 200, { "content-type": type, "content-encoding": "gzip" });
  }
  return context.body(text, 200, { "content-type": type });
}

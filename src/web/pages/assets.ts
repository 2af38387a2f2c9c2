import { createHash } from "node:crypto";
import { type Context, Hono } from "hono";
import icon from "../assets/icon.svg" with { type: "text" };
import live from "../assets/live.js" with { type: "text" };
import style from "../assets/style.css" with { type: "text" };

interface Asset {
  readonly path: string;
  /** With its hash: another content has another address, so a browser may keep it for ever. */
  readonly href: string;
  readonly hash: string;
  readonly type: string;
  readonly text: string;
}

export const ASSETS = {
  style: toAsset("/assets/style.css", "text/css; charset=utf-8", style),
  live: toAsset("/assets/live.js", "text/javascript; charset=utf-8", live),
  icon: toAsset("/assets/icon.svg", "image/svg+xml", icon),
} as const;

function toAsset(path: string, type: string, text: string): Asset {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { path, href: `${path}?v=${hash}`, hash, type, text };
}

/** Style, script and icon. They hold nothing private, so that a login page can use them. */
export function createAssets(): Hono {
  const assets = new Hono();
  for (const asset of Object.values(ASSETS)) assets.get(asset.path, (context) => answer(context, asset));
  return assets;
}

function answer(context: Context, { hash, type, text }: Asset): Response {
  const etag = `"${hash}"`;
  context.header("etag", etag);
  // Asked for without its hash or with an old one, the content may be another next time.
  const isExact = context.req.query("v") === hash;
  context.header("cache-control", isExact ? "public, max-age=31536000, immutable" : "no-cache");
  const known = (context.req.header("if-none-match") ?? "").split(",").map((tag) =>
    tag.trim().replace(/^W\//, "")
  );
  if (known.includes(etag)) return context.body(null, 304);
  return context.body(text, 200, { "content-type": type });
}

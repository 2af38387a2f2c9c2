import type { Context } from "hono";

/** Whether this is a browser that somebody looks at; programs ask for anything or for JSON. */
export function wantsPage({ req }: Context): boolean {
  return (req.method === "GET" || req.method === "HEAD") && prefersPage(req.header("accept"));
}

/** Whether HTML is named, and nothing of JSON is wished as much. */
export function prefersPage(accept: string | undefined): boolean {
  let page = 0;
  let json = 0;
  for (const wish of (accept ?? "").slice(0, 1_000).toLowerCase().split(",")) {
    const [type = "", ...more] = wish.split(";").map((part) => part.trim());
    const said = more.find((part) => part.startsWith("q="));
    const quality = said === undefined ? 1 : Number(said.slice(2)) || 0;
    if (type === "text/html" || type === "application/xhtml+xml") page = Math.max(page, quality);
    else if (type === "application/json" || type === "application/problem+json") {
      json = Math.max(json, quality);
    }
  }
  return page > json;
}

import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { ASSETS } from "./assets.ts";
import type { Show } from "./show.ts";

export interface Frame {
  readonly show: Show;
  readonly title: string;
  /** What the menu calls it. */
  readonly page: (typeof MENU)[number][0];
  readonly path: string;
  /** What the address of this page says besides the language. */
  readonly query: Readonly<Record<string, string>>;
  readonly mode: "live" | "demo";
  readonly version: string;
  /** Whether live.js swaps the inside of `<main>` when there is something new, or a script of the page's own reads it. */
  readonly live?: "swap" | "own";
  /** Addresses of further scripts, in their order. */
  readonly scripts?: readonly string[];
  /**
   * What nobody tells of is asked again after so many seconds, while `[data-again]` is there. Without JavaScript the whole
   * page is: that takes the place of a reader in it away, so it is not done to others.
   */
  readonly refreshS?: number;
  /** What became of the form that led here, said once. */
  readonly notice?: string | undefined;
}

const MENU = [
  ["/", "title_dashboard"],
  ["/chart", "title_chart"],
  ["/data", "title_data"],
  ["/signals", "title_signals"],
  ["/strategies", "title_strategies"],
  ["/backtests", "title_backtests"],
  ["/calendar", "title_calendar"],
] as const;

/** Prices come all the time; a page that is made anew for them is made so often at most. */
const MARKET_GAP_MS = 2_000;

/** The whole document around the inside of `<main>`. */
export function Page({ frame, children }: { frame: Frame; children: Child }) {
  const { show, title, mode } = frame;
  const isMarket = frame.page === "/chart" || frame.page === "/data" || frame.page === "/strategies";
  return (
    <>
      {raw("<!DOCTYPE html>")}
      <html lang={show.lang} class={`prices-${show.priceColors}`}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex, nofollow" />
          {frame.refreshS === undefined ? null : (
            <noscript>
              <meta http-equiv="refresh" content={String(frame.refreshS)} />
            </noscript>
          )}
          <title>{`${mode === "demo" ? "[DEMO] " : ""}${title} · signal-v2`}</title>
          <link rel="icon" href={ASSETS.icon.href} type="image/svg+xml" />
          <link rel="stylesheet" href={ASSETS.style.href} />
          <script src={ASSETS.live.href} defer></script>
          {frame.scripts?.map((src) => <script key={src} src={src} defer></script>)}
        </head>
        <body>
          <Top frame={frame} />
          <main
            id="main"
            tabindex={-1}
            data-live={frame.live}
            data-market={isMarket ? "true" : undefined}
            data-gap-ms={frame.refreshS === undefined
              ? isMarket ? MARKET_GAP_MS : undefined
              : frame.refreshS * 1_000}
            data-mode={mode}
          >
            {children}
          </main>
          <Bottom show={show} mode={mode} />
        </body>
      </html>
    </>
  );
}

function Top({ frame }: { frame: Frame }) {
  const { show, path, query, mode, version } = frame;
  const { say, lang, href } = show;
  const other = lang === "ko" ? "en" : "ko";
  const otherHref = `${path}?${new URLSearchParams({ ...query, lang: other })}`;
  return (
    <>
      <a class="skip" href="#main">{say("skip")}</a>
      {mode === "demo" ? <aside class="demo-band" aria-label="DEMO">{say("demo_band")}</aside> : null}
      <header class="top">
        <p class="brand">
          signal-v2 <span class="version">{version}</span>
        </p>
        <nav aria-label={say("nav")}>
          {MENU.map(([page, title]) => (
            <a key={page} href={href(page)} aria-current={page === frame.page ? "page" : undefined}>
              {say(title)}
            </a>
          ))}
        </nav>
        <a class="language" id="language" href={otherHref} lang={other} hreflang={other}>
          {say("other_lang")}
        </a>
      </header>
      <div class="notices">
        <p
          id="connection"
          class="connection"
          role="status"
          data-lost={say("lost")}
          data-since={say("lost_since", { time: "{time}" })}
        >
        </p>
        <p
          id="poll-answer"
          class="poll-answer"
          role="status"
          data-ok={say("poll_started")}
          data-failed={say("poll_failed")}
        >
        </p>
        {frame.notice === undefined ? null : <p class="notice" role="status">{frame.notice}</p>}
        <noscript>
          <p class="no-script">
            {say("no_script")} <a href={href(path, query)}>{say("reload")}</a>
          </p>
        </noscript>
      </div>
    </>
  );
}

function Bottom({ show, mode }: Pick<Frame, "show" | "mode">) {
  return (
    <footer class="bottom">
      <p>{show.say(mode === "demo" ? "kst_note_demo" : "kst_note")}</p>
    </footer>
  );
}

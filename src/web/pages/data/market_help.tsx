import { toChartPath } from "../../api/candles_route.ts";
import type { ChartMarket } from "../../../market/market_view.ts";
import { Icon } from "../../kit/marks.tsx";
import type { Show } from "../../kit/show.ts";

/** Instead of a page about a market: why there is none, and what to do. */
export function MarketHelp(
  { show, markets, asked }: { show: Show; markets: readonly ChartMarket[]; asked: string | undefined },
) {
  const { say } = show;
  const isNone = markets.length === 0 || asked === undefined;
  return (
    <section class="card market-help" data-now={String(Math.round(show.nowMs))}>
      <h1 class="tone-warn">
        <Icon name="gear" />{" "}
        <span>{isNone ? say("no_market") : say("unknown_market", { market: asked })}</span>
      </h1>
      {isNone ? <p>{say("no_market_todo")}</p> : (
        <>
          <p>{say("known_markets")}</p>
          <ul class="chips">
            {markets.map((market) => (
              <li key={toChartPath(market)}>
                <a href={show.href(toChartPath(market))}>{market.exchange} {market.symbol}</a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

import type { CurrencyTotals, EngineView } from "../../../engine/strategy_view.ts";
import type { Show } from "../../kit/show.ts";
import { Fact } from "./facts.tsx";
import { Gain, PnlText, toShareText } from "./figures.tsx";

/** The paper money of all strategies together. */
export function Totals({ show, totals }: { show: Show; totals: EngineView["totals"] }) {
  const { say, format } = show;
  const { strategies, running, parked, totalSignals, openPositions, trades, byCurrency } = totals;
  return (
    <section class="card" id="totals" aria-labelledby="totals-title">
      <header class="card-head">
        <h2 id="totals-title">{say("totals")}</h2>
        <p class="small muted">
          {say("totals_counts", {
            strategies: format.number(strategies),
            running: format.number(running),
            parked: format.number(parked),
            signals: format.number(totalSignals),
            positions: format.number(openPositions),
            trades: format.number(trades),
          })}
        </p>
      </header>
      {Object.entries(byCurrency).map(([currency, sums]) => (
        <CurrencyLine key={currency} show={show} currency={currency} sums={sums} />
      ))}
    </section>
  );
}

/** One line for each currency: they are never added up. */
function CurrencyLine(
  { show, currency, sums }: { show: Show; currency: string; sums: CurrencyTotals },
) {
  const { say, format } = show;
  const { startCash, equity, realisedPnl, unrealisedPnl, exposure, fees, tax, maxDrawdownShare } = sums;
  return (
    <dl class="totals">
      <div class="total-main">
        <dt>{say("paper_in", { currency })}</dt>
        <dd>{format.money(equity, currency)}</dd>
      </div>
      <Fact label={say("since_begin")}>
        <Gain show={show} pnl={equity - startCash} of={startCash} currency={currency} />
      </Fact>
      <Fact label={say("start_cash")}>{format.money(startCash, currency)}</Fact>
      <Fact label={say("realised")}>
        <PnlText show={show} pnl={realisedPnl} currency={currency} />
      </Fact>
      <Fact label={say("unrealised")}>
        <PnlText show={show} pnl={unrealisedPnl} currency={currency} />
      </Fact>
      <Fact label={say("exposure")}>{format.money(exposure, currency)}</Fact>
      <Fact label={say("fees")}>{format.money(fees, currency)}</Fact>
      {tax === 0 ? null : <Fact label={say("tax")}>{format.money(tax, currency)}</Fact>}
      <Fact label={say("max_drawdown_run")}>{toShareText(show, maxDrawdownShare)}</Fact>
    </dl>
  );
}

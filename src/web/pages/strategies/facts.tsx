import type { Child } from "hono/jsx";
import type { AccountView, AdviceView, PositionView, StrategyView } from "../../../engine/strategy_view.ts";
import { isInterval } from "../../../core/candle.ts";
import { toMomentText } from "../../../core/market/fill_moment.ts";
import { baseOf, quoteOf } from "../../../core/symbol.ts";
import { Ago, Icon, Outside, TimeAndAgo } from "../../kit/marks.tsx";
import { toReasonText } from "../../../core/reasons/reason_text.ts";
import { toShownText } from "../../../core/text.ts";
import type { Show } from "../../kit/show.ts";
import { Params } from "./params.tsx";
import { Gain, PnlText, toPriceText, toShareText } from "./figures.tsx";

/** On which candles of which market. */
type TradedOn = Pick<StrategyView, "symbol" | "timeframe">;

const SHOWN_POSITIONS = 3;
const LONGEST_REASON = 300;

/** Of Korean stocks: in the closing auction, or with the next session. */
export function Moment(
  { show: { lang }, moment, strategy: { timeframe } }: {
    show: Show;
    moment: AdviceView["fillMoment"];
    strategy: Pick<TradedOn, "timeframe">;
  },
) {
  const text = isInterval(timeframe) ? toMomentText(moment, { interval: timeframe, lang }) : "";
  return text === "" ? null : <span class="small muted">{text}</span>;
}

/** A word and what there is to say about it. */
export function Fact({ label, children }: { label: string; children: Child }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Money and positions of one account, as rows of a list of facts. */
export function AccountFacts(
  { show, account, strategy }: { show: Show; account: AccountView; strategy: TradedOn },
) {
  const { say, format } = show;
  const currency = quoteOf(strategy.symbol);
  const { positions, trades, wins, realisedPnl, unrealisedPnl, fees, tax, maxDrawdownShare, exposure } =
    account;
  const counts = { trades: format.number(trades), wins: format.number(wins) };
  return (
    <>
      <Fact label={say("position")}>
        {positions.length === 0 ? say("position_none") : (
          <>
            <Positions show={show} account={account} strategy={strategy} />
            <span class="since">
              {say("unrealised")}{" "}
              <Gain show={show} pnl={unrealisedPnl} of={costOf(positions)} currency={currency} /> ·{" "}
              {say("exposure")} {format.money(exposure, currency)}
            </span>
          </>
        )}
      </Fact>
      <Fact label={say("realised")}>
        <PnlText show={show} pnl={realisedPnl} currency={currency} /> · {say("fees")}{" "}
        {format.money(fees, currency)}
        {tax === 0 ? null : ` · ${say("tax")} ${format.money(tax, currency)}`}
      </Fact>
      <Fact label={say("trades")}>
        {trades === 0
          ? say("trades_wins", counts)
          : say("trades_share", { ...counts, share: `${format.number(wins / trades * 100, 0)}%` })}
      </Fact>
      <Fact label={say("max_drawdown")}>{toShareText(show, maxDrawdownShare)}</Fact>
      <Fact label={say("costs")}>
        <Costs show={show} account={account} currency={currency} />
      </Fact>
      <Defaults show={show} account={account} />
    </>
  );
}

/** What all figures of the account are after. */
function Costs({ show, account, currency }: { show: Show; account: AccountView; currency: string }) {
  const { say, format } = show;
  const { costs: { feeRate, sellFeeRate, slippageShare, tickSize, minOrderValue, krx }, startCash } = account;
  const share = (value: number) => `${format.number(value * 100, 4)}%`;
  const fee = feeRate === sellFeeRate
    ? share(feeRate)
    : say("fee_sides", { buy: share(feeRate), sell: share(sellFeeRate) });
  const parts = [
    say("costs_of", { fee, slippage: share(slippageShare) }),
    ...(krx === undefined || krx === "none" ? [] : [say("krx_rules", { kind: krx })]),
    tickSize === "none"
      ? say("tick_none")
      : tickSize === "exchange"
      ? say("tick_exchange")
      : say("tick_of", { tick: tickSize }),
    ...(minOrderValue > 0 ? [say("least_order", { amount: format.money(minOrderValue, currency) })] : []),
    `${say("start_cash")} ${format.money(startCash, currency)}`,
  ];
  return <>{parts.join(" · ")}</>;
}

const DEFAULTS = [
  "startCash",
  "feeRate",
  "slippageShare",
  "lotSize",
  "tickSize",
  "minOrderValue",
  "allowShort",
  "defaultSize",
  "fillModel",
  "krx",
] as const;

/** Which of the rules nobody chose; nothing of an account that an earlier version noted. */
function Defaults({ show: { say }, account: { usual } }: { show: Show; account: AccountView }) {
  if (usual === undefined) return null;
  const names = DEFAULTS.filter((name) => usual.includes(name)).map((name) => say(`usual_${name}`));
  return <Fact label={say("usual")}>{names.length === 0 ? say("usual_none") : names.join(" · ")}</Fact>;
}

const costOf = (positions: readonly PositionView[]) =>
  positions.reduce((sum, { units, entryPrice }) => sum + units * entryPrice, 0);

function Positions(
  { show, account, strategy }: { show: Show; account: AccountView; strategy: TradedOn },
) {
  const { say, format } = show;
  const { symbol } = strategy;
  const { positions, lastPrice } = account;
  const hidden = positions.length - SHOWN_POSITIONS;
  return (
    <ul>
      {positions.slice(0, SHOWN_POSITIONS).map((position, i) => {
        const { side, units, entryPrice, entryAtMs, entryMoment, stopPrice, takeProfitPrice } = position;
        const price = (value: number) => toPriceText(show, value, quoteOf(symbol));
        return (
          <li key={i}>
            <b>{say(`position_side_${side}`)}</b> {format.number(units, 8)} {baseOf(symbol)} · {say("entry")}
            {" "}
            {price(entryPrice)}
            <Moment show={show} moment={entryMoment} strategy={strategy} />{" "}
            (<Ago show={show} atMs={entryAtMs} />) ·{" "}
            {stopPrice === undefined ? say("no_stop") : say("stop_at", { price: price(stopPrice) })} ·{" "}
            {takeProfitPrice === undefined
              ? say("no_target")
              : say("target_at", { price: price(takeProfitPrice) })}
          </li>
        );
      })}
      {hidden > 0 ? <li class="muted">{say("positions_more", { count: format.number(hidden) })}</li> : null}
      {lastPrice === undefined ? null : (
        <li class="muted">
          {say("last_price")} {toPriceText(show, lastPrice, quoteOf(symbol))}
        </li>
      )}
    </ul>
  );
}

/** Action, confidence, age and reason; advice that nobody should act on says so. */
export function AdviceNow({ show, strategy }: { show: Show; strategy: StrategyView }) {
  const { say, format } = show;
  const { lastAdvice } = strategy;
  if (lastAdvice === undefined) return <span class="muted">{say("advice_none")}</span>;
  const { action, confidence, decidedAtMs, isLate, reason, fillMoment } = lastAdvice;
  return (
    <>
      <b>{say(`action_${action}`)}</b>
      <Moment show={show} moment={fillMoment} strategy={strategy} /> ·{" "}
      {say("confidence_of", { value: format.fixed(confidence, 2) })} ·{" "}
      <TimeAndAgo show={show} atMs={decidedAtMs} /> {isLate ? <LateBadge show={show} /> : null}
      <span class="since">
        <Outside text={toShownText(toReasonText(reason, show.lang), LONGEST_REASON)} />
      </span>
    </>
  );
}

export function LateBadge({ show: { say } }: { show: Show }) {
  return (
    <span class="badge badge-stale" title={say("advice_late_why")}>
      <Icon name="alert" /> <span>{say("advice_late")}</span>
    </span>
  );
}

/** How its process is, in one line. */
function ProcessFacts({ show, strategy }: { show: Show; strategy: StrategyView }) {
  const { say, format } = show;
  const { restarts, memoryBytes, meanBarMs, pid, waitingBars } = strategy;
  const parts = [
    pid === undefined ? say("no_process") : say("pid_of", { pid }),
    say("restarts", { count: format.number(restarts) }),
    memoryBytes === undefined
      ? undefined
      : say("memory_of", { size: `${format.number(memoryBytes / 1_000_000, 1)} MB` }),
    meanBarMs === undefined ? undefined : say("bar_mean", { time: `${format.number(meanBarMs, 3)} ms` }),
    say("waiting_bars", { count: format.number(waitingBars) }),
  ];
  return <>{parts.filter((part) => part !== undefined).join(" · ")}</>;
}

function LastBar({ show, strategy: { lastUpdateMs } }: { show: Show; strategy: StrategyView }) {
  if (lastUpdateMs === undefined) return <>{show.say("never")}</>;
  return <TimeAndAgo show={show} atMs={lastUpdateMs} />;
}

/** How it is set up and how its process is, as rows of a list of facts. */
export function WorkFacts({ show, strategy }: { show: Show; strategy: StrategyView }) {
  const { say } = show;
  return (
    <>
      <Fact label={say("params")}>
        <Params show={show} strategy={strategy} />
      </Fact>
      <Fact label={say("last_bar")}>
        <LastBar show={show} strategy={strategy} />
      </Fact>
      <Fact label={say("process")}>
        <ProcessFacts show={show} strategy={strategy} />
      </Fact>
    </>
  );
}

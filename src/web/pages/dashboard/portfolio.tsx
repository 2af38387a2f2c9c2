import type { SourceView } from "../../../stock/stock_view.ts";
import { DataSection, RowsOrWhy } from "../../kit/data_section.tsx";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Change, isOld, Outside } from "../../kit/marks.tsx";
import { type Holding, readHoldings, readTotals } from "../../../core/payload/rows.ts";
import { readWorth, type Worth } from "../../../core/payload/worth.ts";
import type { Show } from "../../kit/show.ts";

export function PortfolioSection({ show, source }: { show: Show; source: SourceView }) {
  const { data } = source.facts;
  const worth = data === undefined || readTotals(data) === undefined ? undefined : readWorth(data);
  const { say } = show;
  return (
    <DataSection show={show} source={source}>
      {worth === undefined ? null : <TotalsLine show={show} worth={worth} isOld={isOld(source)} />}
      <RowsOrWhy show={show} source={source} read={readHoldings}>
        {(rows: readonly Holding[]) => (
          <DataTable
            caption={say("source_portfolio")}
            columns={columnsOf(show)}
            rows={rows}
            isOld={isOld(source)}
          />
        )}
      </RowsOrWhy>
    </DataSection>
  );
}

function TotalsLine({ show, worth, isOld }: { show: Show; worth: Worth; isOld: boolean }) {
  const { say, format } = show;
  const { total, holdings, pnl, pnlPct, cash, currency } = worth;
  return (
    <dl class={`totals ${isOld ? "is-old" : ""}`}>
      {total === undefined ? null : (
        <div class="total-main">
          <dt>{say("total_value")}</dt>
          <dd>{format.money(total, currency)}</dd>
        </div>
      )}
      {holdings === undefined ? null : (
        <div class={total === undefined ? "total-main" : undefined}>
          <dt>{say("holdings_value")}</dt>
          <dd>{format.money(holdings, currency)}</dd>
        </div>
      )}
      {pnl === undefined && pnlPct === undefined ? null : (
        <div>
          <dt>{say("total_pnl")}</dt>
          <dd>
            <Pnl show={show} pnl={pnl} pnlPct={pnlPct} currency={currency} />
          </dd>
        </div>
      )}
      {cash === undefined ? null : (
        <div>
          <dt>{say("cash")}</dt>
          <dd>{format.money(cash, currency)}</dd>
        </div>
      )}
    </dl>
  );
}

function columnsOf(show: Show): readonly Column<Holding>[] {
  const { say, format } = show;
  const number = (value: number | undefined) =>
    value === undefined ? <Outside text={undefined} /> : format.number(value, 4);
  const price = (value: number | undefined, currency: string) =>
    value === undefined ? <Outside text={undefined} /> : format.unitPrice(value, currency);
  return [
    { label: say("stock"), isHead: true, cell: (row) => <StockName name={row.name} ticker={row.ticker} /> },
    { label: say("quantity"), isNumber: true, cell: ({ quantity }) => number(quantity) },
    { label: say("avg_price"), isNumber: true, cell: (row) => price(row.avgPrice, row.currency) },
    { label: say("price"), isNumber: true, cell: (row) => price(row.price, row.currency) },
    {
      label: say("pnl"),
      isNumber: true,
      place: "key",
      cell: ({ pnl, pnlPct, currency }) => <Pnl show={show} pnl={pnl} pnlPct={pnlPct} currency={currency} />,
    },
  ];
}

/** Percent first, the amount below it; whatever of the two is known. */
function Pnl(
  { show, pnl, pnlPct, currency }: {
    show: Show;
    pnl: number | undefined;
    pnlPct: number | undefined;
    currency: string;
  },
) {
  const { format } = show;
  if (pnl === undefined && pnlPct === undefined) return <Outside text={undefined} />;
  return (
    <span class="pnl">
      {pnlPct === undefined ? null : <Change show={show} value={pnlPct} text={format.percent(pnlPct)} />}
      {pnl === undefined ? null : <Change show={show} value={pnl} text={format.signedMoney(pnl, currency)} />}
    </span>
  );
}

export function StockName({ name, ticker }: { name: string | undefined; ticker: string | undefined }) {
  if (name === undefined) return <Outside text={ticker} />;
  return (
    <span class="stock">
      <Outside text={name} />
      {ticker === undefined ? null : (
        <>
          <span class="ticker">
            <Outside text={ticker} />
          </span>
        </>
      )}
    </span>
  );
}

import type { SourceView } from "../../../stock/stock_view.ts";
import { DataSection, RowsOrWhy } from "../../kit/data_section.tsx";
import { type Column, DataTable } from "../../kit/lists/data_table.tsx";
import { Change, isOld, Outside } from "../../kit/marks.tsx";
import { type Ranked, readRanking } from "../../../core/payload/rows.ts";
import { StockName } from "./portfolio.tsx";
import { isTextKey } from "../../kit/i18n.ts";
import { sayPlain, type Show } from "../../kit/show.ts";

export function ScreenerSection({ show, source }: { show: Show; source: SourceView }) {
  return (
    <DataSection show={show} source={source}>
      <RowsOrWhy show={show} source={source} read={readRanking}>
        {(rows: readonly Ranked[]) => (
          <DataTable
            caption={show.say("source_screener_preview")}
            columns={columnsOf(show)}
            rows={rows}
            isOld={isOld(source)}
          />
        )}
      </RowsOrWhy>
    </DataSection>
  );
}

function columnsOf(show: Show): readonly Column<Ranked>[] {
  const { say, format } = show;
  const missing = <Outside text={undefined} />;
  return [
    {
      label: say("rank"),
      isNumber: true,
      place: "lead",
      cell: ({ rank }) => rank === undefined ? missing : format.number(rank),
    },
    { label: say("stock"), isHead: true, cell: (row) => <StockName name={row.name} ticker={row.ticker} /> },
    {
      label: say("score"),
      isNumber: true,
      cell: ({ score }) => score === undefined ? missing : format.fixed(score, 3),
    },
    {
      label: say("close"),
      isNumber: true,
      cell: ({ price }) => price === undefined ? missing : format.unitPrice(price, "KRW"),
    },
    {
      label: say("change"),
      isNumber: true,
      place: "key",
      cell: ({ changePct }) =>
        changePct === undefined
          ? missing
          : <Change show={show} value={changePct} text={format.percent(changePct)} />,
    },
    {
      label: say("factors"),
      place: "below",
      cell: ({ factors }) => <Factors show={show} factors={factors} />,
    },
  ];
}

/** The usual ones by their names here; another one as its server calls it. */
function nameOf({ say }: Show, name: string): string {
  const key = `factor_${name.toLowerCase()}`;
  return isTextKey(key) ? sayPlain(say, key) : name;
}

function Factors({ show, factors }: { show: Show; factors: Ranked["factors"] }) {
  if (factors.length === 0) return <Outside text={undefined} />;
  return (
    <span class="factors">
      {factors.map(([name, value]) => (
        <span class="factor">
          <Outside text={nameOf(show, name)} /> <b>{show.format.fixed(value, 2)}</b>
        </span>
      ))}
    </span>
  );
}

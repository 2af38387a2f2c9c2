import type { Child } from "hono/jsx";

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => Child;
  /** Numbers stand at the end of their cell. */
  readonly isNumber?: boolean;
  /** Names the row. One column has it. */
  readonly isHead?: boolean;
  /** Where it stands on a phone: before the name, at the end of its line, or on a line of its own below all. */
  readonly place?: "lead" | "key" | "below";
}

/**
 * A table whose rows become a few lines of text on a phone. Where it is wider than the page it scrolls in a box of its
 * own, which has a name and takes the focus, so that a keyboard moves it too. The roles are written out, because a
 * browser forgets them when style sheets change how a table is laid out.
 */
export function DataTable<Row>(
  { caption, columns, rows, isOld = false }: {
    caption: string;
    columns: readonly Column<Row>[];
    rows: readonly Row[];
    isOld?: boolean;
  },
) {
  return (
    <div class="table-box" role="group" aria-label={caption} tabindex={0}>
      <table class={`data-table ${isOld ? "is-old" : ""}`} role="table">
        <caption class="hidden">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ label, isNumber }) => (
              <th key={label} scope="col" role="columnheader" class={isNumber ? "number" : ""}>{label}</th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, i) => (
            <tr key={i} role="row">
              {columns.map((column) => <Cell key={column.label} column={column} row={row} />)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const { label, cell, isNumber = false, isHead = false, place } = column;
  const look = [isNumber ? "number" : "", place === undefined ? "" : `place-${place}`].join(" ").trim();
  return isHead
    ? <th scope="row" role="rowheader" class={look}>{cell(row)}</th>
    : <td role="cell" class={look} data-label={label}>{cell(row)}</td>;
}

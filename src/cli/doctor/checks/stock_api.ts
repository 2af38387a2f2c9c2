import type { Config } from "../../../config/config.ts";
import { UpstreamError, UserError } from "../../../core/errors.ts";
import { SOURCES } from "../../../stock/sources/mod.ts";
import type { Source } from "../../../stock/sources/source.ts";
import type { Finding } from "../finding.ts";
import { type AskingClient, createClient } from "../../service/once.ts";
import type { Terminal } from "../../kit/terminal.ts";

const check = "stock api";
/** The most that the stock API is ever asked for. */
const MOST_ROWS = 500;

/** One real request a source: reachable, key accepted, data of a known shape. */
export async function checkStockApi(config: Config, terminal: Terminal): Promise<readonly Finding[]> {
  if (config.stockApi === undefined) {
    return [{
      status: "skip",
      check,
      text: "reachable, key accepted, shape of the data: these need the settings above",
    }];
  }
  const client = createClient({ ...config, logLevel: "error" }, terminal);
  try {
    return await Promise.all(SOURCES.map((source) => ask(client, source)));
  } catch (error) {
    if (error instanceof UserError) return [{ status: "fail", check, text: error.message }];
    throw error;
  } finally {
    client.close();
  }
}

async function ask(client: AskingClient, source: Source): Promise<Finding> {
  try {
    const { data } = await client.fetchNow(source.request(), { attempts: 1 });
    const { list } = source.recognize(data, MOST_ROWS);
    if (list.kind !== "unrecognized") {
      const rows = list.kind === "rows" ? list.total : 0;
      return { status: "ok", check, text: `${source.id}: key accepted, answered with ${rows} rows` };
    }
    return {
      status: "warn",
      check,
      text: `${source.id}: answered, but no list was recognised in it; it is kept as it comes`,
    };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { status: "fail", check, text: `${source.id}: ${error.message} (${error.kind})` };
  }
}

/** Every word of the chat, in the order of the menu. A further one is an entry here. */
import { toCommand } from "../../core/command_text.ts";
import type { Twin } from "../../core/lang.ts";
import { sayClock } from "./spans.ts";
import type { ChatCommand, ChatPlan, ChatTools } from "./chat_command.ts";
import { planAlert, showAlerts, toRemovalButtons } from "./alerts.ts";
import { showBalance, showPositions, showProfit, showTrades } from "./show/account.ts";
import { planMaintenance } from "./maintenance.ts";
import { planSettings } from "./settings.ts";
import { showPortfolio } from "./show/portfolio.ts";
import { showSignals } from "./show/signals.ts";
import { planStart, planStop } from "./strategies.ts";
import { readTickerAndSpan, toAskedTicker } from "./tickers.ts";

/** Of the bot itself, which is no command of the rack. */
export const UNLINK = "bot.unlink";
const MOST_SIGNALS = 20;
const USUAL_SIGNALS = 5;

function command(word: string, menu: Twin, plan: ChatCommand["plan"]): ChatCommand {
  return { word, menu, plan };
}

const SPANS: Readonly<Record<string, string>> = {
  ...{ 오늘: "day", 일: "day", day: "day", today: "day" },
  ...{ 주: "week", 이번주: "week", 일주일: "week", week: "week" },
};

const reading = (
  word: string,
  menu: Twin,
  id: string,
  show: (result: unknown, tools: ChatTools) => string,
): ChatCommand => command(word, menu, () => ({ kind: "read", id, args: {}, show }));

const simple = (word: string, menu: Twin, key: "no_orders" | "no_cost"): ChatCommand =>
  command(word, menu, (_, { say }) => ({ kind: "say", text: say(key) }));

export const CHAT_COMMANDS: readonly ChatCommand[] = [
  command("status", ["지금 상태", "how it is"], () => ({ kind: "read", id: "program.status", args: {} })),
  command("portfolio_status", ["보유 종목과 손익", "holdings and profit"], () => ({
    kind: "read",
    id: "program.portfolio",
    args: {},
    show: showPortfolio,
  })),
  reading("balance", ["평가와 현금", "value and cash"], "account.balance", showBalance),
  reading(
    "positions",
    ["보유와 모의 포지션", "holdings and paper positions"],
    "account.positions",
    showPositions,
  ),
  command("profit", ["손익 [오늘|주]", "profit [day|week]"], (words, { say }) => {
    const span = SPANS[words.join("").toLowerCase() || "day"];
    return span === undefined
      ? { kind: "say", text: say("profit_how") }
      : { kind: "read", id: "account.profit", args: { span }, show: showProfit };
  }),
  reading("trades", ["모의 거래", "paper trades"], "account.trades", showTrades),
  command("signals", ["최근 신호 [개수]", "the latest signals [count]"], ([count]) => ({
    kind: "read",
    id: "signals.fired",
    args: { limit: readCount(count), which: "told" },
    show: showSignals,
  })),
  command("why", ["신호의 이유 S-1120-03", "why a signal S-1120-03"], ([label = ""]) => ({
    kind: "read",
    id: "signals.why",
    args: { label: label.toUpperCase() },
  })),
  command("mute", ["종목 그만 보기 카카오 [오늘|3일]", "mute a stock 005930 [today|3d]"], (words) => {
    if (words.length === 0) return { kind: "read", id: "signals.mutes", args: {} };
    const { ticker, span = "today" } = readTickerAndSpan(words);
    return { kind: "do", id: "signals.mute", args: { ticker, for: span } };
  }),
  command("unmute", ["종목 다시 보기 카카오", "hear of a stock again 005930"], (words) => {
    if (words.length === 0) return { kind: "read", id: "signals.mutes", args: {} };
    return { kind: "do", id: "signals.unmute", args: { ticker: toAskedTicker(words) } };
  }),
  command("pause", ["매수 신호 쉬기 [1시간]", "pause signals to buy [1h]"], (words) => ({
    kind: "do",
    id: "signals.pause",
    args: { for: words.length === 0 ? "1h" : words.join("") },
  })),
  command("resume", ["쉬던 신호 다시 받기", "end the pause"], () => ({
    kind: "do",
    id: "signals.resume",
    args: {},
  })),
  command("halt", ["매수 신호 바로 멈춤", "halt signals to buy at once"], () => ({
    kind: "do",
    id: "signals.halt",
    args: {},
  })),
  command("maintenance", ["점검 모드 [2시간 이유|끝]", "maintenance [2h why|end]"], planMaintenance),
  command("alert", ["가격 알림 삼성전자 70000", "a price alarm 005930 70000"], planAlert),
  command("alerts", ["걸어 둔 가격 알림", "the alarms that are set"], () => ({
    kind: "read",
    id: "alerts.list",
    args: {},
    show: showAlerts,
    buttons: toRemovalButtons,
  })),
  command("start_strategy", ["전략 시작", "start a strategy ID"], planStart),
  command("stop_strategy", ["전략 멈춤", "stop a strategy ID"], planStop),
  command("flatten", ["모의 포지션 모두 닫기", "close every paper position"], (_, { say, seconds }) => ({
    kind: "ask",
    id: "strategies.flatten",
    args: {},
    question: say("ask_flatten", { seconds }),
    yes: say("do_flatten"),
  })),
  simple("trade_start", ["자동 주문 켜기", "switch orders on"], "no_orders"),
  simple("trade_stop", ["자동 주문 끄기", "switch orders off"], "no_orders"),
  simple("cost", ["AI 비용", "costs of models"], "no_cost"),
  command("test", ["시험 알림 받기", "a test message"], (_, tools) => toTest(tools)),
  command("settings", ["설정 보기와 바꾸기", "see and change settings"], planSettings),
  command(
    "unlink",
    ["이 대화의 연결 끊기", "unlink this chat"],
    (_, { say, seconds, isOfSettings, userId }) =>
      isOfSettings ? { kind: "say", text: say("unlink_settings") } : {
        kind: "ask",
        id: UNLINK,
        args: { userId },
        question: say("ask_unlink", { seconds }),
        yes: say("do_unlink"),
      },
  ),
  command("help", ["명령 보기", "the commands"], (_, { lang }) => ({ kind: "say", text: toHelp(lang) })),
];

/** Understood, and not in the menu: pressing Start, and a wish that is always refused. */
const HIDDEN_COMMANDS: readonly ChatCommand[] = [
  command("start", ["시작", "start"], (_, { say }) => ({
    kind: "say",
    text: say("greeting"),
    button: { text: say("test_button"), data: TEST_BUTTON },
  })),
  command("register", ["", ""], (_, { say }) => ({
    kind: "say",
    text: say("no_keys", { command: toCommand("doctor") }),
  })),
];

/** Data of the button of a greeting. */
export const TEST_BUTTON = "test";

/** Those that a person may tap in a reply. */
export const CHAT_WORDS: ReadonlySet<string> = new Set(CHAT_COMMANDS.map(({ word }) => word));

export function findChatCommand(word: string): ChatCommand | undefined {
  return [...CHAT_COMMANDS, ...HIDDEN_COMMANDS].find((known) => known.word === word);
}

export function toTest({ say, nowMs }: Pick<ChatTools, "say" | "nowMs">): Extract<ChatPlan, { kind: "say" }> {
  return { kind: "say", text: say("test", { clock: sayClock(nowMs) }), isRinging: true };
}

const WORDS_A_LINE = 3;

/** Some to a line, so that the whole of it fits a phone. */
function toHelp(lang: "ko" | "en"): string {
  const shown = CHAT_COMMANDS.filter(({ word }) => word !== "help")
    .map(({ word, menu }) => `/${word} ${menu[lang === "ko" ? 0 : 1]}`);
  const lines: string[] = [];
  for (let i = 0; i < shown.length; i += WORDS_A_LINE) {
    lines.push(shown.slice(i, i + WORDS_A_LINE).join(" · "));
  }
  return lines.join("\n");
}

function readCount(text: string | undefined): number {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? Math.min(count, MOST_SIGNALS) : USUAL_SIGNALS;
}

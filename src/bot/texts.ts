/** What the bot says. */
import { defineTexts, type SayFrom } from "../core/lang.ts";

export const BOT_TEXTS = defineTexts({
  unknown_command: ["명령을 모르겠습니다. /help", "I do not know this command. /help"],
  old_command: [
    "이 명령은 {ago} 전({clock})에 보내신 것이라 실행하지 않았습니다. 지금도 원하시면 다시 보내 주세요.",
    "This command was sent {ago} ago ({clock}), so it was not done. If you still want it, send it again.",
  ],
  greeting: [
    "안녕하세요. 이 대화는 연결되어 있습니다. /help 로 명령을 볼 수 있습니다.",
    "Hello. This chat is linked. /help lists the commands.",
  ],
  linked: [
    "연결됐습니다. 이 대화로 매수·매도 신호, 데이터 끊김, 요약이 옵니다.\n/help 로 명령을 볼 수 있습니다. 이 알림은 본인 참고용이며 자동으로 주문하지 않습니다.",
    "Linked. Signals, outages and summaries come to this chat.\n/help lists the commands. This is for your own eyes, and nothing is ordered by itself.",
  ],
  link_late: [
    "이 코드는 시간이 지났습니다. 프로그램이 있는 컴퓨터에서 새 코드를 받아 주세요.",
    "The time of this code is over. Get a new one at the computer on which the program runs.",
  ],
  test_button: ["시험 알림 받기", "Send a test message"],
  test: [
    "시험 알림입니다 {clock}. 이 소리가 들리면 알림이 옵니다.",
    "This is a test, {clock}. If it made a sound, messages reach you.",
  ],
  failed: [
    "프로그램 오류로 하지 못했습니다. 로그에 이유가 있습니다(bot_failed).",
    "A fault of the program: it was not done. The log says why (bot_failed).",
  ],
  refused: ["하지 않았습니다: {why}", "Not done: {why}"],
  not_available: [
    "지금 이 프로그램에서는 할 수 없습니다: {why}",
    "This program cannot do it at the moment: {why}",
  ],
  signal_unknown: [
    "그런 신호가 없습니다. /signals 에 나오는 번호로 보내 주세요. 예: /why S-1120-03",
    "There is no such signal. Send the label that /signals shows, for example /why S-1120-03",
  ],
  bad_span: [
    "기간을 읽지 못했습니다. 오늘, 또는 30분, 2시간, 3일처럼 30일까지 적어 주세요.",
    "The span cannot be read. Write today, or a time up to 30 days like 30m, 2h, 3d.",
  ],
  words_missing: [
    "명령이 덜 적혔거나 맞지 않습니다. /help 에 예가 있습니다.",
    "The command is incomplete or does not fit. /help has examples.",
  ],
  refused_missing: [
    "그런 것이 없어 하지 않았습니다. /help 로 명령을 볼 수 있습니다.",
    "There is no such thing, so it was not done. /help lists the commands.",
  ],
  refused_conflict: [
    "지금은 다른 것과 맞지 않아 하지 않았습니다. 까닭은 로그에 있습니다(bot_refused).",
    "It does not go with something else now, so it was not done. The log says why (bot_refused).",
  ],
  refused_unavailable: [
    "지금 이 프로그램에서는 할 수 없습니다. 까닭은 로그에 있습니다(bot_refused).",
    "This program cannot do it at the moment. The log says why (bot_refused).",
  ],
  slow: [
    "답이 제때 나오지 않았습니다. 잠시 뒤 다시 보내 주세요. /status 는 프로그램의 상태를 알려 줍니다.",
    "No answer came in time. Send it again in a moment; /status says how the program is.",
  ],
  strategy_which: [
    "어느 전략인가요? 예: /{word} {id}\n{list}",
    "Which one? For example: /{word} {id}\n{list}",
  ],
  strategy_none: [
    "전략이 없습니다. 프로그램이 있는 컴퓨터에서 더할 수 있습니다.",
    "There is no strategy. Add one at the computer on which the program runs.",
  ],
  strategy_on: ["켜짐", "on"],
  strategy_off: ["꺼짐", "off"],
  ask_stop: [
    "전략 {id} 를 멈출까요?\n열린 모의 포지션은 그 전략에 정해진 대로 둡니다. {seconds}초 안에 눌러 주세요.",
    "Stop the strategy {id}?\nAn open paper position is left as the strategy says. Press within {seconds} s.",
  ],
  ask_stop_open: [
    "전략 {id} 를 멈출까요?\n열린 모의 포지션 {count}개는 그 전략에 정해진 대로 둡니다. {seconds}초 안에 눌러 주세요.",
    "Stop the strategy {id}?\nIts {count} open paper position(s) are left as the strategy says. Press within {seconds} s.",
  ],
  is_on: ["전략 {id} 는 이미 켜져 있습니다.", "The strategy {id} is on already."],
  is_off: ["전략 {id} 는 이미 꺼져 있습니다.", "The strategy {id} is off already."],
  ask_start: [
    "전략 {id} 를 시작할까요? 모의로만 거래합니다. {seconds}초 안에 눌러 주세요.",
    "Start the strategy {id}? It trades on paper only. Press within {seconds} s.",
  ],
  ask_unlink: [
    "이 대화의 연결을 끊을까요? 알림이 더 오지 않습니다. {seconds}초 안에 눌러 주세요.",
    "Unlink this chat? No more messages will come. Press within {seconds} s.",
  ],
  do_stop: ["멈추기", "Stop"],
  do_start: ["시작하기", "Start"],
  do_unlink: ["끊기", "Unlink"],
  leave: ["그만두기", "Leave it"],
  stopped: ["전략 {id} 를 멈췄습니다 {clock}", "Stopped {id} at {clock}"],
  done_at: ["{words} {clock}", "{words} {clock}"],
  unlinked: ["연결을 끊었습니다 {clock}", "Unlinked at {clock}"],
  unlink_settings: [
    "설정(SIGNAL_V2_TELEGRAM_USERS)에 적힌 분이라 여기서는 끊을 수 없습니다. 설정에서 지워 주세요.",
    "You are named in SIGNAL_V2_TELEGRAM_USERS, so this cannot be undone here. Take the id out of the settings.",
  ],
  left: ["그대로 두었습니다 {clock}", "Left as it was, {clock}"],
  question_over: [
    "{seconds}초가 지나 실행하지 않았습니다. 원하시면 다시 보내 주세요.",
    "More than {seconds} s: it was not done. Send it again if you want it.",
  ],
  button_dead: ["이 단추는 더 쓸 수 없습니다.", "This button is no longer of use."],
  button_of_other: [
    "다른 분이 보낸 명령의 단추입니다.",
    "This button is for the person who sent the command.",
  ],
  button_over: [
    "이 신호의 시간이 지나 더 쓸 수 없습니다.",
    "The time of this signal is over, so its buttons do nothing any more.",
  ],
  cash: ["현금 {cash}", "cash {cash}"],
  total: ["총자산 {total}", "total {total}"],
  real: ["실제: {facts} · 자료 {age} 전", "real: {facts} · data {age} old"],
  real_none: ["실제: 아직 받은 자료가 없습니다.", "real: nothing came yet"],
  long: ["매수", "long"],
  short: ["공매도", "short"],
  paper_balance: [
    "모의 {id}: 현금 {cash} · 총자산 {equity} · {age}",
    "paper {id}: cash {cash} · total {equity} · {age}",
  ],
  paper_position: [
    "모의 {id}: {symbol} {side} {units} · {from} → {now} · {age}",
    "paper {id}: {symbol} {side} {units} · {from} → {now} · {age}",
  ],
  paper_none: ["모의 계좌가 없습니다.", "There is no paper account."],
  paper_flat: ["열린 모의 포지션이 없습니다.", "No paper position is open."],
  paper_profit: ["모의: {pnl} · 끝난 거래 {count}건", "paper: {pnl} · {count} closed trade(s)"],
  paper_no_trades: ["모의: 끝난 거래가 없습니다.", "paper: no trade was closed."],
  profit_day: ["오늘 손익", "profit of today"],
  profit_week: ["이번 주 손익 (월요일부터)", "profit of this week (from Monday)"],
  profit_since: [
    "{at} 총액과 견줌, 입출금 포함",
    "against the total of {at}, deposits and withdrawals included",
  ],
  profit_unknown: [
    "그 전 기록이 없어 견줄 수 없음",
    "nothing was kept from before, so it cannot be compared",
  ],
  profit_now_unknown: [
    "지금 총액을 몰라 견줄 수 없음",
    "the total now is not known, so it cannot be compared",
  ],
  profit_how: [
    "오늘이나 이번 주 손익을 볼 수 있습니다: /profit 오늘, /profit 주",
    "Profit of today or of this week: /profit day, /profit week",
  ],
  trades_title: [
    "모의 거래 (새것부터). 실제 계좌의 체결은 홈서버가 알려 주지 않습니다.",
    "Paper trades, the latest first. The home server does not tell of trades in the real account.",
  ],
  ask_flatten: [
    "모든 전략을 멈추고 열린 모의 포지션을 닫을까요? 실제 계좌는 그대로 둡니다. {seconds}초 안에 눌러 주세요.",
    "Stop every strategy and close its paper position? The real account stays as it is. Press within {seconds} s.",
  ],
  do_flatten: ["모두 닫기", "Close all"],
  alert_how: [
    "종목과 가격을 적어 주세요. 예: /alert 삼성전자 70000 또는 /alert BTC/KRW 90000000 이하",
    "Write a ticker and a price. For example: /alert 005930 70000, or /alert BTC/KRW 90000000 below",
  ],
  remove_numbered: ["{number} 지우기", "Take {number} away"],
  remove_alert: ["이 알림 지우기", "Take it away"],
  button_busy: ["하는 중입니다.", "It is being done."],
  interrupted: [
    "프로그램이 그 사이 꺼져 되었는지 알 수 없습니다. /status 로 확인해 주세요.",
    "The program ended meanwhile, and whether it was done is not known. See /status.",
  ],
  no_orders: [
    "자동 주문이 아직 없습니다. 이 프로그램은 신호만 보냅니다.",
    "There are no automatic orders yet. This program sends signals only.",
  ],
  no_cost: [
    "AI 비용 기록이 아직 없습니다. 이 프로그램은 지금 유료 AI 를 부르지 않습니다.",
    "There is no record of costs yet. This program calls no paid model at the moment.",
  ],
  not_yet: [
    "이 명령은 아직 여기서 되지 않습니다. 웹 화면이나 명령줄에서 해 주세요.",
    "This cannot be done here yet. Use the page or the command line.",
  ],
  no_keys: [
    "키와 비밀번호는 채팅으로 받지 않습니다. 방금 보낸 메시지를 지우고, 프로그램이 있는 컴퓨터의 .env 에 적은 뒤 {command} 로 확인해 주세요.",
    "Keys and passwords are never taken by chat. Delete your message, write it into .env at the computer on which the program runs, and check it with {command}.",
  ],
  settings: [
    "설정\n{changeable}\n5분에 울리는 알림: {rings}번까지\n금액 숨김: {hides} (이 둘은 컴퓨터의 .env 에서)\n직접 적기: /settings 조용히 21:00-07:00",
    "Settings\n{changeable}\nrings in 5 min: {rings}\nhides amounts: {hides} (these two in .env at the computer)\nin your own words: /settings quiet 21:00-07:00",
  ],
  maintenance_how: [
    "점검 시간을 읽지 못했습니다. 24시간까지 30분이나 2시간처럼 적고, 뒤에 이유를 적어 주세요. 예: /maintenance 2시간 라우터 교체",
    "The span cannot be read. Write a time up to 24 hours like 30m or 2h, and why behind it: /maintenance 2h new router",
  ],
  setting_how: [
    "설정을 읽지 못했습니다. 이렇게 적어 주세요:\n/settings 조용히 20:00-07:30 (또는 끄기)\n/settings 요약 08:40,15:40 (또는 끄기)\n/settings 점수 80 (50에서 100까지)\n처음 설정으로: /settings 조용히 처음으로",
    "That is no setting. Write for example:\n/settings quiet 20:00-07:30 (or off)\n/settings summary 08:40,15:40 (or off)\n/settings score 80 (50 to 100)\nas it was: /settings quiet reset",
  ],
  setting_within: ["{question}\n{seconds}초 안에 눌러 주세요.", "{question}\nPress within {seconds} s."],
  setting_asked: ["이미 물었습니다. 아래 버튼을 눌러 주세요.", "It is asked already: press a button below."],
  do_setting: ["바꾸기", "Change it"],
  do_reset: ["처음으로", "As it was"],
  set_quiet: ["조용히 {value}", "Quiet {value}"],
  set_summary: ["요약 {value}", "Summaries {value}"],
  set_score: ["{value}점부터", "From {value}"],
  set_off_quiet: ["조용히 끄기", "Quiet off"],
  set_off_summary: ["요약 끄기", "Summaries off"],
  reset_quiet: ["조용히 처음으로", "Quiet as it was"],
  reset_summary: ["요약 처음으로", "Summaries as they were"],
  reset_score: ["점수 처음으로", "Score as it was"],
  yes: ["예", "yes"],
  no: ["아니요", "no"],
  holdings: ["보유 {count}종목", "{count} holdings"],
  holdings_value: ["평가 {value}", "value {value}"],
  holdings_pnl: ["손익 {pnl}", "profit {pnl}"],
  holdings_none: ["보유 종목이 없습니다.", "Nothing is held."],
  holdings_unknown: ["보유 종목을 읽지 못했습니다.", "The holdings cannot be read."],
  holdings_more: ["그 밖에 {count}종목", "and {count} more"],
  data_none: ["아직 받은 자료가 없습니다.", "Nothing came yet."],
  data_age: ["자료 {age} 전", "data {age} old"],
  data_stale: ["⚠️ 오래된 자료", "⚠️ old data"],
  shares: ["{count}주", "{count} pcs"],
});

export type BotSay = SayFrom<typeof BOT_TEXTS>;

import { defineTexts } from "../../../core/lang.ts";

/** Texts around every page: menu, bands, state of the connection, the state of the whole. */
export const SHELL_TEXTS = defineTexts({
  title_dashboard: ["대시보드", "Dashboard"],
  title_calendar: ["거래일 달력", "Market calendar"],
  pager: ["{label} 쪽 넘기기", "Pages of {label}"],
  pager_newest: ["처음으로", "Newest"],
  pager_newer: ["← 더 최근", "← Newer"],
  pager_older: ["더 이전 →", "Older →"],
  pager_rows: ["{from}–{to}번째", "{from} to {to}"],
  pager_nothing: ["이 쪽에는 아무것도 없습니다", "Nothing on this page"],
  csv_all: ["모두 CSV로 받기", "All as CSV"],
  skip: ["본문으로 건너뛰기", "Skip to content"],
  nav: ["주 메뉴", "Main menu"],
  other_lang: ["English", "한국어"],
  demo_band: [
    "DEMO · 모의 시세와 모의 시계입니다. 어디에도 보내지 않습니다.",
    "DEMO · simulated prices on a simulated clock. Nothing is sent anywhere.",
  ],
  page_time: ["이 화면의 시각", "This page is of"],
  reload: ["새로 고침", "Reload"],
  no_script: [
    "자바스크립트가 꺼져 있어 화면이 저절로 바뀌지 않습니다.",
    "JavaScript is off, so this page does not update by itself.",
  ],
  lost: ["연결 끊김", "Connection lost"],
  lost_since: [
    "{time} 이후 화면이 갱신되지 않습니다. 다시 연결하는 중…",
    "No updates since {time}. Reconnecting…",
  ],
  kst_note_demo: [
    "시각은 모의 시계의 한국 시간(KST)입니다. 이 기기의 시계와 다르며, 기기의 시계로 적은 시각에는 ‘실제 시각’이라고 적혀 있습니다.",
    "Times are Korean time (KST) of the simulated clock, not of this machine; a time by the clock of this machine is called “real time”.",
  ],
  page_clock_demo: ["모의 시계", "simulated clock"],
  kst_note: ["모든 시각은 한국 시간(KST)입니다.", "All times are Korean time (KST)."],
  poll_now: ["지금 조회", "Poll now"],
  poll_started: ["조회를 시작했습니다.", "A poll has started."],
  poll_failed: ["조회를 시작하지 못했습니다.", "The poll could not be started."],

  overall_ok: ["모두 정상입니다", "Everything is fine"],
  overall_idle: ["장이 닫혀 쉬는 중입니다", "Resting while the market is closed"],
  overall_starting: ["첫 응답을 기다리는 중입니다", "Waiting for the first answers"],
  overall_degraded: ["확인이 필요합니다", "Something needs attention"],
  overall_auth: ["API 키가 거부되었습니다", "The API key is refused"],
  overall_unconfigured: ["설정이 필요합니다", "Settings are missing"],
});

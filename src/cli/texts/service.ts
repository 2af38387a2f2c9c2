import { defineTexts } from "../../core/lang.ts";

export const SERVICE_TEXTS = defineTexts({
  maintenance_end: ["더 일찍 끝내려면: {command}", "to end it earlier: {command}"],
  clock: ["시계    {time} KST, 시간대: {window}", "clock   {time} KST, window: {window}"],
  next: ["다음    {words}", "next    {words}"],
  asks: ["조회    {address}", "asks    {address}"],
  asks_through: [
    "조회    {address}  ({proxy} 프록시를 거침)",
    "asks    {address}  (through the proxy of {proxy})",
  ],
  asks_nothing: ["아직 없음: STOCK_API_URL이 없습니다", "nothing yet: STOCK_API_URL is not set"],
  data: ["데이터  {dir}", "data    {dir}"],
  open: ["열기    {address}     상태: {address}health", "open    {address}     health: {address}health"],
  others: ["밖에서  {address}", "others  {address}"],
  address_unknown: [
    "네트워크에서 이 기기의 주소, 포트 {port}",
    "this machine's address in your network, port {port}",
  ],
  demo_head: [
    "signal-v2 {version} (demo)  데모 - 모의 가격, 모의 시계; 아무 데도 보내지 않습니다.",
    "signal-v2 {version} (demo)  DEMO - simulated prices, simulated clock; nothing is sent anywhere.",
  ],
  demo_clock: [
    "시계    {now} KST, {speed}배 빠르게   (실제 시각: {real} KST)",
    "clock   {now} KST, running x{speed}   (real time: {real} KST)",
  ],
  demo_api: [
    "데모 주식 API {url}, 시계 {now}. 이렇게 쓰세요:",
    "DEMO simulated stock API at {url}, clock {now}. Use it with:",
  ],
  demo_own_key: ["  WEBAI_API_KEY는 여기에 설정된 그대로", "  WEBAI_API_KEY as it is set here"],
  demo_stop: ["끝내기  Ctrl-C", "stop    Ctrl-C"],
  no_poll: [
    "조회 없음: 주식 API가 없습니다 ({command})",
    "no poll: the stock API is not set (run {command})",
  ],
  poll_at: ["{time}에 조회, {span} 뒤", "poll at {time}, in {span}"],
  window_pre: ["장 전", "pre"],
  window_market: ["장 중", "market"],
  window_post: ["장 후", "post"],
  window_closed: ["휴장", "closed"],
  head_source: ["데이터", "source"],
  head_status: ["상태", "status"],
  head_time: ["시간", "time"],
  head_items: ["항목", "items"],
  head_data: ["데이터 시각", "data of"],
  failed: ["{count}개 가운데 {failed}개 실패", "{failed} of {count} failed"],
  all_answered: ["모두 응답함", "all answered"],
  look_at_time: [
    "{words}; 그 가운데 {count}개는 데이터 시각을 살펴보세요",
    "{words}; look at the time of the data in {count} of them",
  ],
  no_data_time: ["응답에 시각이 없음", "the answer does not say"],
  data_future: ["{time} ({span} 뒤, 미래)", "{time} ({span} in the FUTURE)"],
  data_age: ["{time} ({span} 전)", "{time} ({span} old)"],
});

import { definePhrases } from "../../core/lang.ts";

/** What the web server refuses; people with a browser read it on a page. */
export const PAGE_PHRASES = definePhrases([
  [
    "/login 에서 로그인하거나 SIGNAL_V2_TOKEN 을 Bearer 토큰으로 보내세요. 토큰이 없으면 프록시를 거치지 않은 이 컴퓨터에서만, " +
    "그것도 토큰이 설정되지 않았거나 SIGNAL_V2_TRUST_LOOPBACK=1 일 때만 들어올 수 있습니다.",
    "Log in at /login, or send SIGNAL_V2_TOKEN as a bearer token. Without it only this machine itself is let in, not " +
    "through a proxy, and only while no token is set or SIGNAL_V2_TRUST_LOOPBACK=1.",
  ],
  [
    "이 토큰은 틀렸고 틀린 토큰 여럿이 답을 기다립니다. {seconds}초 뒤에 다시 시도하세요. 맞는 토큰(SIGNAL_V2_TOKEN)은 바로 들어갑니다.",
    "This token is wrong, and many wrong ones wait for their answer; try again in {seconds} s. The right one, SIGNAL_V2_TOKEN, is let in at once.",
  ],
  [
    "다른 사이트가 보낸 요청이라고 브라우저가 알렸습니다. 이 프로그램의 화면만 할 수 있습니다.",
    "The browser says that another site asks for this; only pages of this program may.",
  ],
  [
    "X-Signal-Action: 1 헤더를 보내거나, 화면을 새로 고치고 버튼을 다시 누르세요.",
    "Send the header X-Signal-Action: 1, or reload the page and press the button again.",
  ],
  [
    "이 프로그램은 그 이름으로는 답하지 않습니다. 직접 쓰는 이름이면 SIGNAL_V2_ALLOWED_HOSTS 에 더하세요.",
    "This program does not answer under that name; add it to SIGNAL_V2_ALLOWED_HOSTS if it is yours.",
  ],
  [
    "로그인 양식을 보내세요: application/x-www-form-urlencoded, 4 KB까지.",
    "Send the login form: application/x-www-form-urlencoded, at most 4 KB.",
  ],
  ["본문을 Content-Length 와 함께 보내세요.", "Send the body with a Content-Length."],
  ["본문이 {size} KB보다 큽니다.", "The request body is larger than {size} KB."],
  [
    "요청을 처리하다 실패했습니다. 이유는 로그에 이 번호로 남아 있습니다.",
    "The request failed here; the log has the reason under this id.",
  ],
  [
    "화면을 동시에 {most}개까지만 실시간으로 갱신합니다. 하나를 닫거나 이 화면을 직접 새로 고치세요.",
    "Live updates serve at most {most} pages at once; close one, or reload this one by hand.",
  ],
  ["이 주소는 {methods} 로만 부릅니다.", "This route takes {methods}."],
  [
    "모을 시장이 없습니다. SIGNAL_V2_MARKETS 에 upbit:BTC/KRW 처럼 적고 다시 시작하세요.",
    "No market is set. Name some in SIGNAL_V2_MARKETS, for example upbit:BTC/KRW, and start again.",
  ],
  [
    "{market} 은(는) 모으지 않습니다. 모으는 것은 `markets` 에 있습니다.",
    "{market} is not collected; `markets` lists what is.",
  ],
  ["이 이름이나 번호의 신호가 없습니다.", "There is no signal with this label or id."],
  [
    "그 id의 전략이 없습니다. 있는 전략은 /health 에 있습니다.",
    "There is no strategy of that id; /health lists them.",
  ],
]);

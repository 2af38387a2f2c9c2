import { definePhrases } from "../../core/lang.ts";

/** Why a message was not sent, and why nobody is linked. */
export const NOTIFY_PHRASES = definePhrases([
  [
    "텔레그램으로 알릴 사람이 없음: SIGNAL_V2_TELEGRAM_USERS에 숫자로 된 내 id를 넣고(봇 @userinfobot이 알려 줍니다) 내 봇에서 시작을 누르거나, 대화를 연결하세요: {command}",
    "Nobody would be told by Telegram: set SIGNAL_V2_TELEGRAM_USERS to your numeric id (the bot @userinfobot tells it), and press Start in your own bot, or link a chat: {command}",
  ],
  [
    "설정된 채널이 없음: SIGNAL_V2_TELEGRAM_TOKEN과 SIGNAL_V2_TELEGRAM_USERS, 또는 SIGNAL_V2_OFFICE_URL과 SIGNAL_V2_OFFICE_SECRET을 정하세요",
    "No channel is set up: set SIGNAL_V2_TELEGRAM_TOKEN and SIGNAL_V2_TELEGRAM_USERS, or SIGNAL_V2_OFFICE_URL and SIGNAL_V2_OFFICE_SECRET",
  ],
  [
    "{channel} 채널이 설정되지 않음: SIGNAL_V2_TELEGRAM_TOKEN과 SIGNAL_V2_TELEGRAM_USERS, 또는 SIGNAL_V2_OFFICE_URL과 SIGNAL_V2_OFFICE_SECRET을 정하세요",
    "No channel is set up for {channel}: set SIGNAL_V2_TELEGRAM_TOKEN and SIGNAL_V2_TELEGRAM_USERS, or SIGNAL_V2_OFFICE_URL and SIGNAL_V2_OFFICE_SECRET",
  ],
  [
    "메시지 {id}이(가) 없음; 있는 것: {command}",
    "There is no message {id}; see {command}",
  ],
  [
    "메시지 {id}은(는) {time}까지만 유효했음; 이미 늦었습니다",
    "Message {id} counted until {time}; it is too late for it",
  ],
  [
    "메시지 {id}의 상태가 {state}임: 거절되었거나(refused) 도착을 모르는(unknown) 것만 다시 보낼 수 있습니다",
    "Message {id} is {state}: only one that is refused or unknown can go again",
  ],
  [
    "틀린 코드가 너무 많아 {time}까지 코드를 받지 않음. 그때까지는 SIGNAL_V2_TELEGRAM_USERS에 적어서 연결할 수 있습니다",
    "Too many wrong codes were tried: none is taken until {time}. Until then a person can be named in SIGNAL_V2_TELEGRAM_USERS",
  ],
  [
    "텔레그램이 이 토큰을 모름 ({words}): SIGNAL_V2_TELEGRAM_TOKEN을 확인하세요",
    "Telegram does not know the token ({words}): look at SIGNAL_V2_TELEGRAM_TOKEN",
  ],
  [
    "{id}은(는) SIGNAL_V2_TELEGRAM_USERS에 적혀 있음: 거기에서 id를 빼고 서비스를 다시 시작하세요",
    "{id} is named in SIGNAL_V2_TELEGRAM_USERS: take the id out there, and start the service again",
  ],
  [
    "id가 {id}인 연결된 사람이 없음; 있는 것: {command}",
    "Nobody with the id {id} is linked; see {command}",
  ],
]);

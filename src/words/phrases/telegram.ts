import { definePhrases } from "../../core/lang.ts";

/** Of the bot, as `doctor` looks at it. */
export const TELEGRAM_PHRASES = definePhrases([
  [
    "이 봇으로 잃어버린 메시지를 찾을 수 있는지 아직 해 보지 않음; {command}(으)로 해 볼 수 있음",
    "nobody has tried whether lost messages can be looked for with this bot; {command} does",
  ],
  [
    "그사이 누가 봇에 글을 썼다면 다시 해 보세요: {command}",
    "if somebody wrote to the bot meanwhile, try again: {command}",
  ],
  [
    "다른 프로그램이 이 봇에 웹훅을 걸어 명령이 오지 않음; 메시지는 나감",
    "a webhook is set for this bot by another program, so no command comes here; messages go out",
  ],
  [
    "웹훅을 건 프로그램을 끝내고 웹훅을 지우게 하거나, @BotFather에게서 새 토큰을 받으세요",
    "end the program that set it and let it delete its webhook, or get a new token from @BotFather",
  ],
  [
    "봇 @{name}에 연결됨; {command}(으)로 사람을 연결합니다",
    "the bot @{name} can be reached; {command} links a person",
  ],
  ["봇 @{name}에 연결됨", "the bot @{name} can be reached"],
  ["텔레그램이 이 토큰을 모름 ({words})", "Telegram does not know the token ({words})"],
  [
    "@BotFather에게서 토큰을 받아 SIGNAL_V2_TELEGRAM_TOKEN에 넣으세요",
    "get the token from @BotFather and set SIGNAL_V2_TELEGRAM_TOKEN",
  ],
  ["텔레그램에 연결할 수 없음: {words}", "Telegram cannot be reached: {words}"],
  [
    "메시지는 기다렸다가 다시 연결되면 나감; 네트워크와 SIGNAL_V2_TELEGRAM_URL을 확인하세요",
    "messages wait and go out when it is there again; look at the network and SIGNAL_V2_TELEGRAM_URL",
  ],
  ["{option}은(는) --telegram-probe와 함께 씁니다", "{option} belongs to --telegram-probe"],
  [
    "봇이 없음: @BotFather에게서 토큰을 받아 SIGNAL_V2_TELEGRAM_TOKEN에 넣고 다시 해 보세요",
    "There is no bot: get a token from @BotFather and set SIGNAL_V2_TELEGRAM_TOKEN, then ask again",
  ],
  [
    "실행 중인 서비스가 이 봇으로 보내고 있어 번호를 가릴 수 없음: 시험하는 동안 멈추고 (비정상 종료 뒤에는 1분 기다리고) 다시 해 보세요",
    "The running service sends by this bot, so ids could not be told apart: stop it for this trial (after a crash, wait a minute), and ask again",
  ],
  [
    "연결된 사람이 없어 시험할 대화가 없음: {command}(으)로 연결합니다",
    "Nobody is linked, so there is no chat to try it in: {command} links one",
  ],
  ["어느 대화에서 할지 --chat으로 정하세요: {chats}", "Say in which chat to try it, with --chat: {chats}"],
  [
    "대화 {chat}은(는) 알림을 받는 대화가 아님: {chats}",
    "The chat {chat} is none of those that are told: {chats}",
  ],
  [
    "아무것도 보내지 않음: 대화 {chat}에 조용한 시험 메시지 셋을 보내고 고칩니다; 그래도 된다면: {command}",
    "Nothing was sent: this sends three silent test messages to the chat {chat} and edits them; if that is right: {command}",
  ],
  [
    "잃어버린 메시지를 찾을 수 있음, {time}에 시험함",
    "lost messages can be looked for, as tried at {time}",
  ],
  [
    "잃어버린 메시지를 찾을 수 없어 표시를 달아 한 번 더 보냄, {time}에 시험함",
    "lost messages cannot be looked for, so they go once more with a mark, as tried at {time}",
  ],
  [
    "도중에 끝남: {words}",
    "ended early: {words}",
  ],
  [
    "모름: {rest} ({words})",
    "not known: whether {rest} ({words})",
  ],
  [
    "예: {rest} ({words})",
    "yes: {rest} ({words})",
  ],
  [
    "아니요: {rest} ({words})",
    "no: {rest} ({words})",
  ],
  [
    "바꾸는 것이 없는 수정을 그렇지 않은 수정과 구별함",
    "an edit that changes nothing is told from one that does",
  ],
  [
    "바꾸는 것이 없는 수정을 그런 것으로 거절하지 않아, 메시지가 있는지 알 수 없음",
    "an edit that changes nothing is not refused as such, so it would not show that a message is there",
  ],
  [
    "바꾸는 것이 있는 수정을 받아들임",
    "an edit that changes something is done",
  ],
  [
    "바꾸는 것이 있는 수정을 받아들이지 않아, 수정으로는 알 수 없음",
    "an edit that changes something is not done, so edits say nothing",
  ],
  [
    "메시지의 번호가 하나씩 늘어남",
    "messages have ids one after the other",
  ],
  [
    "번호가 하나씩 늘지 않음 (그사이 누가 봇에 글을 썼을 수도 있음: 그렇다면 다시 해 보세요)",
    "ids do not rise by one (or somebody wrote to the bot in between: then try again)",
  ],
  [
    "없는 번호의 수정을 그런 것으로 거절함",
    "an edit of an id that there is not is refused as such",
  ],
  [
    "없는 번호의 수정을 그런 것으로 거절하지 않음",
    "an edit of an id that there is not is not refused as such",
  ],
  [
    "글과 표시가 보낸 그대로 돌아옴",
    "text and marks come back as they were meant",
  ],
  [
    "글이나 표시가 다르게 돌아옴; 보내기와 찾기를 똑같이 읽으므로 이것만으로는 해가 없음",
    "text or marks come back otherwise; sends and looks are read alike, so this alone does no harm",
  ],
  [
    "알 수 없었음; 전에 시험한 결과를 그대로 씁니다",
    "It could not be told; what an earlier trial found stays in force",
  ],
  [
    "이 봇으로 잃어버린 메시지를 찾을 수 있음: 도착한 것은 두 번 보내지 않습니다",
    "Looking for lost messages works with this bot: what arrived is not sent twice",
  ],
  [
    "이 봇으로는 찾을 수 없음: 이제 답이 없는 메시지는 찾지 않고, 이미 왔을 수 있다는 표시를 달아 한 번 더 보냅니다",
    "Looking does not work with this bot: from now on a message without an answer goes once more, with the mark that it may have come already, and is not looked for",
  ],
  [
    "아니요: 번호가 하나씩 늘지 않음 (그사이 누가 봇에 글을 썼을 수도 있음: 그렇다면 다시 해 보세요) ({words})",
    "no: ids do not rise by one (or somebody wrote to the bot in between: then try again) ({words})",
  ],
]);

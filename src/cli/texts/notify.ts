import { defineTexts } from "../../core/lang.ts";

/** What `notify` and `telegram` say. */
export const NOTIFY_TEXTS = defineTexts({
  none: [
    "메시지가 없습니다",
    "no messages",
  ],
  head_id: [
    "id",
    "id",
  ],
  head_channel: [
    "채널",
    "channel",
  ],
  head_chat: [
    "대화",
    "chat",
  ],
  head_kind: [
    "종류",
    "kind",
  ],
  head_part: [
    "부분",
    "part",
  ],
  head_state: [
    "상태",
    "state",
  ],
  head_tries: [
    "시도",
    "tries",
  ],
  head_queued: [
    "넣은 시각",
    "queued",
  ],
  head_why: [
    "이유",
    "why",
  ],
  who_settings_chat: [
    "설정에 있는 대화",
    "a chat of the settings",
  ],
  who_code: [
    "코드로 연결함: {name}",
    "linked by a code: {name}",
  ],
  who_settings: [
    "설정에 적힌 사람",
    "named in the settings",
  ],
  arrived: [
    "telegram {chat}: {state} ({who})",
    "telegram {chat}: {state} ({who})",
  ],
  heard: [
    "telegram {chat}: {sound}",
    "telegram {chat}: {sound}",
  ],
  rang: [
    "소리가 울렸습니다",
    "it rang",
  ],
  quiet_hours: [
    "소리 없이 왔습니다: 한국 시각 {until}까지 방해 금지 시간입니다 (SIGNAL_V2_QUIET)",
    "it came without a sound: quiet hours until {until} in Korea (SIGNAL_V2_QUIET)",
  ],
  ring_limit: [
    "소리 없이 왔습니다: 지난 5분 동안 충분히 울렸습니다 (SIGNAL_V2_RINGS_PER_5MIN)",
    "it came without a sound: there were enough rings in the last five minutes (SIGNAL_V2_RINGS_PER_5MIN)",
  ],
  nobody: [
    "연결된 사람이 없습니다; 코드를 받으려면: {command}",
    "nobody is linked; for a code: {command}",
  ],
  head_user: [
    "사용자",
    "user",
  ],
  head_name: [
    "이름",
    "name",
  ],
  head_by: [
    "방법",
    "by",
  ],
  head_since: [
    "연결 시각",
    "since",
  ],
  by_code: [
    "코드",
    "code",
  ],
  by_settings: [
    "설정",
    "settings",
  ],
  unlinked: [
    "{user}의 연결을 끊었습니다",
    "{user} is unlinked",
  ],
  code: [
    "코드 {code}, {until}까지 한 번 쓸 수 있음",
    "code {code}, good once until {until}",
  ],
  bot_unknown: [
    "텔레그램이 봇의 이름을 알려 주지 않았습니다; 봇을 열고 이렇게 보내세요: /start {code}",
    "Telegram did not say the bot's name; open your bot and send it: /start {code}",
  ],
  open: [
    "{link} 을(를) 열고 시작을 누르거나 봇에 이렇게 보내세요: /start {code}",
    "open {link} and press Start, or send the bot: /start {code}",
  ],
  must_run: [
    "서비스가 실행 중이어야 코드를 받습니다.",
    "The service must be running to take it.",
  ],
});

import { defineTexts } from "../../core/lang.ts";

export const SIGNAL_LIST_TEXTS = defineTexts({
  none_fired: [
    "아직 걸린 규칙이 없습니다. 걸릴 수 있는 것: {command}",
    "no rule has fired yet; what would fire: {command}",
  ],
  note_claims: [
    "참고: 이것은 신호의 목록입니다; 보낸 권리는 `{command}`에 있습니다",
    "note: this lists signals; the claims are in `{command}`",
  ],
  none_such: ["그런 신호가 없습니다", "there is no such signal"],
  none_claimed: ["아직 보낸 것이 없습니다", "nothing was sent yet"],
  head_number: ["번호", "number"],
  head_ticker: ["종목", "ticker"],
  head_name: ["이름", "name"],
  head_action: ["동작", "action"],
  head_rule: ["규칙", "rule"],
  head_score: ["점수", "score"],
  head_state: ["상태", "state"],
  head_fired: ["걸린 시각", "fired at"],
  head_conf: ["확신도", "conf"],
  head_last_sent: ["마지막 보냄", "last sent"],
  head_claim_conf: ["요청 확신도", "claim conf"],
  head_claimed: ["요청 시각", "claimed at"],
  head_lease: ["유효 시각", "lease until"],
  head_claim: ["요청 id", "claim id"],
  repeated: ["{state}, {count}번 더", "{state}, {count} more times"],
  future: ["{words}, 미래", "{words}, in the future"],
});

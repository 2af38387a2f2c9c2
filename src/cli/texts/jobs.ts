import { defineTexts } from "../../core/lang.ts";

/** What `jobs` says. */
export const JOB_TEXTS = defineTexts({
  none: [
    "아직 작업이 없습니다; 예: {command}",
    "no jobs yet; for example: {command}",
  ],
  head_id: [
    "id",
    "id",
  ],
  head_kind: [
    "종류",
    "kind",
  ],
  head_state: [
    "상태",
    "state",
  ],
  head_done: [
    "진행",
    "done",
  ],
  head_asked: [
    "요청",
    "asked",
  ],
  head_at: [
    "지금 하는 일",
    "at",
  ],
  why: [
    "  이유: {fault}",
    "  why: {fault}",
  ],
  stale: [
    "{state}? 한동안 소식이 없습니다; 서비스가 실행 중인가요?",
    "{state}? nobody has said so for a while; is the service running?",
  ],
  state_queued: [
    "대기",
    "queued",
  ],
  state_running: [
    "실행 중",
    "running",
  ],
  state_done: [
    "끝남",
    "done",
  ],
  state_failed: [
    "실패",
    "failed",
  ],
  state_cancelled: [
    "취소됨",
    "cancelled",
  ],
  state_lost: [
    "알 수 없음 (도중에 프로그램이 꺼짐)",
    "lost",
  ],
  row_why: [
    "이유",
    "why",
  ],
  row_exit_code: [
    "종료 코드",
    "exit code",
  ],
  row_started: [
    "시작",
    "started",
  ],
  row_ended: [
    "끝",
    "ended",
  ],
  row_cancel: [
    "취소",
    "cancel",
  ],
  row_request: [
    "요청 내용",
    "request",
  ],
  asked_by: [
    "{time}, {kind} {id}",
    "{time} by {kind} {id}",
  ],
  cancel_asked: [
    "{time}에 요청함",
    "asked for at {time}",
  ],
  cut: [
    "[이보다 앞선 {bytes}바이트는 남아 있지 않음]",
    "[{bytes} bytes before this are gone]",
  ],
});

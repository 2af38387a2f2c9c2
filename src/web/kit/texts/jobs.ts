import { defineTexts } from "../../../core/lang.ts";

/** Texts of jobs, and of trying a signal again, which is one. */
export const JOB_TEXTS = defineTexts({
  title_job: ["작업", "Job"],
  job_kind_simulation: ["다시 해 보기", "Simulation"],
  job_kind_backtest: ["백테스트", "Backtest"],
  job_state_queued: ["기다리는 중", "waiting"],
  job_state_running: ["하는 중", "running"],
  job_state_done: ["끝남", "done"],
  job_state_failed: ["실패", "failed"],
  job_state_cancelled: ["취소됨", "cancelled"],
  job_state_lost: ["끊김 (프로그램이 꺼졌습니다)", "lost (the program ended)"],
  job_stale: ["한동안 소식이 없습니다.", "It has said nothing for a while."],
  job_asked: ["맡긴 시각", "Asked at"],
  job_ended: ["끝난 시각", "Ended at"],
  job_exit_code: ["종료 코드", "Exit code"],
  job_progress: ["진행", "Progress"],
  job_output: ["결과", "Output"],
  job_output_none: ["아직 나온 글이 없습니다.", "It has said nothing yet."],
  job_output_cut: ["앞부분 {bytes}바이트는 잘렸습니다.", "The first {bytes} bytes are cut off."],
  job_refreshes: [
    "끝날 때까지 2초마다 새로 고칩니다.",
    "This page is loaded again every 2 seconds until it ends.",
  ],
  job_cancel: ["취소", "Cancel"],
  job_unknown: ["{id} 작업은 없습니다.", "There is no job {id}."],
  job_unreadable: ["지금은 작업을 읽을 수 없습니다: {why}", "Jobs cannot be read at the moment: {why}"],
  simulate: ["다시 해 보기", "Try again"],
  simulate_about: [
    "그때 저장된 자료로 규칙과 판정을 다시 해 봅니다. 실제 신호, 중복 방지, 그만 보기에는 아무 영향이 없습니다.",
    "Tries rule and judge again with the data that was stored then. Real signals, claims and mutes are not touched.",
  ],
  simulate_deliver: [
    "내 알림으로도 보내기 (소리 없이, ‘다시 해 보기’라고 적어서)",
    "Also send it to my chats (silently, marked as a simulation)",
  ],
  simulate_not_stored: [
    "이 신호는 다시 해 볼 수 없습니다: 규칙이 본 것이 저장되지 않습니다.",
    "This signal cannot be tried again: what its rule looked at is not stored.",
  ],
  notice_simulation_refused: ["다시 해 보지 않았습니다: {id}", "It was not tried again: {id}"],
  notice_simulation_busy: [
    "다른 다시 해 보기({id})가 아직 끝나지 않아 새로 시작하지 않았습니다. 여기 보이는 것이 그것입니다.",
    "Another simulation ({id}) has not ended, so none was begun. It is the one shown here.",
  ],
  notice_job_cancelled: ["{id} 작업에 멈추라고 알렸습니다.", "Job {id} is told to end."],
  notice_job_not_cancelled: ["{id} 작업은 이미 끝났거나 없습니다.", "Job {id} is over, or there is none."],
  refusal_unknown_signal: ["그런 신호가 없습니다", "there is no such signal"],
  refusal_not_stored: [
    "규칙이 본 것이 저장되지 않습니다",
    "what its rule looked at is not stored",
  ],
  refusal_orders_are_live: [
    "실제 주문이 켜져 있습니다. 먼저 끄세요",
    "real orders are given: switch them off first",
  ],
  refusal_not_available: [
    "지금은 작업을 쓸 수 없습니다. 로그(jobs_off)에 이유가 있습니다",
    "jobs cannot be used now; the log says why (jobs_off)",
  ],
  refusal_store_failed: ["작업을 적지 못했습니다", "the job could not be written down"],
});

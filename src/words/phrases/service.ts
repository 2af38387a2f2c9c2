import { definePhrases } from "../../core/lang.ts";

/** Why the service does not start where it is to listen. */
export const SERVICE_PHRASES = definePhrases([
  [
    "데이터 폴더 {dir}로 시작할 수 없음: {problem}; {hint}",
    "Cannot start with the data directory {dir}: {problem}; {hint}",
  ],
  [
    "시작할 수 없음: {problem}; {hint}",
    "Cannot start: {problem}; {hint}",
  ],
  [
    "{host}의 포트 {port}을(를) 다른 프로그램이 쓰고 있음",
    "port {port} on {host} is in use by another program",
  ],
  [
    "그 프로그램을 멈추거나 SIGNAL_V2_PORT를 빈 포트로 정하세요",
    "stop that one or set SIGNAL_V2_PORT to a free port",
  ],
  [
    "이 프로그램은 {host}에서 기다릴 권한이 없음",
    "this program may not listen on {host}",
  ],
  [
    "--allow-net={host}을(를) 더해 시작하세요",
    "start it with --allow-net={host}",
  ],
  [
    "시스템이 {least} 아래의 포트처럼 {port} 포트를 root에게만 줌",
    "the system keeps port {port} for root, as all ports below {least}",
  ],
  [
    "시스템이 {port} 포트에서 기다리지 못하게 함. 예약된 포트일 수 있음",
    "the system does not let this program listen on port {port}, which may be reserved",
  ],
  [
    "SIGNAL_V2_PORT를 8001처럼 더 큰 값으로 정하세요; {port}에서는 앞에 둔 프록시가 답할 수 있습니다",
    "set SIGNAL_V2_PORT to a higher one like 8001; a proxy in front can answer on {port}",
  ],
  [
    "SIGNAL_V2_PORT를 다른 값으로 정하세요",
    "set SIGNAL_V2_PORT to another one",
  ],
  [
    "SIGNAL_V2_HOST를 확인하세요",
    "check SIGNAL_V2_HOST",
  ],
  [
    "점검 이유 앞에 점검이 얼마나 걸리는지 쓰세요. 30m, 2h처럼 24h까지 쓸 수 있습니다",
    "Say how long the maintenance lasts before why, up to 24h like 30m or 2h",
  ],
]);

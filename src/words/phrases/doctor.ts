import { definePhrases } from "../../core/lang.ts";

/** Findings of `doctor` and what to do about them. The names of checks and settings are the same in both languages. */
export const DOCTOR_PHRASES = definePhrases([
  [
    "시장은 정했고 주식 API는 정하지 않아 그 밖에는 조회하지 않음",
    "markets are set; the stock API is not, so nothing else is polled",
  ],
  ["주소와 키가 정해져 있음", "address and key are set"],
  ["{name} 값이 없음. {rest}", "{name} is not set. {rest}"],
  [".env에 넣으세요: {line}", "put {line} into .env"],
  ["홈서버에 있는 주식 API의 주소입니다.", "Address of the stock API on the home server."],
  ["주식 API가 X-WebAI-Key로 받는 키입니다.", "Key that the stock API expects in X-WebAI-Key."],
  ["파일이 없음; 환경 변수의 설정을 씀", "there is none here; settings come from the environment"],
  ["이 프로그램, systemd, Docker에 모두 같은 뜻임", "means the same to this program, systemd and Docker"],
  [
    "값 뒤에 ` #`이 있음; 여기서는 주석이 시작되지만 systemd와 `docker run`에는 값의 일부임",
    "has ` #` behind a value; here a comment begins there, for systemd and `docker run` it is part of the value",
  ],
  [
    "주석을 따로 한 줄에 적거나, 주석이 아니면 값 전체를 따옴표로 묶으세요",
    "put the comment on a line of its own, or the whole value in quotes if it is none",
  ],
  [
    "`export`로 시작함; systemd는 그런 줄을 건너뛰고 `docker run`은 파일을 거절함",
    "begins with `export`; systemd leaves such a line out and `docker run` refuses the file",
  ],
  ["그 말을 지우세요", "take the word away"],
  [
    "`=` 앞에 공백이 있음; `docker run`은 그런 파일을 거절함",
    "has a space before `=`; `docker run` refuses such a file",
  ],
  ["이름=값으로 적으세요", "write NAME=value"],
  [
    "따옴표가 있음; `docker run`은 값의 일부로 남김 (systemd와 Compose는 백틱이 아니면 남기지 않음)",
    "has quotes; `docker run` keeps them as part of the value (systemd and Compose do not, but for backticks)",
  ],
  [
    "값에 공백, #, $가 없으면 따옴표를 빼세요",
    "leave the quotes away where the value has no space, # or $ in it",
  ],
  [
    "값에 `$`가 있음; Docker Compose는 그 자리에 변수를 넣음",
    "has `$` in its value; Docker Compose puts a variable there",
  ],
  ["Compose가 읽는다면 값을 작은따옴표로 묶으세요", "put the value in single quotes when Compose reads it"],
  [
    "값에 역슬래시가 있음; systemd는 따옴표 밖에서 버리고, Docker Compose는 큰따옴표 안에서 기호로 읽음",
    "has a backslash in its value; systemd drops it outside quotes, Docker Compose reads it as a sign inside double ones",
  ],
  ["경로는 Windows에서도 /로 적으세요", "write paths with /, also on Windows"],
  [
    "여러 줄짜리 값이 시작됨; `docker run`은 그런 파일을 거절함",
    "begins a value of several lines; `docker run` refuses such a file",
  ],
  ["값마다 한 줄에 적으세요", "keep each value on one line"],
  [
    "바이트 순서 표식(BOM)으로 시작함; 이 프로그램은 괜찮지만 다른 것은 첫 줄을 잃음",
    "begins with a byte-order mark; this program copes, others lose the first line",
  ],
  ["BOM 없는 UTF-8로 저장하세요", "save it as UTF-8 without BOM"],
  [
    "옛 Mac의 줄 끝(CR만)이 있어 Docker는 새 줄로 보지 않음",
    "has line ends of the old Mac kind (CR alone), at which Docker sees no new line",
  ],
  ["줄 끝을 Unix나 Windows 것으로 저장하세요", "save it with the line ends of Unix or Windows"],
  ["{rest}: {name} 값이 거듭 있음; 마지막 것만 쓰임", "{rest} gives {name}; only the last of them counts"],
  ["나머지를 지우세요", "remove the others"],
  ["개인 데이터와 동작에는 토큰이 필요함", "private data and actions need the token"],
  [
    "토큰이 없음: 이 기기에서 접속하면 누구든 모두 보고 조작할 수 있음. 전달 헤더를 보내지 않는 프록시나 터널을 거쳐 와도 마찬가지임",
    "no token is set: whoever connects from this machine sees and may do everything, and so does whoever comes through a proxy or a tunnel on it that sends no forwarding header",
  ],
  [
    "SIGNAL_V2_TRUST_LOOPBACK=1: 이 기기에서 접속하면 누구든 모두 보고 조작할 수 있음. 전달 헤더를 보내지 않는 프록시나 터널을 거쳐 와도 마찬가지임",
    "SIGNAL_V2_TRUST_LOOPBACK=1: whoever connects from this machine sees and may do everything, and so does whoever comes through a proxy or a tunnel on it that sends no forwarding header",
  ],
  [
    "프록시나 터널을 앞에 두기 전에 SIGNAL_V2_TOKEN을 정하세요",
    "set SIGNAL_V2_TOKEN before you put a proxy or a tunnel in front",
  ],
  [
    "SIGNAL_V2_TRUST_LOOPBACK을 빼거나 프록시를 SIGNAL_V2_PROXIES에 적으세요",
    "take SIGNAL_V2_TRUST_LOOPBACK out, or name the proxy in SIGNAL_V2_PROXIES",
  ],
  [
    "{time}; {reason}; 다음 조회 {next} ({span} 뒤)",
    "{time}; {reason}; next poll {next} (in {span})",
  ],
  ["시간대: 장 전", "window: pre"],
  ["시간대: 장 중", "window: market"],
  ["시간대: 장 후", "window: post"],
  ["{path}에 온전한 해가 없음", "{path} covers no whole year"],
  ["{path}: {date}까지 {days}일 남음", "{path} covers until {date}, {days} days"],
  ["비교할 주식 API가 필요함", "needs the stock API to compare with"],
  ["주식 API가 비교할 시각을 알려 주지 않음", "the stock API told no time to compare with"],
  ["주식 API 기기와 1초 안에서 맞음", "agrees with the stock API's machine within a second"],
  [
    "이 기기가 주식 API 기기보다 {span} 빠름",
    "this machine is {span} ahead of the stock API's machine",
  ],
  [
    "이 기기가 주식 API 기기보다 {span} 느림",
    "this machine is {span} behind the stock API's machine",
  ],
  [
    "틀린 쪽의 시계를 맞추세요; 이 기기에서는: {rest}",
    "set the clock of the one that is wrong; here: {rest}",
  ],
  ["NTP 클라이언트", "an NTP client"],
  [
    "{dir}에 쓸 수 있고 데이터베이스가 열림, 스키마 {schema}, 신호 1000개 이상을 기억함",
    "{dir} is writable, the database opens, schema {schema}, 1000 or more signals remembered",
  ],
  [
    "{dir}에 쓸 수 있고 데이터베이스가 열림, 스키마 {schema}, 신호 1개를 기억함",
    "{dir} is writable, the database opens, schema {schema}, 1 signal remembered",
  ],
  [
    "{dir}에 쓸 수 있고 데이터베이스가 열림, 스키마 {schema}, 신호 {count}개를 기억함",
    "{dir} is writable, the database opens, schema {schema}, {count} signals remembered",
  ],
  [
    "시계가 데이터베이스의 기록({time})보다 늦음: 신호를 보내지 않음",
    "the clock is behind the database, which has rows of {time}: no signal is claimed",
  ],
  ["시계를 맞추세요; 시계가 맞다면 `{command}`", "set the clock; if it is right, run `{command}`"],
  [
    "보낸 시각이 미래인 신호가 {count}개 있음 ({signal}, {time}): 그때까지 다시 보내지 않음",
    "{count} signal was sent in the future ({signal} at {time}), and will not be sent again before that",
  ],
  [
    "보낸 시각이 미래인 신호가 {count}개 있음 ({signal}, {time}): 그때까지 다시 보내지 않음",
    "{count} signals were sent in the future ({signal} at {time}), and will not be sent again before that",
  ],
  ["지우려면 `{command}`", "to forget it, run `{command}`"],
  ["아직 백업이 없음", "none was made yet"],
  [
    "마지막 백업이 언제 것인지 알 수 없음 ({time}): {path}",
    "nobody knows how old the last is ({time}): {path}",
  ],
  ["마지막 백업은 {span} 전: {path}", "the last is {span} old: {path}"],
  ["마지막 백업 파일이 사라졌거나 볼 수 없음: {path}", "the last is gone, or cannot be seen: {path}"],
  [
    "{path}: {rest}에 있음; 데이터베이스는 로컬 디스크에 두어야 하며 그곳에서는 손상되거나 잠길 수 있음",
    "{path} is on {rest}: the database needs a local disk and may be damaged or locked there",
  ],
  [
    "SIGNAL_V2_DATA_DIR을 로컬 디스크의 폴더로 정하고, 공유 폴더에는 백업을 두세요",
    "set SIGNAL_V2_DATA_DIR to a directory on a local disk, and back up to the share instead",
  ],
  ["FUSE (sshfs 등)", "FUSE (sshfs and the like)"],
  [
    "9p (WSL 안의 Windows 드라이브나 가상 머신의 공유 폴더)",
    "9p (a Windows drive inside WSL, or a shared folder of a virtual machine)",
  ],
  ["VirtualBox 공유 폴더", "a shared folder of VirtualBox"],
  ["Windows 공유 폴더", "a Windows share"],
  ["{path}: 이 기기의 드라이브에 있음", "{path} is on a drive of this machine"],
  ["{path}: 로컬 디스크에 있음", "{path} is on a local disk"],
  [
    "네트워크 공유: Linux와 Windows에서만 알 수 있음",
    "network share: can be told on Linux and Windows only",
  ],
  ["네트워크 공유: {why}", "network share: {why}"],
  ["여유 공간: {why}", "free space: {why}"],
  ["{path}: 여유 공간 {size} MB", "{size} MB free for {path}"],
  ["{path}: 여유 공간 {size} GB", "{size} GB free for {path}"],
  [
    "공간을 비우세요: 디스크가 가득 차면 신호를 보낼 수 없음",
    "free some space: on a full disk no signal can be claimed",
  ],
  ["명령에 --allow-sys=statfs가 필요함", "needs --allow-sys=statfs in the command"],
  [
    "누가 데이터를 읽을 수 있는지: Windows에서는 ACL에 있음",
    "who may read the data: Windows keeps that in ACLs",
  ],
  ["데이터와 설정은 주인만 볼 수 있음", "data and settings are for their owner only"],
  ["이 기기의 다른 사람이 {paths}을(를) 볼 수 있음", "others on this machine may get at {paths}"],
  [
    "캔들을 수집하지 않음: SIGNAL_V2_MARKETS가 없음",
    "no candles are collected: SIGNAL_V2_MARKETS is not set",
  ],
  ["시계: 비교할 업비트 시장이 필요함", "clock: needs a market of Upbit to compare with"],
  ["시계: 거래소가 시각을 알려 주지 않음", "clock: the exchange tells no time"],
  ["시계: 업비트와 1초 안에서 맞음", "clock: agrees with Upbit's within a second"],
  ["시계: 이 기기가 업비트보다 {span} 빠름", "clock: this machine is {span} ahead of Upbit"],
  ["시계: 이 기기가 업비트보다 {span} 느림", "clock: this machine is {span} behind Upbit"],
  [
    "이 기기의 시계를 맞추세요 (NTP 서비스가 늘 맞춰 줌)",
    "set this machine's clock (an NTP service keeps it right)",
  ],
  ["시계: 업비트가 응답하지 않음", "clock: Upbit did not answer"],
  ["{exchange}: {symbols}에 대해 아무것도 알려 주지 않음", "{exchange} told nothing of {symbols}"],
  [
    "{exchange}: {symbols} 확인, {span} 만에 응답함",
    "{exchange} knows {symbols} and answered in {span}",
  ],
  [
    "SIGNAL_V2_MARKETS의 시장이 모두 있는지 확인하세요",
    "look whether each market in SIGNAL_V2_MARKETS exists",
  ],
  ["{exchange}: {span} 안에 응답이 없음", "{exchange}: no answer within {span}"],
  [
    "시계열 {series}개의 캔들 {candles}개, {size} MB; 시장 {markets}개가 한 해에 약 {year} MB를 더함",
    "{candles} candles of {series} series in {size} MB; {markets} markets add some {year} MB a year",
  ],
  [
    "이 프로그램은 Deno 2.9.6에 맞춰 만들고 시험했습니다: 그 버전을 쓰세요",
    "this program was made for and tried on Deno 2.9.6: use that",
  ],
  ["모두 허용됨: {names}", "everything is allowed for: {names}"],
  [
    "-A 없이, deno.json의 task에 적힌 권한으로 시작하세요",
    "start it with the permissions of the tasks in deno.json, without -A",
  ],
  ["파일, 변수, 호스트를 이름으로만", "files, variables and hosts by name only"],
  ["파일과 변수는 이름으로, 호스트는 모두", "files and variables by name, any host"],
  [
    '더 좁게: 명령에 --allow-net={hosts}, "net": true 대신 이것이 쓰임',
    'narrower: --allow-net={hosts} in the command, which counts instead of "net": true',
  ],
  ["{host}: 비어 있음", "{host} is free"],
  ["{host}: 이미 쓰고 있음", "{host} is in use"],
  [
    "실행 중인 signal-v2라면 그대로 두고, 아니면 SIGNAL_V2_PORT를 다른 값으로 정하세요",
    "nothing, when it is a running signal-v2; else set SIGNAL_V2_PORT to another",
  ],
  ["{host}에서 접속을 받을 수 없음: {words}", "{host} cannot be listened on: {words}"],
  ["없음", "none"],
  [
    "{names}이(가) 있음: 요청이 그 프록시를 거치고, 평문 http는 그 프록시에 키를 보여 줌",
    "{names} set: requests go through that proxy, and plain http shows it the key",
  ],
  [
    "이 프로그램에서는 그 변수를 빼거나 STOCK_API_URL에 https를 쓰세요",
    "unset it for this program, or use https in STOCK_API_URL",
  ],
  [
    "연결, 키, 데이터 모양: 위의 설정이 있어야 볼 수 있음",
    "reachable, key accepted, shape of the data: these need the settings above",
  ],
  ["{source}: 키가 맞고 {rows}행을 받음", "{source}: key accepted, answered with {rows} rows"],
  [
    "{source}: 응답했지만 목록을 알아보지 못함; 온 그대로 둠",
    "{source}: answered, but no list was recognised in it; it is kept as it comes",
  ],
  [
    "https로 묻는 곳이 없음",
    "nothing is asked over https",
  ],
  [
    "{host}: {time}에 끝났음",
    "{host}: ended at {time}",
  ],
  [
    "{host}: {days}일 남음, {time}까지",
    "{host}: {days} days left, until {time}",
  ],
  [
    "서버가 내 것이면 인증서가 왜 갱신되지 않는지 보세요",
    "if the server is yours, see why its certificate is not renewed",
  ],
  [
    "{host}: 인증서를 보여 주지 않음",
    "{host}: showed none",
  ],
  [
    "`{command}` 명령으로 만들고, 밤 백업이 생기는 20:05 뒤까지 서비스를 켜 두세요; 다른 디스크에 두려면 SIGNAL_V2_BACKUP_DIR을 정하세요",
    "run `{command}`, and let the service run after 20:05, when it makes one; SIGNAL_V2_BACKUP_DIR is for another disk",
  ],
  [
    "`{command}` 명령으로 만드세요; SIGNAL_V2_BACKUP=1로 정하면 서비스가 밤마다 하나 만듭니다",
    "run `{command}`, or set SIGNAL_V2_BACKUP=1: then the service makes one each night",
  ],
  [
    "내장 {name}: {date}까지 {days}일 남음",
    "the built-in {name} covers until {date}, {days} days",
  ],
]);

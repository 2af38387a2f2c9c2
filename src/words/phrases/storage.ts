import { definePhrases } from "../../core/lang.ts";

/** Of data directories, databases, backups and the port. */
export const STORAGE_PHRASES = definePhrases([
  [
    "{path}을(를) 쓸 수 없음: 다른 프로그램이 {seconds}초 동안 잠그고 있습니다. 그 프로그램(데이터베이스 뷰어, 트랜잭션 중인 스크립트)을 끝내고 다시 시작하세요",
    "Cannot use {path}: another program has kept it locked for {seconds} s. Stop that program (a database viewer, a script in a transaction) and start again",
  ],
  [
    "{path}을(를) 쓸 수 없음: 더 새로운 signal-v2가 쓴 파일입니다 ({words}). 그 버전으로 시작하거나 파일을 옮겨 두세요: {command}",
    "Cannot use {path}: it was written by a newer signal-v2 ({words}). Start that version, or move the file aside: {command}",
  ],
  [
    "{path}을(를) 쓸 수 없음: 디스크가 가득 찼습니다. 공간을 비우고 다시 시작하세요",
    "Cannot use {path}: the disk is full. Free some space and start again",
  ],
  [
    "{path}을(를) 쓸 수 없음: {words}. 디스크가 가득 찼거나 고장 나고 있을 수 있습니다",
    "Cannot use {path}: {words}. The disk may be full or failing",
  ],
  [
    "{path}을(를) 쓸 수 없음: {from}판에서 {to}판으로 바꾸기 전에 사본을 남기는데, 그 사본을 만들 수 없습니다 ({words}). {dir}에 {megabytes} MB가 비어 있고 쓸 수 있는지 확인한 뒤 다시 시작하세요. 파일은 그대로입니다",
    "Cannot use {path}: before it is brought from version {from} to {to} a copy of it is kept, and that copy cannot be made ({words}). See that {megabytes} MB are free in {dir} and that it can be written to, and start again. The file is as it was",
  ],
  [
    "{path}을(를) 쓸 수 없음: {from}판에서 {to}판으로 바꿀 수 없습니다 ({words}). {rest}. 파일은 그대로입니다",
    "Cannot use {path}: it cannot be brought from version {from} to {to} ({words}). {rest}. The file is as it was",
  ],
  [
    "{path}을(를) 쓸 수 없음: {why}. {rest}. 옮겨 두세요: {command}",
    "Cannot use {path}: {why}. {rest}: move it aside: {command}",
  ],
  [
    "{path}을(를) 쓸 수 없음: {why}. {rest}: {command}",
    "Cannot use {path}: {why}. {rest}: {command}",
  ],
  ["{path}을(를) 쓸 수 없음: {why}", "Cannot use {path}: {why}"],
  [
    "그 백업으로 되돌리거나, 빈 기억으로 시작하려면 (지난 24시간의 신호가 다시 나갈 수 있음) 옮겨 두세요",
    "Restore a backup of it, or, to begin with an empty memory (signals of the last 24 h may then go out again), move it aside",
  ],
  [
    "그 백업으로 되돌리거나, 빈 기록으로 시작하려면 옮겨 두세요",
    "Restore a backup of it, or, to begin with an empty history, move it aside",
  ],
  [
    "안에 있는 결과는 모두 다시 계산할 수 있습니다",
    "Every result in it can be computed again",
  ],
  [
    "지난 작업이 한 말만 있고 결과는 없습니다",
    "It holds what was said of past jobs, and no result of theirs",
  ],
  [
    "캔들은 다시 받을 수 있어 아주 없어지는 것은 없습니다",
    "Nothing in it is lost for good, because candles can be fetched again",
  ],
  ["일반 파일이 아님", "it is not a regular file"],
  ["비어 있어서 기억하던 것이 없어졌음", "it is empty, so what it remembered is lost"],
  ["데이터베이스가 아님", "it is not a database"],
  ["다른 프로그램의 것임", "it belongs to another program"],
  ["손상되었음 ({words})", "it is damaged ({words})"],
  [
    "파일이 없는데 그 로그 {path} ({bytes}바이트)가 남아 있음",
    "the file is missing while its log {path} ({bytes} bytes) is still there",
  ],
  [
    "시작할 수 없음: 데이터 폴더 {dir}을(를) {holder}이(가) 쓰고 있습니다. 먼저 그 프로그램을 멈추거나 다른 데이터 폴더를 정하세요",
    "Cannot start: the data directory {dir} is in use by {holder}. Stop that program first, or set another data directory",
  ],
  [
    "되돌릴 수 없음: 데이터 폴더 {dir}을(를) {holder}이(가) 쓰고 있습니다. 먼저 그 프로그램을 멈추거나 다른 데이터 폴더를 정하세요",
    "Cannot restore: the data directory {dir} is in use by {holder}. Stop that program first, or set another data directory",
  ],
  ["데이터 폴더 {dir}을(를) 쓸 수 없음: {why}", "Cannot use the data directory {dir}: {why}"],
  [
    "{path}은(는) 폴더가 아니라 파일입니다. 옮기거나 SIGNAL_V2_DATA_DIR을 폴더로 정하세요",
    "{path} is a file, not a directory. Move it away, or set SIGNAL_V2_DATA_DIR to a directory",
  ],
  [
    "{path}은(는) 없는 곳을 가리키는 링크입니다. 그 폴더를 만들거나 마운트하고, 아니면 링크를 지우거나 SIGNAL_V2_DATA_DIR을 폴더로 정하세요",
    "{path} is a link to nothing. Make or mount the directory it leads to, remove the link, or set SIGNAL_V2_DATA_DIR to a directory",
  ],
  ["{words}. 쓸 수 있는 곳을 고르세요", "{words}. Choose one that can be written to"],
  ["데이터 폴더 {dir}을(를) 잠글 수 없음: {words}", "Cannot lock the data directory {dir}: {words}"],
  [
    "데이터 폴더 {dir}에 쓸 수 없음: {words}. 쓸 수 있는 곳을 고르세요",
    "Cannot write in the data directory {dir}: {words}. Choose one that can be written to",
  ],
  [
    "FFI로 SQLite 3.37 이상을 불러올 수 없음 ({words}). 설치하거나 (Debian: apt-get install libsqlite3-0), SIGNAL_V2_SQLITE_LIBRARY에 전체 경로를 적거나, 내장된 것을 쓰세요: SIGNAL_V2_SQLITE=node",
    "Cannot load SQLite 3.37 or newer through FFI ({words}). Install it (Debian: apt-get install libsqlite3-0), set SIGNAL_V2_SQLITE_LIBRARY to its full path, or use the built-in one: SIGNAL_V2_SQLITE=node",
  ],
  [
    "SIGNAL_V2_SQLITE=ffi를 쓸 수 없음: 네이티브 코드를 불러올 권한 없이 시작했습니다. 작업 start:ffi로 시작하거나 (다른 명령은 --allow-ffi를 더함) SIGNAL_V2_SQLITE=node로 정하세요",
    "Cannot use SIGNAL_V2_SQLITE=ffi: this program was started without the right to load native code. Start it with the task start:ffi (other commands: add --allow-ffi), or set SIGNAL_V2_SQLITE=node",
  ],
  ["{path}을(를) 백업할 수 없음: {fault}", "Cannot back up {path}: {fault}"],
  [
    "{path}에 백업할 수 없음: 폴더 {parent}이(가) 없습니다; 먼저 만드세요",
    "Cannot back up to {path}: there is no directory {parent}; make it first",
  ],
  [
    "{path}에 백업할 수 없음: 데이터베이스 자신입니다",
    "Cannot back up to {path}: that is the database itself",
  ],
  [
    "{path}에 백업할 수 없음: 이미 있습니다; 다른 이름을 고르거나 --force로 덮어쓰세요",
    "Cannot back up to {path}: it is there already; choose another name, or replace it with --force",
  ],
  [
    "{path}에 백업할 수 없음: {why}. 그곳에는 아무것도 쓰지 않았습니다",
    "Cannot back up to {path}: {why}. Nothing was written there",
  ],
  [
    "데이터베이스가 손상되어 ({words}) 사본도 그럴 것입니다. 예전 백업을 지우지 말고 그중 하나로 되돌리세요",
    "the database is damaged ({words}), and so would be its copy. Keep your older backups and restore one",
  ],
  [
    "되돌릴 수 없음: 다른 프로그램이 {path}을(를) 열고 있습니다. 닫고 (뷰어, 기다리는 `{command}`) 다시 해 보세요",
    "Cannot restore: another program has {path} open. Close it (a viewer, a waiting `{command}`) and try again",
  ],
  [
    "{path}을(를) 되돌릴 수 없음: {why}. 데이터베이스는 그대로입니다",
    "Cannot restore {path}: {why}. The database is as it was",
  ],
  [
    "{file}을(를) 묻지 않고 되돌리지 않음: {path}에 있는 것으로는 백업 뒤에 무엇이 나갔는지 알 수 없음 ({why}). --yes를 붙이면 백업에 보낼 것으로 남은 메시지는 하나씩 시킬 때까지 보내지 않고, 매수 신호는 24시간 쉽니다; 매도 신호와 다른 프로그램이 잡는 신호는 두 번 나갈 수 있습니다. 데이터베이스는 그대로입니다; 그래도 되돌리려면: {command}",
    "Cannot restore {file} unasked: what is in {path} cannot tell what went out since the backup was made ({why}). With --yes, messages that the backup holds ready are not sent until you ask for each, and signals to buy wait 24 h; signals to sell, and what your own programs claim, may go out twice. The database is as it was; to restore all the same: {command}",
  ],
  ["손상되었음", "it is damaged"],
  ["이 백업에서 이어진 것이 아님", "it did not go on from this backup"],
  ["파일이 없고 로그만 있음", "the file is missing, and only its log is there"],
  ["되돌릴 수 없음: {path}: {words}", "Cannot restore: {path}: {words}"],
  ["지금 쓰고 있는 데이터베이스입니다", "it is the database in use"],
  [
    "더 새로운 signal-v2가 썼습니다 ({words}); 먼저 업데이트하세요",
    "a newer signal-v2 wrote it ({words}); update first",
  ],
  [
    '{problem}: 이 프로그램은 {path}을(를) 쓸 권한 없이 시작했습니다. deno.json의 "cli"에서 {lists}에 더하거나 (패키지에서는 시작 스크립트에 {flags}), {rest}',
    '{problem}: this program was started without the right to use {path}. Add it to {lists} of "cli" in deno.json (in a package: {flags} to the start script), {rest}',
  ],
  ["백업할 수 없음", "Cannot back up"],
  ["되돌릴 수 없음", "Cannot restore"],
  ["FILE을 빼서 데이터 폴더 아래에 쓰세요", "or leave FILE away to write below the data directory"],
  ["파일을 먼저 데이터 폴더로 복사하세요", "or copy the file into the data directory first"],
  [
    "디스크가 가득 찼을 수 있음: 공간을 비우고 다시 시작하세요",
    "The disk may be full: free some space and start again",
  ],
  [
    "이 파일을 쓴 버전의 프로그램으로 계속하고, 이 문장을 알려 주세요",
    "Go on with the version of the program that wrote it, and report this sentence",
  ],
  [
    "{rest} (SIGNAL_V2_DATA_DIR; 나란히 실행하려면 {port} 아닌 포트도 필요합니다)",
    "{rest} with SIGNAL_V2_DATA_DIR and, if it is to run beside it, a port other than {port}",
  ],
  [
    "{problem}. 이 사용자가 파일과 그 폴더를 읽고 쓸 수 있어야 합니다: {command}",
    "{problem}. The file and its directory must be readable and writable for this user: {command}",
  ],
  ["{path}을(를) 읽을 수 없음: {why}", "Cannot read {path}: {why}"],
  ["{path}에 쓸 수 없음: {words}", "Cannot write to {path}: {words}"],
  ["그런 파일이 없음", "there is no such file"],
  [
    "시작할 때 받은 권한으로는 할 수 없음: {words}",
    "the permissions given at the start do not allow this: {words}",
  ],
  [
    "어느 파일로 되돌릴지 적으세요; --check만 쓰면 가장 새로운 백업을 시험합니다",
    "Say which file to restore; --check alone tries the newest backup",
  ],
  [
    "{path}을(를) 시험할 수 없음: 사본을 만들 데이터 폴더 {dir}이(가) 없습니다",
    "Cannot try {path}: there is no data directory {dir} to make the copy in",
  ],
  [
    "이 백업으로는 되돌릴 수 없음: {path}: {why}",
    "This backup would not restore: {path}: {why}",
  ],
  [
    "{dirs}에 백업이 없음: {command}(으)로 만들거나 파일을 적으세요",
    "There is no backup in {dirs}: {command} makes one, or name a file",
  ],
  [
    "시험할 수 없음",
    "Cannot try",
  ],
  [
    "또는 먼저 파일을 복사하세요",
    "or copy the file first",
  ],
  [
    "볼 것이 없음: {path}이(가) 없고 여기서는 만들 수 없습니다",
    "There is nothing to look at: {path} is not there, and cannot be made here",
  ],
  [
    "{path}을(를) 읽을 수 없음: 가장 새로운 것은 {wal}에 있는데, 쓸 수 있는 곳에서만 읽힙니다; 파일 셋을 모두 내 폴더로 복사하고 SIGNAL_V2_DATA_DIR을 그곳으로 정하세요",
    "Cannot read {path}: the newest of it is in {wal}, which can be read only where it can be written to; copy all three files to a directory of yours and set SIGNAL_V2_DATA_DIR to it",
  ],
  [
    "{path}을(를) 읽을 수 없음: 파일은 {version}판이고 이 프로그램은 {own}판을 읽습니다; 쓸 수 있는 곳에서 프로그램을 한 번 시작하거나, 파일을 쓴 버전의 프로그램을 쓰세요",
    "Cannot read {path}: it has version {version}, and this program reads version {own}; start the program once where the file can be written to, or use the version of the program that wrote it",
  ],
  [
    "프로그램의 다른 파일은 있는데 이 파일이 없음: 백업으로 되돌리세요",
    "it is missing while other files of the program are there: restore a backup of it",
  ],
  [
    "더 새로운 signal-v2가 쓴 파일임 (스키마 {schema}, 이 프로그램이 아는 것은 {known})",
    "a newer signal-v2 wrote it (schema {schema}, this program knows {known})",
  ],
  [
    "스키마 {schema}: 다음에 시작할 때 {known}(으)로 올림",
    "schema {schema}: brought to {known} by the next start",
  ],
  [
    "{table}에 아직 오지 않은 시각의 행이 있음: 쓸 때 시계가 빨랐음",
    "{table} has rows of a time to come: a clock was ahead when they were written",
  ],
  [
    "{table}의 행 하나가 가리키는 {parent}의 행이 없음",
    "a row of {table} refers to one of {parent} that is not there",
  ],
  [
    "{table}의 행({row})이 가리키는 {parent}의 행이 없음",
    "a row of {table} ({row}) refers to one of {parent} that is not there",
  ],
  [
    "파일이 없는데 로그 {path}({bytes}바이트)는 남아 있음",
    "the file is missing while its log {path} ({bytes} bytes) is still there",
  ],
  [
    "손상됨 ({words})",
    "it is damaged ({words})",
  ],
  ["파일이 손상됨: {words}", "The file is damaged: {words}"],
  [
    "{series}: 봉이 {bars}개 있는데 목록에는 {counted}개로 적혀 있음",
    "{series} has {bars} bars, and its entry says {counted}",
  ],
  ["{series}: 어디까지 받았는지가 서로 어긋남", "{series}: what is known of it contradicts itself"],
  ["{series}: {field}의 값이 시각이 아님", "In {series} {field} is not a time"],
  ["{series}: {field}의 값이 0보다 큰 가격이 아님", "In {series} {field} is not a price above 0"],
  ["{series}: {field}의 값이 거래량이 아님", "In {series} {field} is not a volume"],
  [
    "{series}: {field}의 값이 같은 봉의 다른 가격보다 낮음",
    "In {series} {field} lies below another price of its bar",
  ],
  [
    "{series}: {field}의 값이 같은 봉의 다른 가격보다 높음",
    "In {series} {field} lies above another price of its bar",
  ],
  ["{series}: 봉과 봉 사이에 시작하는 봉이 있음", "{series} has bars that begin between two bars"],
  [
    "{series}: 닫히지 않은 봉이 있음: 다시 받으세요",
    "{series} has bars that were never closed: fetch them again",
  ],
]);

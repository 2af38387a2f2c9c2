@echo off
rem signal-v2 as a console program on Windows: UTF-8 console, restart with a delay after a failure.
rem Exit codes 0 (stopped), 2 (settings), 3 (port in use), 4 (already running) and 130 (second Ctrl-C) end the loop,
rem and so does -1073741510, which is Windows' own word for Ctrl-C.
chcp 65001 >nul
cd /d "%~dp0"
:again
where deno >nul 2>nul
if %errorlevel%==0 (
  call deno task start
) else (
  call npx -y deno@2.9.6 task start
)
set code=%errorlevel%
if %code%==0 goto end
if %code%==2 goto end
if %code%==3 goto end
if %code%==4 goto end
if %code%==130 goto end
if %code%==-1073741510 goto end
echo signal-v2 ended with code %code%, starting again in 10 seconds
rem Not `timeout`: it fails at once without a console, as under the Task Scheduler, and the loop would run hot.
ping -n 11 127.0.0.1 >nul
goto again
:end
exit /b %code%

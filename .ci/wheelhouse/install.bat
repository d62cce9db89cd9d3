@echo off
rem Starts install.py with the first Python found; install.py says whether it is the right one.
setlocal
set "PYTHONUTF8=1"
set /p WANTED=<"%~dp0python-version.txt"
where py >nul 2>nul && py -%WANTED% --version >nul 2>nul && (
  py -%WANTED% "%~dp0install.py" %*
  goto :end
)
where python >nul 2>nul && (
  python "%~dp0install.py" %*
  goto :end
)
echo Python %WANTED% was not found. Install it for this user only (no administrator needed), then run this again.
:end
set "RESULT=%ERRORLEVEL%"
if not defined DEID_NO_PAUSE pause
exit /b %RESULT%

@echo off
rem The command line of the app that this file lies in.
"%~dp0..\..\Ekphrasis.exe" --cli %*
exit /b %errorlevel%

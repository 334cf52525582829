// Fails by itself, which is no crash.
process.exitCode = 3;

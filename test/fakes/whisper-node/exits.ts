/** whisper-node on a machine without a compiler: its import ends the process. */
console.error("'make' command failed.");
process.exit(1);

#!/usr/bin/env node
import { runProgram } from './program.ts';

// Whoever reads through `| head` goes when he has enough: the work is finished and keeps its exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runProgram(process.argv.slice(2));

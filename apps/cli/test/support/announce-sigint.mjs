// Preloaded into a process under test: tells its parent when somebody begins to listen for Ctrl-C.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) process.on('newListener', (event) => event === 'SIGINT' && process.send?.('listens for SIGINT'));

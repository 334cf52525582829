// Copies a registry, and says so after each version. Meant to be killed.
import { writeSync } from 'node:fs';
import { copyRegistry, type RegistryLocation } from '../../src/index.ts';

const { from, to } = JSON.parse(process.argv[2] ?? '') as { from: RegistryLocation; to: RegistryLocation };
await copyRegistry(from, to, {
  actor: 'ada',
  onProgress: ({ copied }) => writeSync(1, `${copied}\n`),
});
writeSync(1, 'done\n');

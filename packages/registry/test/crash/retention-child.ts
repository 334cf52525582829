// A retention that removes two of three bundles, acknowledged once it has resolved. Killed by the test on the way.
import { writeSync } from 'node:fs';
import { applyRetention, ModelRegistry } from '../../src/index.ts';

const registry = await ModelRegistry.open(process.argv[2] ?? '', { actor: 'child' });
await applyRetention(registry, { keepLast: 0, keepDays: 0, stages: { staging: { keepDays: 0 } } });
writeSync(1, 'acknowledged\n');
await registry.close();

// Moves production in two steps, with a moment between in which there is none: what the test must notice.
import { writeSync } from 'node:fs';
import { ModelRegistry } from '../../src/index.ts';
import { NAME } from './models.ts';

const [, , location = ''] = process.argv;
const registry = await ModelRegistry.open(location, { actor: 'child' });
await registry.promote(NAME, '1.0.1', { to: 'archive' });
await registry.promote(NAME, '1.0.2');
writeSync(1, 'acknowledged\n');
await registry.close();

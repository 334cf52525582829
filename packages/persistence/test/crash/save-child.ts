// Saves a model as a person would, and says so. Killed by the test somewhere on the way.
import { writeSync } from 'node:fs';
import { saveModel } from '../../src/index.ts';
import { chainData } from '../support/chain-model.ts';

const [, , folder = ''] = process.argv;
await saveModel(folder, chainData(), { clock: () => new Date('2024-02-01T09:30:00.000Z') });
writeSync(1, 'acknowledged\n');

// Signs a saved model with a key that the test knows too.
import { writeSync } from 'node:fs';
import { readSigningKey, signModel } from '../../src/index.ts';

const [, , folder = '', pem = ''] = process.argv;
await signModel(folder, readSigningKey(pem, 'anna'));
writeSync(1, 'acknowledged\n');

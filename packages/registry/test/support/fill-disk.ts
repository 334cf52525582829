// Registers and promotes until it fails, and says with which error. Meant to be run where files may not grow for long.
import { writeSync } from 'node:fs';
import { ModelRegistry } from '../../src/index.ts';

const { folder } = JSON.parse(process.argv[2] ?? '') as { folder: string };
let done = 0;
try {
  const registry = await ModelRegistry.open(folder, { actor: 'child', onWarning: () => undefined });
  for (; done < 500; done++) {
    const metadata = { note: 'x'.repeat(2_000) };
    const arrays = { mean: { shape: [], data: Float64Array.of(done) } };
    const { version } = await registry.register('means', { kind: 'mean', config: {}, arrays, metadata });
    await registry.promote('means', version);
  }
} catch (error) {
  const { kind, code, message } = error as { kind?: string; code?: string; message: string };
  writeSync(1, JSON.stringify({ done, kind, code, message }));
}

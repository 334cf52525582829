// One training run from recorded data and seed, as the bytes of its bundle. Run by itself it prints their digests, so that
// the test can compare with another process.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { RegimeDetector } from '@regimekit/detector';
import { FeatureCalculator } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { encodeModel, type BundleFiles } from '@regimekit/persistence';

const SAVED_AT = new Date('2024-02-01T09:30:00.000Z');

export function trainOnce(options: { readonly seed?: number; readonly marketSeed?: number } = {}): BundleFiles {
  const { seed = 42, marketSeed = 7 } = options;
  const { inputs } = createSyntheticMarket({ seed: marketSeed, start: '2012-01-03', end: '2019-12-31' });
  const features = new FeatureCalculator({ featureSet: 'stress7' }).calculateFeatureHistory(inputs);
  const detector = new RegimeDetector({ nStates: 3, seed, restarts: 4, maxIterations: 60 }).fit(features);
  return encodeModel(detector.toModelData(), { clock: () => SAVED_AT }).files;
}

export function digests(files: BundleFiles): Record<string, string> {
  const entries = [...files].map(([file, bytes]) => [file, createHash('sha256').update(bytes).digest('hex')] as const);
  return Object.fromEntries(entries);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(JSON.stringify(digests(trainOnce())));

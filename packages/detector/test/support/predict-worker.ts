// A thread of its own: rebuilds the detector from data, predicts, and answers.
import { parentPort, workerData } from 'node:worker_threads';
import { RegimeDetector, type UncheckedModelData } from '../../src/index.ts';

const { model, rows } = workerData as { model: UncheckedModelData; rows: number[][] };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(RegimeDetector.fromModelData(model).predictRegimes(rows));

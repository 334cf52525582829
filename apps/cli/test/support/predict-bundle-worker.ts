// A thread of its own: loads a model from its folder, predicts, and answers.
import { parentPort, workerData } from 'node:worker_threads';
import { RegimeDetector, regimeModelSchema } from '@regimekit/detector';
import { loadModel } from '@regimekit/persistence';

const { folder, rows } = workerData as { folder: string; rows: number[][] };
const detector = RegimeDetector.fromModelData(await loadModel(folder, regimeModelSchema));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(detector.predictRegimes(rows));

import { RegimekitError } from '@regimekit/errors';
import { describe, expect, it } from 'vitest';
import { defaultAnomalyRules, ModelMonitor, PredictionLog, runShadows } from '../src/index.ts';

/** What a caller without types might hand over. */
const untyped = (value: unknown) => value as never;

/** The message and hint of an error of ours; what else happened is told, and matches no message of ours. */
async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (RegimekitError.isInstance(error) && error.kind === 'input') return `${error.message} ${error.hint ?? ''}`;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'something else';
  }
  return 'nothing was thrown';
}

describe('arguments that cannot be meant', () => {
  it.each<[string, (log: PredictionLog, monitor: ModelMonitor) => unknown]>([
    ['options: expected an object with options of ModelMonitor, received null.', () => new ModelMonitor(untyped(null))],
    ['log: expected a PredictionLog, received undefined.', () => new ModelMonitor(untyped({}))],
    ['Did you mean rules?', (log) => new ModelMonitor(untyped({ log, rule: [] }))],
    ['rules: expected an array of rules', (log) => new ModelMonitor({ log, rules: untyped([null]) })],
    ['rules: expected an array of rules', (log) => new ModelMonitor({ log, rules: untyped('all') })],
    ['options: expected an object', (_, monitor) => monitor.collectMetrics(untyped(undefined))],
    ['Did you mean windowDays?', (_, monitor) => monitor.collectMetrics(untyped({ modelName: 'x', windowDay: 3 }))],
    ['modelTrainedAt: ', (_, m) => m.collectMetrics({ modelName: 'x', modelTrainedAt: untyped(Object.create(null)) })],
    ['metrics: expected what collectMetrics gave', (_, monitor) => monitor.checkAnomalies(untyped(null))],
    ['default rules: expected an object', () => defaultAnomalyRules(untyped(null))],
    ['Did you mean threshold?', () => defaultAnomalyRules({ low_confidence: untyped({ treshold: 0.3 }) })],
    ['options: expected an object', () => defaultAnomalyRules({ low_confidence: untyped(3) })],
    ['path: expected the path of a file or { databaseUrl }, received null.', () => PredictionLog.open(untyped(null))],
    ['options: expected an object', () => PredictionLog.open(':memory:', untyped(null))],
    ['Did you mean readOnly?', () => PredictionLog.open(':memory:', untyped({ readonly: true }))],
    ['records: expected an array of predictions, received null.', (log) => log.append(untyped(null))],
    ['Prediction 0: ', (log) => log.append([untyped(null)])],
    ['The query: ', (log) => log.query(untyped(null))],
    ['The query: ', (log) => log.query(untyped({ modelNames: 'x' }))],
    ['role: expected ', (log) => log.query({ role: untyped('understudy') })],
    ['Shadow run: ', (log) => log.appendShadowRun(untyped(null))],
    ['records: expected an array of predictions', (log) => log.appendShadowRun(untyped({}), untyped('all'))],
    ['The query: ', (log) => log.shadowRuns(untyped(null))],
    ["has no field 'role'", (log) => log.shadowRuns(untyped({ role: 'shadow' }))],
    ['outcome: expected ', (log) => log.shadowRuns({ outcome: untyped('late') })],
    ['options: expected an object', () => runShadows(untyped(null))],
  ])('%s', async (message, work) => {
    const log = await PredictionLog.open(':memory:');
    expect(await refusal(() => work(log, new ModelMonitor({ log })))).toContain(message);
    await log.close();
  });
});

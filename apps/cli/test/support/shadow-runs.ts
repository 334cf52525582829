// What the log has of shadows, and shadows that run beside an answer without the command.
import { join } from 'node:path';
import { PredictionLog, type PredictionLogLocation } from '@regimekit/monitoring';
import { onTestFinished, vi } from 'vitest';
import { createContext } from '../../src/frame/context.ts';
import { readConfiguration } from '../../src/workflows/configuration.ts';
import { loadServingModel } from '../../src/workflows/serving-model.ts';
import { answerWithShadows } from '../../src/workflows/shadow/answer-with-shadows.ts';
import type { slowTask } from './shadow-double.ts';

export async function readLog(location: PredictionLogLocation) {
  const log = await PredictionLog.open(location);
  try {
    return { rows: await log.query(), runs: await log.shadowRuns() };
  } finally {
    await log.close();
  }
}

export const logOf = async (home: string) => readLog(join(home, 'operations.sqlite'));

/** Runs the shadows of a home beside a live answer for a day, with a double of their task. */
export async function answerBeside(home: string, asOfDate: string, rest: { budgetMs: number }, task: typeof slowTask) {
  const context = createContext({ home, seed: '1', json: true }, new AbortController().signal);
  const configuration = await readConfiguration(context.home);
  const { version: answering } = await loadServingModel(context, configuration);
  const madeAt = '2024-01-31T21:05:00.000Z';
  const question = { answering, madeAt, days: [{ asOfDate, kind: 'live' as const }], ...rest };
  let said = '';
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  onTestFinished(() => stderr.mockRestore());
  const runs = await answerWithShadows(context, configuration, question, task);
  stderr.mockRestore();
  return { runs, said };
}

// A file of its own and an entry of the build, so that a worker thread can load it from sources and from dist.
import { RegimekitError } from '@regimekit/errors';
import type { FeatureMatrix, MarketInputs } from '@regimekit/features';
import type { ShadowAnswers } from '@regimekit/monitoring';
import type { Task } from '@regimekit/numerics';
import { receivedContext, type SendableContext } from '../../frame/context.ts';
import { counted } from '../../frame/words.ts';
import { recordAnswers } from '../answer-records.ts';
import type { Configuration } from '../configuration.ts';
import { createCalculator } from '../feature-calculator.ts';
import { recipeOf } from '../recipe.ts';
import { loadServingModel } from '../serving-model.ts';

/** Everything that a version needs to answer, as plain data. */
export interface ShadowInput {
  readonly context: SendableContext;
  readonly configuration: Configuration;
  readonly version: string;
  /** The series of its own recipe. */
  readonly inputs: MarketInputs;
  /** The days to answer, in order. */
  readonly dates: readonly string[];
}

/** One version in shadow, from its bundle to its answers: loaded as a model that serves is, by the trust of its stage. */
export const shadowTask: Task<ShadowInput, Promise<ShadowAnswers>> = {
  name: 'shadowTask',
  // The build may move this code to a chunk; the entry keeps its name.
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './shadow-task.ts' : './shadow-task.js', import.meta.url).href;
  },
  async run({ context, configuration, version: asked, inputs, dates }) {
    const { version, detector } = await loadServingModel(receivedContext(context), configuration, asked);
    if (version.stage !== 'shadow') throw noShadow(asked, version.stage);
    const features = createCalculator(recipeOf(version.metadata)).calculateFeatureHistory(inputs);
    const missing = describeMissing(features, dates);
    const range = { from: dates[0]!, to: dates.at(-1)! };
    if (features.slice(range).rows === 0) return { answers: [], missing };
    const started = performance.now();
    const predictions = detector.predictRegimes(features, range);
    const latencyMs = (performance.now() - started) / predictions.length;
    return { answers: recordAnswers({ detector, features, predictions, latencyMs }), missing };
  },
};

/** Which of the days its features do not have, and why not; undefined when they have all. */
function describeMissing({ dates: known, report }: FeatureMatrix, dates: readonly string[]): string | undefined {
  const have = new Set(known);
  const lacking = dates.filter((date) => !have.has(date));
  const [first] = lacking;
  if (first === undefined) return undefined;
  const causes = report.dropped.find(({ date }) => date === first)?.causes ?? [];
  const why = causes.map(({ series, reason }) => `${series} ${reason}`).join(', ');
  const where = why === '' ? `its features reach from ${known[0]} to ${known.at(-1)}` : why;
  return `No features for ${lacking.length} of ${counted(dates.length, 'day')}; on ${first}: ${where}.`;
}

function noShadow(version: string, stage: string): RegimekitError {
  return new RegimekitError(`${version} left the stage shadow while it was asked: it is in ${stage}.`, {
    code: 'NO_SHADOW',
    kind: 'conflict',
  });
}

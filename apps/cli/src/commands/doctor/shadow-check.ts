// Whether what is in shadow answers: nobody sees it fail, because nobody waits for it.
import type { ShadowRun } from '@regimekit/monitoring';
import type { Context } from '../../frame/context.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { withPredictions } from '../../workflows/prediction-log.ts';
import { lookIntoRegistry } from '../../workflows/with-registry.ts';
import type { Finding } from './installation-check.ts';

/** The last run of each version in shadow. */
export async function checkShadows(context: Context): Promise<Finding> {
  const configuration = await readConfiguration(context.home);
  const listed = await lookIntoRegistry(context, configuration, async (registry) => registry.list());
  const inShadow = (listed ?? []).filter(({ name, stage }) => stage === 'shadow' && name === configuration.model.name);
  if (inShadow.length === 0) return { status: 'ok', found: 'no version is in shadow' };
  const runs = await withPredictions(context, configuration, async (log) =>
    log.shadowRuns({ modelName: configuration.model.name }),
  );
  const last = new Map(runs.map((run) => [run.modelVersion, run]));
  const silent = inShadow.filter(({ version }) => last.get(version)?.outcome !== 'ok');
  const found = inShadow.map(({ version }) => `${version} ${describeLast(last.get(version))}`).join('; ');
  if (silent.length === 0) return { status: 'ok', found };
  return { status: 'warning', found, hint: hintFor(last.get(silent[0]!.version)) };
}

function describeLast(run: ShadowRun | undefined): string {
  if (run === undefined) return 'was never asked';
  if (run.outcome === 'ok') return `answered for ${run.to}`;
  if (run.outcome === 'timeout') return `ran out of time for ${run.to}`;
  return `failed for ${run.to} (${(run.message ?? '').replace(/\.$/u, '')})`;
}

function hintFor(run: ShadowRun | undefined): string {
  if (run === undefined) return 'Every regimekit predict asks them, unless it has --no-shadow or --no-log.';
  if (run.outcome === 'timeout')
    return 'Give them more time: shadow.budgetMs in the configuration, or --shadow-budget.';
  return 'A comparison lacks these days. Mend it, or take it out: regimekit registry promote VERSION --to archive';
}

import type { RegimeDetector } from '@regimekit/detector';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { readConfiguration, type Configuration } from '../../workflows/configuration.ts';
import { diagnosticsOf, runsOf } from '../../workflows/fit-detector.ts';
import { findBundle, loadFound, type FoundBundle, type ModelOption } from '../../workflows/find-bundle.ts';
import { requireWritableFolder, writeTextFile } from '../../workflows/write-text-file.ts';
import { explainPage } from './explain-page.ts';
import { explainReport } from './explain-report.ts';
import { checkOnDays, type DayChecks } from './check-on-days.ts';
import { findDays, type Days } from './find-days.ts';
import { listFindings, type Explanation } from './explanation.ts';

export interface ExplainOptions extends ModelOption {
  readonly picture?: string;
  readonly bootstrap?: string;
  readonly lags: string;
  /** Commander's name for what `--no-data` turns off. */
  readonly data: boolean;
}

/** `regimekit explain VERSION`: what a model believes, and how far to trust it. */
export async function explain(context: Context, options: ExplainOptions, asked: string): Promise<Answer> {
  const { picture } = options;
  const lags = parseWhole('--lags', options.lags, { min: 1, max: 1000 });
  const replicates =
    options.bootstrap === undefined
      ? undefined
      : parseWhole('--bootstrap', options.bootstrap, { min: 10, max: 100_000 });
  if (picture !== undefined) await requireWritableFolder(picture);
  const configuration = await readConfiguration(context.home);
  const found = await findBundle(context, configuration, asked, options);
  const { detector, data } = await loadFound(context, configuration, found, options);
  const days = await daysFor(context, configuration, { detector, metadata: data.metadata, options });
  const checks =
    typeof days === 'string' ? undefined : await checkOnDays(context, detector, days, { lags, replicates });
  const explanation = assemble(found, asked, detector, days, checks);
  if (picture !== undefined) await writeTextFile(picture, explainReport(context, detector, explanation, checks));
  return {
    document: { ...explanation, picture: picture ?? null },
    text: () => explainPage(detector, explanation, picture),
  };
}

interface DaysRequest {
  readonly detector: RegimeDetector;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly options: ExplainOptions;
}

/** The days to look at, or why there are none. */
async function daysFor(
  context: Context,
  configuration: Configuration,
  { detector, metadata, options }: DaysRequest,
): Promise<Days | string> {
  if (detector.kind === 'jump') {
    return 'A jump model draws borders; it gives no probability to what a day brings, so there are no intervals and no residuals. How often its regimes changed in hindsight is above.';
  }
  if (!options.data) return 'Asked for without the days.';
  context.progress.show('computing features');
  return findDays(context, configuration, detector, metadata);
}

function assemble(
  found: FoundBundle,
  asked: string,
  detector: RegimeDetector,
  days: Days | string,
  checks: DayChecks | undefined,
): Explanation {
  const { version } = found;
  const { training, imported, nStates } = detector.model;
  const known = detector.getStateCharacteristics();
  const longRun = detector.getStationaryDistribution();
  const diagnostics = training === null ? undefined : diagnosticsOf(detector);
  const runs = training === null ? null : runsOf(detector);
  const refit = diagnostics !== undefined && 'refit' in diagnostics ? (diagnostics.refit ?? null) : null;
  const matrix = detector.getTransitionMatrix();
  const explanation = {
    model:
      version === undefined
        ? { folder: asked }
        : { name: version.name, version: version.version, stage: version.stage },
    kind: detector.kind,
    training: training === null ? null : { rows: training.rows, from: training.from, to: training.to },
    imported: imported?.source ?? null,
    regimes: detector.regimes.map((regime, k) => ({
      regime,
      shareOfTime: known[regime]!.shareOfTime,
      longRun: longRun[regime]!,
      expectedDuration: Number.isFinite(known[regime]!.expectedDuration) ? known[regime]!.expectedDuration : null,
      next: Object.fromEntries(detector.regimes.map((other, j) => [other, matrix.get(k, j)])),
      features: known[regime]!.features,
      rows: checks?.rows[k] ?? null,
      visits: checks?.visits[k] ?? null,
      duration: checks?.durations[k] ?? null,
    })),
    search: runs === null ? null : { ...runs },
    stopReason: diagnostics?.stopReason ?? null,
    refit,
    days:
      typeof days === 'string'
        ? null
        : { from: days.from, to: days.to, rows: days.rows.rows, areTraining: days.areTraining },
    withoutDays: typeof days === 'string' ? days : null,
    transitions: checks?.transitions ?? null,
    tests: checks?.tests ?? null,
  };
  return { ...explanation, findings: nStates === 0 ? [] : listFindings(explanation, checks) };
}

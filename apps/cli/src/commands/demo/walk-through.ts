import { join } from 'node:path';
import { fromHere } from '../../frame/paths.ts';
import type { Context } from '../../frame/context.ts';
import type { Home } from '../../frame/home.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import { writeTextFile } from '../../workflows/write-text-file.ts';
import { bringData, type BroughtData } from './bring-data.ts';
import { prepareDemoHome } from './demo-home.ts';
import { makeModel, type MadeModel } from './make-model.ts';
import { demoReport } from './report/demo-report.ts';
import { useModel, type UsedModel } from './use-model.ts';
import { Walk, type Step } from './walk.ts';

const STEPS = 10;

/** All that the steps found. */
export interface DemoFindings extends BroughtData, MadeModel, UsedModel {
  readonly home: Home;
  readonly seed: number;
}

export interface DemoRun extends DemoFindings {
  /** Path of the report. */
  readonly report: string;
  readonly steps: readonly Step[];
}

interface DemoRequest {
  /** Trading days of the market. @default those from 2004 to 2023 */
  readonly nDays: number | undefined;
  /** Where the report goes. @default report.html in the folder of the demo */
  readonly out: string | undefined;
}

/** Goes every step of the demo, with the parts that the commands of the same name use. */
export async function walkThrough(outer: Context, { nDays, out }: DemoRequest): Promise<DemoRun> {
  const home = await prepareDemoHome(outer.home);
  // Whoever acts elsewhere, and wherever models are kept else: a demo stays in its folder.
  const walk = new Walk({ ...outer, home, databaseUrl: undefined, identity: {} }, STEPS);
  const { context } = walk;
  const configuration = await readConfiguration(home);
  const recipe = recipeFrom(configuration, undefined);

  const data = await bringData(walk, { nDays, configuration, recipe });
  const made = await makeModel(walk, { ...data, configuration, recipe });
  const used = await useModel(walk, { ...data, ...made });
  const findings = { home, seed: context.seed, ...data, ...made, ...used };

  const report = out ?? join(home.folder, 'report.html');
  await walk.take({
    title: 'Write the report',
    work: async () => writeTextFile(report, demoReport(findings, context.now())),
    result: () => fromHere(report),
  });
  return { ...findings, report, steps: walk.steps };
}

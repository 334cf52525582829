// A file of its own and an entry of the build, so that a worker thread can load it from sources and from dist.
import type { Task } from '@regimekit/numerics';
import { isBuiltIn, makeFamily, type FamilyMaker } from '../emissions/built-in-families.ts';
import type { EmissionFamily } from '../emissions/emission-family.ts';
import type { FamilySpec } from '../emissions/family-spec.ts';
import { InvalidOptionError } from '../errors.ts';
import type { RestartOutcome } from './fit-restart.ts';
import type { HmmFitPlan } from './hmm-fit-plan.ts';
import type { HmmState } from './hmm-parameters.ts';
import { runHmmRestart } from './hmm-fit-restart.ts';

export interface HmmFitRestartInput {
  readonly plan: HmmFitPlan;
  readonly restart: number;
  /** Fewer than the fit's limit for a short run. */
  readonly maxIterations: number;
  /** The family itself, where it need not travel; else it is made from the plan's spec. */
  readonly family?: EmissionFamily;
}

/** One restart of a fit of any family as a task for an executor. */
export const fitHmmRestartTask: Task<HmmFitRestartInput, Promise<RestartOutcome<HmmState>>> = {
  name: 'fitHmmRestartTask',
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './hmm-fit-task.ts' : './hmm-fit-task.js', import.meta.url).href;
  },
  async run({ plan, restart, maxIterations, family }) {
    const own = family ?? (await loadFamily(plan.settings.family));
    return runHmmRestart(plan, own, restart, { maxIterations });
  },
};

/**
 * Families of this package by their name, others from the modules they name.
 *
 * @throws InvalidOptionError for a module without the export
 */
export async function loadFamily(spec: FamilySpec): Promise<EmissionFamily> {
  const loaded = new Map<string, FamilyMaker>();
  for (const part of specsWithin(spec)) {
    if (part.source !== undefined) loaded.set(part.name, await importMaker(part.source));
  }
  return makeFamily(spec, ({ name }) => loaded.get(name));
}

async function importMaker({ module, exportName }: NonNullable<FamilySpec['source']>): Promise<FamilyMaker> {
  const exports = (await import(/* @vite-ignore */ module)) as Record<string, unknown>;
  const found = exports[exportName];
  if (typeof found === 'function') return found as FamilyMaker;
  if (typeof found === 'object' && found !== null) return () => found as EmissionFamily;
  throw new InvalidOptionError('source.exportName', `an export of ${module}`, exportName);
}

/** The spec itself and, in a product, those of its blocks. */
export function specsWithin(spec: FamilySpec): FamilySpec[] {
  const { blocks } = spec.options;
  if (spec.name !== 'product' || typeof blocks !== 'object' || blocks === null) return [spec];
  return [
    spec,
    ...Object.values(blocks as unknown as Record<string, Omit<FamilySpec, 'name'> & { family: string }>).flatMap(
      ({ family: name, options, source }) =>
        specsWithin({ name, options, ...(source === undefined ? {} : { source }) }),
    ),
  ];
}

/** @throws InvalidOptionError for a family that a worker could not make */
export function checkSendable(spec: FamilySpec): void {
  const lost = specsWithin(spec).find(({ name, source }) => !isBuiltIn(name) && source === undefined);
  if (lost === undefined) return;
  throw new InvalidOptionError(
    'family',
    'one that a worker can load',
    `${lost.name}, whose functions cannot be sent`,
    'Give it source: { module: import.meta.url, exportName }, or leave out the executor.',
  );
}

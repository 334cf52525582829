import {
  alignStates,
  logLikelihood,
  relabel,
  relabelledShare,
  type GaussianHmm,
  type GaussianHmmFit,
  type MissingPolicy,
  type RelabelledShare,
} from '@regimekit/hmm-core';
import { RegimekitError } from '@regimekit/errors';
import type { NumericTable } from '../../workflows/numeric-table.ts';
import type { PlainModel } from '../../workflows/plain-model-file.ts';

/** What became of the states of the model that a refit follows. */
export interface Alignment {
  /** Distance between each old state and the new one in its place; 0 for equal Gaussians. */
  readonly costs: readonly number[];
  /** How much more the second best matching costs; null where there is no second. Near 0 the matching is luck. */
  readonly margin: number | null;
  /** How much of this file's history the two models label differently. */
  readonly relabelled: RelabelledShare;
}

export interface Following {
  readonly fit: GaussianHmmFit;
  readonly alignment?: Alignment;
}

/** The fit with its states numbered as those of the model before, and how much changed. */
export function followModel(
  previous: PlainModel<GaussianHmm>,
  found: GaussianHmmFit,
  { columns, values }: NumericTable,
  missing: MissingPolicy,
): Following {
  if (columns.join() !== previous.columns.join()) {
    throw new RegimekitError(
      `The model to start from has the columns ${previous.columns.join(', ')}, the fit has ${columns.join(', ')}.`,
      { code: 'COLUMNS_DIFFER', kind: 'input', hint: 'Leave out --columns, or leave out --start-from.' },
    );
  }
  const { order, costs, margin } = alignStates(previous.model, found.model);
  const model = relabel(found.model, order);
  // Sums in another order: of this model to the bit, as score will compute it.
  const value = logLikelihood(model, values, { missing });
  return {
    fit: { ...found, model, logLikelihood: value },
    alignment: {
      costs: Array.from(costs),
      margin: Number.isFinite(margin) ? margin : null,
      relabelled: relabelledShare(previous.model, model, values, { missing }),
    },
  };
}

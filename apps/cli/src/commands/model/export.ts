import { rescale, toHmmlearn, type GaussianHmm } from '@regimekit/hmm-core';
import { RegimeDetector, regimeModelSchema, type FittedRegimeModel } from '@regimekit/detector';
import { decodeModel, writeNpz, type NamedArray } from '@regimekit/persistence';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { findBundle, readFound, type ModelOption } from '../../workflows/find-bundle.ts';
import { FEATURE_NAMES, SCALER_MEAN, SCALER_SCALE } from '../../workflows/foreign-parameters.ts';
import { writeNewFile } from '../../workflows/write-new-file.ts';

type Format = 'hmmlearn-json' | 'hmmlearn-npz' | 'json';

export interface ExportOptions extends ModelOption {
  readonly format: Format;
  readonly fold?: boolean;
  readonly to: string;
}

/** `regimekit model export MODEL --to FILE`: the same predictions elsewhere. */
export async function exportModel(context: Context, options: ExportOptions, asked: string): Promise<Answer> {
  const { format, to } = options;
  const configuration = await readConfiguration(context.home);
  const found = await findBundle(context, configuration, asked, options);
  readFound(found);
  const { model } = RegimeDetector.fromModelData(decodeModel(found.files, regimeModelSchema));
  // A plain model knows no scaler, so there it has to be inside.
  const fold = options.fold === true || format === 'json';
  const hmm = fold ? rescale(model.hmm, { shifts: model.scaler.means, scales: model.scaler.scales }) : model.hmm;
  await writeNewFile(to, writers[format](hmm, model, fold), '--to');
  const { covarianceType } = hmm;
  return {
    document: {
      format,
      to,
      units: fold ? 'features' : 'standardised',
      covarianceType,
      featureNames: model.featureNames,
      regimes: model.regimes,
    },
    text: () =>
      [
        `${bold(to)}: ${hmm.nStates} states (${model.regimes.join(', ')}), ${covarianceType} covariance.`,
        fold
          ? "The parameters are in the features' own units."
          : `The parameters are for standardised features: (x - ${SCALER_MEAN}) / ${SCALER_SCALE}, both in the file; --fold puts them inside.`,
        ...(covarianceType === model.covarianceType
          ? []
          : [
              dim(
                `A ${model.covarianceType} covariance becomes ${covarianceType} when features get their own units back.`,
              ),
            ]),
        dim(`Columns, in this order: ${model.featureNames.join(', ')}`),
      ].join('\n'),
  };
}

type Writer = (hmm: GaussianHmm, model: FittedRegimeModel, fold: boolean) => string | Uint8Array;

const writers: Readonly<Record<Format, Writer>> = {
  'hmmlearn-json': (hmm, { featureNames, regimes, scaler }, fold) =>
    lines({
      ...toHmmlearn(hmm),
      [FEATURE_NAMES]: featureNames,
      regimes,
      ...(fold ? {} : { [SCALER_MEAN]: Array.from(scaler.means), [SCALER_SCALE]: Array.from(scaler.scales) }),
    }),
  'hmmlearn-npz': (hmm, { featureNames, scaler }, fold) =>
    writeNpz({
      startprob_: vector(hmm.initialProbs),
      transmat_: { shape: [hmm.nStates, hmm.nStates], data: hmm.transitionMatrix.data },
      means_: { shape: [hmm.nStates, hmm.nFeatures], data: hmm.means.data },
      covars_: { shape: covarianceShape(hmm), data: hmm.covariances },
      covariance_type: hmm.covarianceType,
      // A text, because arrays of texts are seldom read: json.loads(str(f['feature_names'])).
      [FEATURE_NAMES]: JSON.stringify(featureNames),
      ...(fold ? {} : { [SCALER_MEAN]: vector(scaler.means), [SCALER_SCALE]: vector(scaler.scales) }),
    }),
  json: (hmm, { featureNames, regimes }) => lines({ columns: featureNames, regimes, model: hmm }),
};

function vector(data: Float64Array): NamedArray {
  return { shape: [data.length], data };
}

function covarianceShape({ covarianceType, nStates: K, nFeatures: D }: GaussianHmm): readonly number[] {
  return { spherical: [K], diag: [K, D], tied: [D, D], full: [K, D, D] }[covarianceType];
}

function lines(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

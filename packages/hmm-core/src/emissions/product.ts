import type { JsonValue, OptionNames } from '@regimekit/numerics';
import { checkOptions } from '../check-options.ts';
import { InvalidBlocksError, InvalidOptionError } from '../errors.ts';
import type { EmissionData, EmissionFamily, EmissionParameters } from './emission-family.ts';
import { logDensitiesInto, observedPart, writeRows } from './evaluate.ts';
import { specOf } from './family-spec.ts';
import { startOf } from './start-of.ts';

/** One block of a product: a family and the columns it describes. */
export interface ProductBlock {
  /** Which columns of the observations, counted from 0. */
  readonly columns: readonly number[];
  readonly family: EmissionFamily;
}

/** What a product of families is made with: one block of features for each. */
export interface ProductOptions {
  /** By a name of your own, which the parameters bear too. Together they take every column once. */
  readonly blocks: Readonly<Record<string, ProductBlock>>;
}

const optionNames: OptionNames<ProductOptions> = { blocks: true };
const blockNames: OptionNames<ProductBlock> = { columns: true, family: true };

/**
 * Families side by side: blocks of columns that are independent of each other given the state, each of a family of its
 * own (depmixS4 calls it a multivariate response). The parameters are those of the blocks; in `createHmm` they are given
 * under the name of the block, `{ rt: { means, covariances }, corr: { probs } }`, and in a model they are called
 * `'rt.means'` and so on.
 *
 *     log p(y given k) = sum_b log p_b(y_b given k)
 *
 * Missing values are integrated out block by block. Covariates go to every block that takes some.
 *
 * @throws InvalidBlocksError when a column is in no block or in two, or a block takes another number of them
 *
 * @example
 * ```ts
 * import { bernoulli, createHmm, gaussian, product, viterbi } from '@regimekit/hmm-core';
 *
 * const family = product({
 *   blocks: { rt: { columns: [0], family: gaussian() }, corr: { columns: [1], family: bernoulli() } },
 * });
 * const model = createHmm({
 *   initialProbs: [0.5, 0.5],
 *   transitionMatrix: [[0.9, 0.1], [0.1, 0.9]],
 *   emissions: {
 *     family,
 *     parameters: { rt: { means: [5.5, 6.4], covariances: [0.04, 0.06] }, corr: { probs: [0.5, 0.9] } },
 *   },
 * });
 * viterbi(model, [[5.4, 0], [5.6, 1], [6.5, 1]]).statePath; // Int32Array [0, 0, 1]
 * ```
 */
export function product(options: ProductOptions): EmissionFamily<unknown[]> {
  checkOptions(options, optionNames, 'product');
  const blocks = readBlocks(options.blocks);
  const nFeatures = blocks.reduce((sum, { columns }) => sum + columns.length, 0);
  const nCovariates = Math.max(...blocks.map(({ family }) => family.nCovariates ?? 0));
  const kept = new WeakMap<EmissionData, readonly EmissionData[]>();
  const split = (data: EmissionData): readonly EmissionData[] => {
    const known = kept.get(data) ?? blocks.map(({ columns, family }) => pickColumns(data, columns, family));
    kept.set(data, known);
    return known;
  };
  const blockOf = (d: number) => blocks.findIndex(({ columns }) => columns.includes(d));
  const each = <Result>(what: (family: EmissionFamily, block: Block, index: number) => Result): Result[] =>
    blocks.map((block, index) => what(block.family, block, index));

  return {
    name: 'product',
    options: { blocks: Object.fromEntries(each((family, { name, columns }) => [name, blockJson(family, columns)])) },
    nFeatures,
    nCovariates,
    memory: Math.max(...blocks.map(({ family }) => family.memory ?? 0)),
    usesPositions: blocks.some(({ family }) => family.usesPositions === true),
    missing: 'values',
    layout: () => joinNames(each((family, { name, columns }) => [name, family.layout(columns.length)])),

    checkParameters(parameters, nStates) {
      each((family, { name, columns }) =>
        family.checkParameters?.(pickNames(parameters, name), nStates, columns.length),
      );
    },
    checkObservations(data) {
      each((family, _block, index) => {
        const part = split(data)[index]!;
        family.checkObservations?.(part);
        observedPart(family, part, new Float64Array(0), 0);
      });
    },

    logDensitiesInto(out, data, parameters, nStates) {
      out.fill(0);
      const part = new Float64Array(out.length);
      each((family, { name }, index) => {
        logDensitiesInto(part, family, split(data)[index]!, pickNames(parameters, name), nStates);
        for (let at = 0; at < out.length; at++) out[at]! += part[at]!;
      });
    },

    accumulate: (data, weights, previous, nStates) =>
      each((family, { name }, index) => {
        const seen = observedPart(family, split(data)[index]!, weights, nStates);
        return family.accumulate?.(seen.data, seen.weights, pickNames(previous, name), nStates);
      }),

    estimate: (statistics, previous, { varianceFloor, repairs }) =>
      joinNames(
        each((family, { name, columns }, index) => {
          const own = pickNames(previous, name);
          const floor = varianceFloor && Float64Array.from(columns, (d) => varianceFloor[d]!);
          return [name, family.estimate?.(statistics[index], own, { varianceFloor: floor, repairs }) ?? own];
        }),
      ),

    initialise: (data, weights, settings) =>
      joinNames(
        each((family, { name, columns }, index) => {
          const { nStates, random, varianceFloor } = settings;
          const floor = varianceFloor && Float64Array.from(columns, (d) => varianceFloor[d]!);
          const seen = observedPart(family, split(data)[index]!, weights, nStates);
          return [name, startOf(family, seen, { nStates, random, varianceFloor: floor })];
        }),
      ),

    sampleInto(row, k, parameters, random, context) {
      each((family, { name, columns }) => {
        const own = new Float64Array(columns.length);
        const { t } = context;
        const rows = Float64Array.from({ length: t * columns.length }, (_, p) => {
          return context.rows[Math.floor(p / columns.length) * row.length + columns[p % columns.length]!]!;
        });
        family.sampleInto?.(own, k, pickNames(parameters, name), random, { ...context, rows });
        for (const [i, d] of columns.entries()) row[d] = own[i]!;
      });
    },

    isDiscrete: (d) => blocks[blockOf(d)]?.family.isDiscrete?.(blocks[blockOf(d)]!.columns.indexOf(d)) ?? false,

    ...(blocks.every(({ family }) => family.cdfInto !== undefined) && {
      cdfInto(out: Float64Array, data: EmissionData, d: number, parameters: EmissionParameters, nStates: number) {
        const index = blockOf(d);
        const { family, name, columns } = blocks[index]!;
        writeRows(out, family, split(data)[index]!, nStates, Number.NaN, (part, rows) =>
          family.cdfInto!(part, rows, columns.indexOf(d), pickNames(parameters, name), nStates),
        );
      },
    }),

    ...(blocks.every(({ family }) => family.momentsOf !== undefined) && {
      momentsOf(row: EmissionData, parameters: EmissionParameters, K: number) {
        const D = nFeatures;
        const out = { means: new Float64Array(K * D), covariances: new Float64Array(K * D * D) };
        each((family, { name, columns }, index) => {
          const part = family.momentsOf!(split(row)[index]!, pickNames(parameters, name), K);
          const n = columns.length;
          for (let k = 0; k < K; k++) {
            for (const [i, d] of columns.entries()) {
              out.means[k * D + d] = part.means[k * n + i]!;
              for (const [j, e] of columns.entries()) {
                out.covariances[(k * D + d) * D + e] = part.covariances[(k * n + i) * n + j]!;
              }
            }
          }
        });
        return out;
      },
    }),
  };
}

interface Block extends ProductBlock {
  readonly name: string;
}

/** @throws InvalidBlocksError, InvalidOptionError */
function readBlocks(blocks: ProductOptions['blocks']): Block[] {
  if (typeof blocks !== 'object' || blocks === null)
    throw new InvalidOptionError('blocks', 'an object of blocks', blocks);
  const refuse = (message: string): never => {
    throw new InvalidBlocksError(message, {
      code: 'INVALID_BLOCKS',
      hint: 'Name every column of the observations in exactly one block, counted from 0.',
    });
  };
  const list = Object.entries(blocks).map(([name, block]) => {
    checkOptions(block, blockNames, `blocks.${name}`);
    const { columns, family } = block;
    if (name === '' || name.includes('.')) refuse(`A block needs a name without a dot, received '${name}'.`);
    if (!Array.isArray(columns) || columns.length === 0) refuse(`Block ${name} must list its columns.`);
    if (typeof family?.logDensitiesInto !== 'function') {
      throw new InvalidOptionError(`blocks.${name}.family`, 'an emission family', family);
    }
    const { nFeatures = columns.length } = family;
    if (nFeatures !== columns.length) {
      refuse(`Block ${name} has ${columns.length} column(s), its family ${family.name} takes ${nFeatures}.`);
    }
    return { name, columns: [...columns], family };
  });
  if (list.length === 0) refuse('A product needs at least one block.');
  const columns = list.flatMap((block) => block.columns).toSorted((a, b) => a - b);
  const wrong = columns.findIndex((column, i) => column !== i);
  if (wrong >= 0)
    refuse(`The blocks must take the columns 0 to ${columns.length - 1} once each, received ${columns.join(', ')}.`);
  const needs = new Set(list.map(({ family }) => family.nCovariates ?? 0).filter((n) => n > 0));
  if (needs.size > 1)
    refuse(`All blocks with covariates must take the same number, received ${[...needs].join(' and ')}.`);
  return list;
}

function blockJson(family: EmissionFamily, columns: readonly number[]): JsonValue {
  const { name, options, source } = specOf(family);
  return { columns: [...columns], family: name, options, ...(source === undefined ? {} : { source: { ...source } }) };
}

/** The rows of some columns; covariates only for a family that takes them. */
function pickColumns(
  data: EmissionData,
  columns: readonly number[],
  { nCovariates = 0 }: EmissionFamily,
): EmissionData {
  const { rows, nSteps, nFeatures } = data;
  const picked = new Float64Array(nSteps * columns.length);
  for (let t = 0, p = 0; t < nSteps; t++) for (const column of columns) picked[p++] = rows[t * nFeatures + column]!;
  const none = nCovariates === 0 ? { covariates: new Float64Array(0), nCovariates: 0 } : {};
  return { ...data, ...none, rows: picked, nFeatures: columns.length };
}

/** `[['a', { b: 1 }]]` as `{ 'a.b': 1 }`. */
function joinNames<Value>(
  parts: readonly (readonly [string, Readonly<Record<string, Value>>])[],
): Record<string, Value> {
  return Object.fromEntries(
    parts.flatMap(([block, values]) => Object.entries(values).map(([name, value]) => [`${block}.${name}`, value])),
  );
}

function pickNames(parameters: EmissionParameters, block: string): EmissionParameters {
  return Object.fromEntries(
    Object.entries(parameters)
      .filter(([name]) => name.startsWith(`${block}.`))
      .map(([name, value]) => [name.slice(block.length + 1), value]),
  );
}

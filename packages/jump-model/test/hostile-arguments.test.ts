import { describe, expect, it } from 'vitest';
import {
  ConstantFeatureError,
  createJumpFilter,
  createJumpModel,
  decodeJumpStates,
  DimensionMismatchError,
  filterJumpStates,
  fitJumpModel,
  GridStepError,
  InvalidJsonError,
  InvalidLengthsError,
  InvalidObservationsError,
  InvalidOptionError,
  JumpModelError,
  JumpPenaltyError,
  KappaError,
  parseJumpModel,
  TooManyStatesError,
  type JumpFilterState,
} from '../src/index.ts';

/** Arguments as they come from plain JavaScript. */
const untyped = (value: unknown): never => value as never;

const rows = [
  [0, 1],
  [1, 0],
  [5, 6],
  [6, 5],
];
const options = { nStates: 2, jumpPenalty: 1 };
const fit = (data: unknown, change: object): unknown => fitJumpModel(untyped(data), untyped({ ...options, ...change }));
const model = createJumpModel({
  jumpPenalty: 1,
  centers: [
    [0, 0],
    [5, 5],
  ],
});
const filterFrom = (state: object): unknown => {
  const valid: JumpFilterState = { formatVersion: 1, nSteps: 2, values: [0, 1] };
  return createJumpFilter(model, { state: untyped({ ...valid, ...state }) });
};
const json = (change: object): unknown => parseJumpModel({ ...JSON.parse(JSON.stringify(model)), ...change });

describe('bad input: each its own error, of kind input, with a code', () => {
  it.each<[string, string, new (...args: never[]) => Error, () => unknown]>([
    ['a penalty below zero', 'INVALID_JUMP_PENALTY', JumpPenaltyError, () => fit(rows, { jumpPenalty: -1 })],
    ['a penalty that is NaN', 'INVALID_JUMP_PENALTY', JumpPenaltyError, () => fit(rows, { jumpPenalty: NaN })],
    ['an infinite penalty', 'INVALID_JUMP_PENALTY', JumpPenaltyError, () => fit(rows, { jumpPenalty: Infinity })],
    ['no penalty', 'INVALID_JUMP_PENALTY', JumpPenaltyError, () => fit(rows, { jumpPenalty: undefined })],
    ['a penalty in words', 'INVALID_JUMP_PENALTY', JumpPenaltyError, () => fit(rows, { jumpPenalty: '5' })],
    ['kappa^2 below 1', 'INVALID_KAPPA', KappaError, () => fit(rows, { kappaSquared: 0.5 })],
    ['kappa^2 above the features', 'INVALID_KAPPA', KappaError, () => fit(rows, { kappaSquared: 3 })],
    ['kappa^2 NaN', 'INVALID_KAPPA', KappaError, () => fit(rows, { kappaSquared: NaN })],
    [
      'a step that does not divide 1',
      'INVALID_GRID_STEP',
      GridStepError,
      () => fit(rows, { variant: 'continuous', gridStep: 0.3 }),
    ],
    ['a step for the discrete variant', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { gridStep: 0.1 })],
    ['a mode penalty for it', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { modePenalty: true })],
    [
      'a mode penalty of 1',
      'INVALID_OPTION',
      InvalidOptionError,
      () => fit(rows, { variant: 'continuous', modePenalty: 1 }),
    ],
    ['another variant', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { variant: 'soft' })],
    ['fewer rows than states', 'TOO_MANY_STATES', TooManyStatesError, () => fit(rows, { nStates: 5 })],
    ['no states', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { nStates: 0 })],
    ['half a state', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { nStates: 1.5 })],
    [
      'a constant feature',
      'CONSTANT_FEATURE',
      ConstantFeatureError,
      () =>
        fit(
          [
            [1, 2],
            [1, 3],
          ],
          {},
        ),
    ],
    [
      'a NaN',
      'NON_FINITE_OBSERVATION',
      InvalidObservationsError,
      () =>
        fit(
          [
            [1, NaN],
            [2, 3],
          ],
          {},
        ),
    ],
    [
      'a null',
      'NON_FINITE_OBSERVATION',
      InvalidObservationsError,
      () =>
        fit(
          [
            [1, null],
            [2, 3],
          ],
          {},
        ),
    ],
    ['no rows', 'EMPTY_OBSERVATIONS', InvalidObservationsError, () => fit([], {})],
    ['a flat array', 'NOT_A_MATRIX', InvalidObservationsError, () => fit([1, 2, 3], {})],
    ['no data', 'NOT_A_MATRIX', InvalidObservationsError, () => fit(undefined, {})],
    ['lengths that do not sum', 'LENGTHS_DO_NOT_SUM', InvalidLengthsError, () => fit(rows, { lengths: [1, 2] })],
    ['a length of 0', 'INVALID_LENGTH', InvalidLengthsError, () => fit(rows, { lengths: [0, 4] })],
    ['lengths in words', 'INVALID_LENGTH', InvalidLengthsError, () => fit(rows, { lengths: 'four' })],
    ['a seed of a half', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { seed: 0.5 })],
    ['no starts', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { restarts: 0 })],
    ['a negative tolerance', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { tolerance: -1 })],
    ['onProgress in words', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { onProgress: 'yes' })],
    ['a misspelt option', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { lambda: 5 })],
    ['no options', 'INVALID_OPTION', InvalidOptionError, () => fitJumpModel(rows, untyped(undefined))],
    ['too few scores', 'SCORES_MISMATCH', DimensionMismatchError, () => fit(rows, { orderBy: [1] })],
    ['a score that is NaN', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { orderBy: [1, NaN, 1, 1] })],
    [
      'a start of another shape',
      'START_MISMATCH',
      DimensionMismatchError,
      () => fit(rows, { nStates: 3, startFrom: model }),
    ],
    ['a start that is no model', 'INVALID_OPTION', InvalidOptionError, () => fit(rows, { startFrom: {} })],
    ['rows of another width', 'FEATURE_MISMATCH', DimensionMismatchError, () => decodeJumpStates(model, [[1]])],
    ['a row of another width', 'FEATURE_MISMATCH', DimensionMismatchError, () => createJumpFilter(model).update([1])],
    ['no row', 'FEATURE_MISMATCH', DimensionMismatchError, () => createJumpFilter(model).update(untyped(undefined))],
    [
      'a row with NaN',
      'NON_FINITE_OBSERVATION',
      InvalidObservationsError,
      () => createJumpFilter(model).update([1, NaN]),
    ],
    ['no model', 'INVALID_OPTION', InvalidOptionError, () => filterJumpStates(untyped(null), rows)],
    [
      'JSON in place of a model',
      'INVALID_OPTION',
      InvalidOptionError,
      () => filterJumpStates(untyped(model.toJSON()), rows),
    ],
    [
      'weights without kappa',
      'INVALID_OPTION',
      InvalidOptionError,
      () => createJumpModel({ jumpPenalty: 1, centers: rows, featureWeights: [1, 0.5] }),
    ],
    [
      'too few weights',
      'WEIGHT_MISMATCH',
      DimensionMismatchError,
      () => createJumpModel({ jumpPenalty: 1, kappaSquared: 1, centers: rows, featureWeights: [1] }),
    ],
    [
      'weights of nothing',
      'INVALID_OPTION',
      InvalidOptionError,
      () => createJumpModel({ jumpPenalty: 1, kappaSquared: 1, centers: rows, featureWeights: [0, 0] }),
    ],
    [
      'a negative weight',
      'INVALID_OPTION',
      InvalidOptionError,
      () => createJumpModel({ jumpPenalty: 1, kappaSquared: 1, centers: rows, featureWeights: [-1, 1] }),
    ],
    [
      'a filter state of another version',
      'INVALID_FILTER_STATE',
      InvalidJsonError,
      () => filterFrom({ formatVersion: 2 }),
    ],
    ['a filter state of another size', 'INVALID_FILTER_STATE', InvalidJsonError, () => filterFrom({ values: [0] })],
    ['a filter state without a zero', 'INVALID_FILTER_STATE', InvalidJsonError, () => filterFrom({ values: [1, 1] })],
    ['a filter state with a null', 'INVALID_FILTER_STATE', InvalidJsonError, () => filterFrom({ values: [0, null] })],
    ['a filter state of minus one row', 'INVALID_FILTER_STATE', InvalidJsonError, () => filterFrom({ nSteps: -1 })],
    ['JSON of no model', 'INVALID_MODEL_JSON', InvalidJsonError, () => parseJumpModel({})],
    ['JSON with another count of states', 'INVALID_MODEL_JSON', InvalidJsonError, () => json({ nStates: 3 })],
    ['JSON with a negative penalty', 'INVALID_JUMP_PENALTY', JumpPenaltyError, () => json({ jumpPenalty: -2 })],
  ])('%s: %s', (_, code, type, attempt) => {
    const error = ((): unknown => {
      try {
        attempt();
        return undefined;
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(type);
    expect(error).toBeInstanceOf(JumpModelError);
    expect(error).toMatchObject({ code, kind: 'input' });
  });

  it('createJumpFilter(model).update(a bad row) leaves the filter where it was', () => {
    const filter = createJumpFilter(model);
    filter.update([1, 2]);
    const before = JSON.stringify(filter.state());
    expect(() => filter.update([1, NaN])).toThrow(InvalidObservationsError);
    expect(JSON.stringify(filter.state())).toBe(before);
    filter.reset();
    expect(filter.state()).toEqual({ formatVersion: 1, nSteps: 0, values: null });
  });

  it('fitJumpModel(rows, lengths beside a matrix that carries them) is refused', () => {
    const carrying = Object.assign([...rows], { lengths: [4] });
    expect(() => fitJumpModel(carrying, { ...options, lengths: [4] })).toThrow('Expected lengths once');
  });
});

import { describe, expect, it } from 'vitest';
import {
  InvalidOptionsError,
  RegimeDetector,
  type NamedArray,
  type Regime,
  type RegimeModelData,
} from '../src/index.ts';
import { features, market } from './support/fitted-toy.ts';
import { threeRegimeNames } from './support/toy-market.ts';

const options = { seed: 7, restarts: 4 } as const;
const day = (t: number) => market.dates[t]!;
const window = (rows: number) => features.slice({ to: day(rows - 1) });
const regimesOf = (detector: RegimeDetector, rows: number): Regime[] =>
  detector.predictRegimes(window(rows)).map(({ regime }) => regime);
/** Share of places where two lists differ. */
const share = (a: readonly unknown[], b: readonly unknown[]) =>
  a.filter((value, i) => value !== b[i]).length / a.length;

/** The arrays of a diagonal model of three states with the states in the opposite order. */
function reversedStates(arrays: RegimeModelData['arrays']): RegimeModelData['arrays'] {
  const turn = (name: keyof RegimeModelData['arrays'], width: number): NamedArray => {
    const { shape, data } = arrays[name];
    return { shape, data: Float64Array.from(data, (_, i) => data[(2 - Math.floor(i / width)) * width + (i % width)]!) };
  };
  const { transition_matrix } = arrays;
  return {
    ...arrays,
    initial_probs: turn('initial_probs', 1),
    means: turn('means', 3),
    covariances: turn('covariances', 3),
    occupancy: turn('occupancy', 1),
    transition_matrix: { shape: transition_matrix.shape, data: transition_matrix.data.toReversed() },
  };
}

describe('fit(features, { previous })', () => {
  const before = new RegimeDetector(options).fit(window(1000));
  const refit = new RegimeDetector(options).fit(window(1300), { previous: before });

  it('keeps the names of the regimes and reports the share of the common history that is relabelled', () => {
    const report = refit.getDiagnostics().refit!;
    const [old, now] = [before, refit].map((detector) => regimesOf(detector, 1000));
    expect(report).toMatchObject({ commonRows: 1000, newestRows: 252 });
    expect(report.relabelledShare).toBe(share(old!, now!));
    expect(report.relabelledShareNewest).toBe(share(old!.slice(-252), now!.slice(-252)));
    expect(report.relabelledShare).toBeLessThan(0.05);
    expect(report.alignmentMargin).toBeGreaterThan(0.5);
    expect(report.alignmentCosts).toHaveLength(3);
    expect(report.previousDataFingerprint).toBe(before.model.training?.dataFingerprint);
    expect(before.getDiagnostics().refit).toBeUndefined();
  });

  it('keeps the names even where the previous ones were given by hand, which the rule would undo', () => {
    const turned = ['risk_off', 'neutral', 'risk_on'] as const;
    const named = new RegimeDetector({ ...options, labels: turned }).fit(window(1000));
    const follows = new RegimeDetector(options).fit(window(1300), { previous: named });
    expect(share(regimesOf(named, 1000), regimesOf(follows, 1000))).toBeLessThan(0.05);
    expect(follows.getDiagnostics().refit!.relabelledShare).toBeLessThan(0.05);
    expect(follows.model.labelRule).toEqual({ kind: 'explicit', regimes: [...turned] });
    // The control: by itself the refit would call the same days something else.
    const alone = new RegimeDetector(options).fit(window(1300));
    expect(share(regimesOf(named, 1000), regimesOf(alone, 1000))).toBeGreaterThan(0.5);
  });

  it('gives up names that a clear order of stress contradicts, and reports every day that changes its name', () => {
    // Names turned around, by a rule that can be asked again: as a chain of refits could have left them.
    const data = before.toModelData();
    const turned = RegimeDetector.fromModelData({ ...data, arrays: reversedStates(data.arrays) });
    expect(share(regimesOf(before, 1000), regimesOf(turned, 1000))).toBeGreaterThan(0.5);
    const mended = new RegimeDetector(options).fit(window(1300), { previous: turned });
    expect(share(regimesOf(refit, 1300), regimesOf(mended, 1300))).toBe(0);
    const report = mended.getDiagnostics().refit!;
    expect(report.relabelledShare).toBe(share(regimesOf(turned, 1000), regimesOf(mended, 1000)));
    expect(report.relabelledShare).toBeGreaterThan(0.5);
  });

  it('starts from the previous model alone, or beside the usual starts', async () => {
    expect(refit.getDiagnostics().restarts.map(({ start }) => start)).toEqual(['previous']);
    const searched = new RegimeDetector(options).fit(window(1300), { previous: before, refit: 'search' });
    expect(searched.getDiagnostics().restarts.map(({ start }) => start)[0]).toBe('previous');
    expect(searched.getDiagnostics().restarts).toHaveLength(5);
    const later = await new RegimeDetector(options).fitAsync(window(1300), { previous: before });
    expect(later.model).toEqual(refit.model);
  });

  it('survives the way through stored data, as the previous model and as the refit', () => {
    const stored = RegimeDetector.fromModelData(before.toModelData());
    const again = new RegimeDetector(options).fit(window(1300), { previous: stored });
    expect(again.model.hmm.toJSON()).toEqual(refit.model.hmm.toJSON());
    const restored = RegimeDetector.fromModelData(refit.toModelData());
    expect(restored.getDiagnostics().refit).toEqual(refit.getDiagnostics().refit);
  });

  it('compares all rows where days are not known', () => {
    const rows = { featureNames: threeRegimeNames };
    const plain = new RegimeDetector(options).fit(market.rows, rows);
    const follow = new RegimeDetector(options).fit(market.rows, { ...rows, previous: plain });
    expect(follow.getDiagnostics().refit).toMatchObject({ commonRows: 1500, relabelledShare: 0 });
  });

  it('refuses a model of other regimes or features, and a way to refit without a model', () => {
    const two = new RegimeDetector({ ...options, nStates: 2 }).fit(window(1000));
    expect(() => new RegimeDetector(options).fit(window(1300), { previous: two })).toThrow(InvalidOptionsError);
    expect(() => new RegimeDetector(options).fit(market.rows, { previous: before })).toThrow('previous must know');
    expect(() => new RegimeDetector(options).fit(window(1300), { refit: 'warm' })).toThrow('refit needs previous');
    expect(() => new RegimeDetector(options).fit(window(1300), { previous: before, refit: 'cold' as never })).toThrow(
      'refit must be warm or search',
    );
  });
});

describe('new RegimeDetector({ shrinkage })', () => {
  it('draws full covariances towards that of all rows, and is stored with the model', () => {
    const full = { ...options, covarianceType: 'full', skipSampleValidation: true } as const;
    const spread = (detector: RegimeDetector) => Math.max(...detector.model.hmm.covariances);
    const free = new RegimeDetector(full).fit(window(400));
    const shrunk = new RegimeDetector({ ...full, shrinkage: { weight: 1e9 } }).fit(window(400));
    // In standardised units the covariance of all rows has ones on its diagonal.
    expect(spread(shrunk)).toBeCloseTo(1, 3);
    expect(Math.abs(spread(free) - 1)).toBeGreaterThan(0.05);
    const stored = RegimeDetector.fromModelData(shrunk.toModelData());
    expect(stored.model.fitOptions?.shrinkage).toEqual({ weight: 1e9 });
    expect(stored.fit(window(400)).model.hmm.toJSON()).toEqual(shrunk.model.hmm.toJSON());
  });
});

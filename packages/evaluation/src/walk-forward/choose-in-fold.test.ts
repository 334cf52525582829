import { RegimeDetector } from '@regimekit/detector';
import { inlineExecutor, MatrixView, type JsonValue, type TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { calculator, features, inputs, recipe } from '../../test/support/toy-walk.ts';
import {
  proveCausality,
  returnsFromCloses,
  walkForward,
  type AssetReturns,
  type FoldChoice,
  type WalkForwardRecipe,
  type WalkForwardResult,
} from '../index.ts';
import { bestOf } from './choose-in-fold.ts';
import { mergeNames } from './recipe-regimes.ts';

const VALIDATION = 150;
/** Sums of a few hundred numbers in another order. */
const ROUNDING = 1e-9;

const states: FoldChoice = {
  candidates: [{ nStates: 2 }, { nStates: 3 }],
  objective: 'log-score',
  validationDays: VALIDATION,
  everyFolds: 2,
};
const penalties: FoldChoice = {
  candidates: [5, 50, 500].map((penalty) => ({ jump: { penalty } })),
  objective: 'sharpe',
  validationDays: VALIDATION,
  everyFolds: 3,
};
const byScore: WalkForwardRecipe = { ...recipe, choice: states };
const byWorth: WalkForwardRecipe = {
  ...recipe,
  detector: { model: 'jump', seed: 1, restarts: 5, skipSampleValidation: true },
  choice: penalties,
};
const market = returnsFromCloses(
  inputs.price.dates,
  { equity: inputs.price.values },
  new Float64Array(inputs.price.dates.length),
);
const scored = await walkForward({ features }, byScore);
const worth = await walkForward({ features, market }, byWorth);

/** What a run says but for how long it took and what it found already done. */
function numbersOf({ folds, ...rest }: WalkForwardResult) {
  return { ...rest, folds: folds.map((fold) => ({ ...fold, durationMs: null, resumed: false })) };
}

/** The market with other returns from a day on. */
function turnedFrom(day: string): AssetReturns {
  const turned = market.returns.data.map((r, s) => (market.dates[s]! < day ? r : -3 * r));
  return { ...market, returns: new MatrixView(turned.length, 1, turned) };
}

describe('walkForward(data, { choice })', () => {
  it('asks every so many folds, and keeps the answer in between', () => {
    expect(scored.folds.map(({ choice }) => choice!.madeAt)).toEqual(
      scored.folds.map(({ index }) => index - (index % 2)),
    );
    for (const { choice } of scored.folds) expect(choice!.candidate).toBe(bestOf(choice!.scores));
  });

  it("scores by 'log-score' as a detector does that is fitted by hand on the days before the validation", () => {
    const day = (row: number): string => features.dates[row]!;
    const made = scored.folds.filter(({ index, choice }) => choice!.madeAt === index);
    expect(made.length).toBeGreaterThan(2);
    for (const { index, choice } of made) {
      const [first, end] = [index * 63, index * 63 + 500];
      for (const [i, candidate] of states.candidates.entries()) {
        const detector = new RegimeDetector({ ...recipe.detector, ...candidate });
        detector.fit(features.slice({ from: day(first), to: day(end - VALIDATION - 1) }));
        const judged = detector.logScores(features.slice({ from: day(first), to: day(end - 1) }), {
          from: day(end - VALIDATION),
        });
        expect(judged).toHaveLength(VALIDATION);
        const mean = judged.reduce((sum, { logScore }) => sum + logScore, 0) / VALIDATION;
        expect(choice!.scores[i]).toBeCloseTo(mean, 9);
      }
    }
  });

  it("scores by 'sharpe' as all or nothing earned by hand, one session between the close that decides and the one that trades", () => {
    const { choice } = worth.folds[0]!;
    const window = features.slice({ to: features.dates[499]! });
    for (const [i, candidate] of penalties.candidates.entries()) {
      const detector = new RegimeDetector({ ...byWorth.detector, ...candidate });
      detector.fit(window.slice({ to: features.dates[499 - VALIDATION]! }));
      const calls = detector.predictRegimes(window, { from: features.dates[500 - VALIDATION]! });
      const returnOf = new Map(market.dates.map((date, s) => [date, market.returns.get(s, 0)]));
      const days = market.dates.filter(
        (date) => date >= features.dates[500 - VALIDATION]! && date <= features.dates[499]!,
      );
      const earned: number[] = [];
      let held = 0;
      for (let t = 2; t < days.length; t++) {
        const call = calls.find(({ date }) => date === days[t - 2])!;
        const target = call.probabilities.risk_off < 0.5 ? 1 : 0;
        const cost = 0.0005 * Math.abs(target - held);
        earned.push((1 - cost) * (1 + target * returnOf.get(days[t]!)!) - 1);
        held = target;
      }
      const mean = earned.reduce((sum, r) => sum + r, 0) / earned.length;
      const variance = earned.reduce((sum, r) => sum + (r - mean) ** 2, 0) / (earned.length - 1);
      const sharpe = (Math.sqrt(252) * mean) / Math.sqrt(variance);
      expect(variance).toBeGreaterThan(0);
      expect(Math.abs(choice!.scores[i]! - sharpe)).toBeLessThan(ROUNDING);
    }
  });

  it('looks at no return behind the training days; the control: at those within', async () => {
    const { train, choice } = worth.folds[0]!;
    const next = features.dates[features.indexOf(train.to) + 1]!;
    const first = { ...byWorth, choice: { ...penalties, everyFolds: 100 } };
    const ahead = await walkForward({ features, market: turnedFrom(next) }, first);
    expect(ahead.folds[0]!.choice).toEqual(choice);
    const within = await walkForward({ features, market: turnedFrom(train.to) }, first);
    expect(within.folds[0]!.choice!.scores).not.toEqual(choice!.scores);
  });

  it('names the regimes of all candidates from the first day on, and gives none to those a fold does not know', async () => {
    // Three states come first here, so that both stand in the signals.
    const few = {
      candidates: [{ nStates: 3 }, { nStates: 2 }],
      objective: 'log-score',
      validationDays: VALIDATION,
    } as const;
    const run = await walkForward({ features }, { ...recipe, choice: { ...few, everyFolds: 1 } });
    expect(run.signals.regimes).toEqual(['risk_on', 'neutral', 'risk_off']);
    for (const [t, fold] of run.signals.fold.entries()) {
      const row = [...run.signals.probs.row(t)];
      expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(ROUNDING);
      expect(row[1] === 0).toBe(run.folds[fold]!.choice!.candidate === 1);
    }
    for (const [i, fold] of run.folds.entries()) {
      const same = i > 0 && fold.choice!.candidate === run.folds[i - 1]!.choice!.candidate;
      expect(fold.start).toBe(same ? 'previous' : 'search');
    }
  });

  it('is the same with workers, and goes on where a stopped run was without judging a candidate twice', async () => {
    await using pool = createWorkerPool({ size: 2 });
    const fresh = { ...byWorth, refit: 'fresh' } as const;
    const alone = await walkForward({ features, market }, fresh);
    expect(numbersOf(await walkForward({ features, market }, fresh, { executor: pool }))).toEqual(numbersOf(alone));
    const kept = new Map<string, string>();
    const checkpoints = {
      get: (key: string): unknown => (kept.has(key) ? JSON.parse(kept.get(key)!) : undefined),
      set: (key: string, value: JsonValue) => void kept.set(key, JSON.stringify(value)),
    };
    let tasks = 0;
    const counting: TaskExecutor = {
      concurrency: 1,
      run: (task, input, options) => {
        tasks++;
        return inlineExecutor.run(task, input, options);
      },
    };
    const first = await walkForward({ features, market }, byWorth, { checkpoints, executor: counting });
    expect(numbersOf(first)).toEqual(numbersOf(worth));
    expect(tasks).toBeGreaterThan(first.folds.length);
    tasks = 0;
    const again = await walkForward({ features, market }, byWorth, { checkpoints, executor: counting });
    expect(tasks).toBe(0);
    expect(numbersOf(again)).toEqual(numbersOf(worth));
  });

  it('leaves a candidate out that cannot be judged, says why, and refuses when none can', async () => {
    const greedy = { nStates: 6, covarianceType: 'full' } as const;
    const choice = { ...states, candidates: [greedy, { nStates: 2 }] };
    const run = await walkForward({ features }, { ...recipe, choice });
    expect(run.folds[0]!.choice).toMatchObject({ candidate: 1, scores: [null, expect.any(Number)] });
    expect(run.folds[0]!.choice!.problems).toEqual([expect.stringContaining('parameters'), null]);
    const none = { ...states, candidates: [greedy, { ...greedy, nStates: 5 }] };
    await expect(walkForward({ features }, { ...recipe, choice: none })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });

  it('is causal, to the bit, whatever is chosen', async () => {
    const byReturns = { ...byWorth, choice: { ...penalties, candidates: penalties.candidates.slice(0, 2) } };
    const proof = await proveCausality({ inputs, calculator, recipe: byReturns, days: 2, seed: 2 });
    expect(proof.checks.filter(({ moved }) => moved > 0)).toEqual([]);
  });

  it.each([
    [{ ...states, candidates: [{}] }, /choice\.candidates must be 2 to 32/u],
    [{ ...states, objective: 'luck' }, /choice\.objective must be one of/u],
    [{ ...states, validationDays: 251 }, /at most half of the 500 training days/u],
    [{ ...states, everyFolds: 0 }, /choice\.everyFolds/u],
    [{ ...states, candidates: [{}, { clip: 3 }] }, /choice\.candidates\.1 must be an HMM of features as they are/u],
    [{ ...states, candidates: [{ model: 'jump' }, {}] }, /which has no density/u],
    [{ ...states, evryFolds: 3 }, /evryFolds/u],
    [{ ...states, objective: 'sharpe' }, /market must be returns of the asset/u],
  ])('refuses %j', async (choice, message) => {
    const wrong = walkForward({ features }, { ...recipe, choice: choice as FoldChoice });
    await expect(wrong).rejects.toThrow(message);
  });
});

describe('bestOf(scores)', () => {
  it('is the highest, of equals the first, and -1 where there is none', () => {
    expect([bestOf([1, 3, 3]), bestOf([null, -2, null]), bestOf([null]), bestOf([])]).toEqual([1, 1, -1, -1]);
  });
});

describe('mergeNames(lists)', () => {
  it('keeps the order of each list', () => {
    expect(
      mergeNames([
        ['a', 'z'],
        ['a', 'm', 'z'],
        ['a', 'm1', 'm2', 'z'],
      ]),
    ).toEqual(['a', 'm1', 'm2', 'm', 'z']);
    expect(mergeNames([['a', 'b', 'c'], ['b']])).toEqual(['a', 'b', 'c']);
  });
});

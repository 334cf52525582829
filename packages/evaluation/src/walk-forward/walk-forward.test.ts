import { RegimeDetector } from '@regimekit/detector';
import { createMarketSeries, type MarketInputs } from '@regimekit/features';
import { inlineExecutor, type JsonValue, type TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import { describe, expect, it } from 'vitest';
import { calculator, features, inputs, recipe } from '../../test/support/toy-walk.ts';
import { recipeFingerprint, walkForward, type WalkForwardProgress, type WalkForwardResult } from '../index.ts';
import type { foldTask } from './fold-task.ts';

/** What a run says but for how long it took and what it found already done. */
function numbersOf({ folds, ...rest }: WalkForwardResult) {
  return { ...rest, folds: folds.map((fold) => ({ ...fold, durationMs: null, resumed: false })) };
}

function memoryStore() {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key: string): unknown => (kept.has(key) ? JSON.parse(kept.get(key)!) : undefined),
    set: (key: string, value: JsonValue) => void kept.set(key, JSON.stringify(value)),
  };
}

const plain = await walkForward({ features }, recipe);
const fresh = await walkForward({ features }, { ...recipe, refit: 'fresh' });

describe('walkForward({ features }, recipe)', () => {
  it('answers for every day after the first window, each by the model of its fold', () => {
    const { signals, folds } = plain;
    expect(signals.dates).toEqual(features.dates.slice(500));
    expect(signals.regimes).toEqual(['risk_on', 'risk_off']);
    expect(folds).toHaveLength(Math.ceil((features.rows - 500) / 63));
    expect(new Set(signals.fold)).toEqual(new Set(folds.map(({ index }) => index)));
    for (const { index, train, test } of folds) {
      expect(train.rows).toBe(500);
      expect(train.to < test!.from).toBe(true);
      expect(signals.fold[signals.dates.indexOf(test!.from)]).toBe(index);
    }
    expect(folds.map(({ start }) => start)).toEqual(['search', ...folds.slice(1).map(() => 'previous')]);
  });

  it('gives the probabilities and the relabelled share of a detector that is refitted by hand, to the bit', () => {
    const day = (row: number) => features.dates[row]!;
    const window = (fold: number) => features.slice({ from: day(fold * 63), to: day(fold * 63 + 499) });
    const first = new RegimeDetector(recipe.detector).fit(window(0));
    const second = new RegimeDetector(recipe.detector).fit(window(1), { previous: first });
    const { signals, folds } = plain;
    for (const [detector, row] of [
      [first, 500],
      [second, 563],
    ] as const) {
      const { probabilities } = detector.predictRegimes(features, { from: day(row), to: day(row) })[0]!;
      expect([...signals.probs.row(row - 500)]).toEqual([probabilities.risk_on, probabilities.risk_off]);
    }
    expect(folds[1]!.relabelledShare).toBe(second.getDiagnostics().refit!.relabelledShareNewest);
    expect(folds[0]!.relabelledShare).toBeNull();
  });

  it('is the same with any number of workers, warm and fresh', async () => {
    await using pool = createWorkerPool({ size: 2 });
    expect(numbersOf(await walkForward({ features }, recipe, { executor: pool }))).toEqual(numbersOf(plain));
    const shared = await walkForward({ features }, { ...recipe, refit: 'fresh' }, { executor: pool });
    expect(numbersOf(shared)).toEqual(numbersOf(fresh));
  });

  it("with refit: 'fresh' searches in every fold, and matches the regimes with those before", () => {
    expect(new Set(fresh.folds.map(({ start }) => start))).toEqual(new Set(['search']));
    for (const { relabelledShare, unalignedShare } of fresh.folds.slice(1)) {
      expect(relabelledShare).toBeLessThanOrEqual(unalignedShare! + 1e-12);
    }
  });

  it('aligns a fold whose names are turned, which would relabel nearly everything', async () => {
    const turning: TaskExecutor = {
      concurrency: 1,
      run: async (task, input) => {
        const job = input as Parameters<typeof foldTask.run>[0];
        const labels = job.train.start === 63 ? (['risk_off', 'risk_on'] as const) : undefined;
        return inlineExecutor.run(task, { ...job, recipe: { ...job.recipe, labels } } as typeof input);
      },
    };
    const turned = await walkForward({ features }, { ...recipe, refit: 'fresh' }, { executor: turning });
    const [, second] = turned.folds;
    expect(second!.unalignedShare).toBeGreaterThan(0.9);
    expect(second!.relabelledShare).toBeLessThan(0.2);
    expect(second!.namesMoved).toBe(true);
    expect(turned.signals.probs.to2DArray()).toEqual(fresh.signals.probs.to2DArray());
    expect(turned.findings.map(({ code }) => code)).toContain('NAMES_MOVED');
  });

  it('finds refits that relabel more than the gate allows', async () => {
    const strict = await walkForward({ features }, { ...recipe, maxRelabelledShare: 0 });
    const moved = plain.folds.filter(({ relabelledShare }) => (relabelledShare ?? 0) > 0);
    expect(moved.length).toBeGreaterThan(0);
    const finding = strict.findings.find(({ code }) => code === 'RELABELLED_TOO_MUCH')!;
    expect(finding.folds).toEqual(moved.map(({ index }) => index));
    const open = await walkForward({ features }, { ...recipe, maxRelabelledShare: 1 });
    expect(open.findings.map(({ code }) => code)).not.toContain('RELABELLED_TOO_MUCH');
  });

  it('walks a jump model too, which has no likelihood', async () => {
    const jump = { ...recipe, detector: { model: 'jump' as const, seed: 1, restarts: 5, skipSampleValidation: true } };
    const { signals, folds } = await walkForward({ features }, jump);
    expect(folds.every(({ logLikelihood }) => logLikelihood === null)).toBe(true);
    expect(new Set(signals.probs.data)).toEqual(new Set([0, 1]));
  });
});

describe('walkForward(data, recipe, { checkpoints })', () => {
  it('goes on where a stopped run was, and gives the numbers of a run in one go', async () => {
    const store = memoryStore();
    const stop = new AbortController();
    const onProgress = ({ done }: WalkForwardProgress) => {
      if (done === 3) stop.abort(new Error('enough'));
    };
    const stopped = walkForward({ features }, recipe, { checkpoints: store, signal: stop.signal, onProgress });
    await expect(stopped).rejects.toThrow('enough');
    expect(store.kept.size).toBe(3);
    const resumed = await walkForward({ features }, recipe, { checkpoints: store });
    expect(resumed.folds.map((fold) => fold.resumed)).toEqual(plain.folds.map((_, i) => i < 3));
    expect(numbersOf(resumed)).toEqual(numbersOf(plain));
  });

  it('computes anew what came back damaged, and what another recipe or other data made', async () => {
    const store = memoryStore();
    await walkForward({ features }, recipe, { checkpoints: store });
    const [first] = store.kept.keys();
    store.kept.set(first!, '{"format":1}');
    const again = await walkForward({ features }, recipe, { checkpoints: store });
    expect(again.folds.map(({ resumed }) => resumed)).toEqual(plain.folds.map((_, i) => i > 0));
    expect(numbersOf(again)).toEqual(numbersOf(plain));
    const other = { ...recipe, detector: { ...recipe.detector, seed: 4 } };
    const seeded = await walkForward({ features }, other, { checkpoints: store });
    expect(seeded.folds.some(({ resumed }) => resumed)).toBe(false);
    const shorter = await walkForward({ features: features.slice({ from: features.dates[1]! }) }, recipe, {
      checkpoints: store,
    });
    expect(shorter.folds.some(({ resumed }) => resumed)).toBe(false);
  });

  it('tells how far it is and, with a clock, how long it will take', async () => {
    let now = 0;
    const steps: WalkForwardProgress[] = [];
    const clock = () => (now += 50);
    await walkForward({ features }, recipe, { clock, onProgress: (step) => steps.push(step) });
    const { length } = plain.folds;
    expect(steps.map(({ done }) => done)).toEqual(Array.from({ length }, (_, i) => i + 1));
    expect(steps.at(-1)!.remainingMs).toBe(0);
    expect(steps[0]!.remainingMs).toBeCloseTo(steps[0]!.elapsedMs * (length - 1), 9);
  });
});

describe('walkForward({ inputs, calculator, inputsAsOf }, recipe)', () => {
  const latest = features.dates.at(-1)!;

  it('equals the run on features where history was never revised', async () => {
    const asOf = await walkForward({ inputs, calculator, inputsAsOf: () => inputs }, recipe);
    expect(asOf.signals).toEqual(plain.signals);
  });

  it('uses on each day what was known on it: a later revision changes nothing before', async () => {
    const day = features.dates[700]!;
    const revised: MarketInputs = {
      price: inputs.price,
      vix: createMarketSeries('vix', {
        dates: inputs.vix.dates,
        values: inputs.vix.values.map((value) => value * 1.5),
      }),
    };
    const asOf = await walkForward(
      { inputs, calculator, inputsAsOf: (date) => (date < day ? inputs : revised) },
      recipe,
    );
    const row = asOf.signals.dates.indexOf(day);
    const before = (result: WalkForwardResult) => result.signals.probs.to2DArray().slice(0, row);
    expect(before(asOf)).toEqual(before(plain));
    expect(asOf.signals.probs.to2DArray().slice(row)).not.toEqual(plain.signals.probs.to2DArray().slice(row));
    // The control: with the revision throughout, the days before would move.
    const naive = await walkForward({ features: calculator.calculateFeatureHistory(revised) }, recipe);
    expect(before(naive)).not.toEqual(before(plain));
  });

  it('uses no value before its knownOn', async () => {
    const late = features.dates[650]!;
    const at = inputs.vix.dates.indexOf(late);
    const knownOn = inputs.vix.dates.map((date, i) => (i === at ? inputs.vix.dates[at + 30]! : date));
    const series = (value: number) =>
      createMarketSeries('vix', {
        dates: inputs.vix.dates,
        values: inputs.vix.values.map((each, i) => (i === at ? value : each)),
        knownOn,
      });
    const run = async (value: number) =>
      walkForward({ features: calculator.calculateFeatureHistory({ ...inputs, vix: series(value) }) }, recipe);
    const [one, other] = [await run(10), await run(80)];
    const until = (result: WalkForwardResult) =>
      result.signals.probs.to2DArray().slice(
        0,
        result.signals.dates.findIndex((date) => date >= inputs.vix.dates[at + 30]!),
      );
    expect(until(one).length).toBeGreaterThan(100);
    expect(until(one)).toEqual(until(other));
  });

  it('gives no signal for a day that had no row at its own close', async () => {
    const upTo = (to: string): MarketInputs => {
      const cut = (series: typeof inputs.vix, last: string) => {
        const n = series.dates.filter((date) => date <= last).length;
        return createMarketSeries(series.name, { dates: series.dates.slice(0, n), values: series.values.slice(0, n) });
      };
      return { price: cut(inputs.price, to === latest ? '2000-01-01' : to), vix: cut(inputs.vix, to) };
    };
    const withDays = (date: string): MarketInputs => (date === latest ? upTo(features.dates.at(-2)!) : upTo(date));
    const { signals } = await walkForward({ inputs, calculator, inputsAsOf: withDays }, { ...recipe, refitEvery: 200 });
    expect(signals.dates).toEqual(plain.signals.dates.slice(0, -1));
  });
});

describe('recipeFingerprint(recipe)', () => {
  it('knows recipes apart, infinite tolerances too, and refuses functions', async () => {
    const one = recipeFingerprint({ detector: { tolerance: -Infinity } });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toBe(recipeFingerprint({ detector: {} }));
    expect(recipeFingerprint({ detector: { nStates: undefined } })).toBe(recipeFingerprint({ detector: {} }));
    const named = { ...recipe, detector: { labels: (() => 1) as never } };
    await expect(walkForward({ features }, named)).rejects.toThrow('a function');
    await expect(walkForward({ features }, { refit: 'cold' as never })).rejects.toThrow('warm, fresh');
  });
});

// Recipes on a market whose regimes are known: three of them, calm to wild.
import { FeatureCalculator, type FeatureMatrix } from '@regimekit/features';
import { createSyntheticMarket } from '@regimekit/features/synthetic';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  compareRecipes,
  constantMix,
  returnsFromCloses,
  runStrategy,
  sharpeRatio,
  summarise,
  walkForward,
  zeroOne,
  type DetectorRecipe,
  type RecipeComparisonDocument,
  type WalkedRecipe,
} from '../index.ts';
import { spokenDays } from './walked-recipe.ts';

const { inputs } = createSyntheticMarket({ seed: 42, start: '2005-01-03', nDays: 1800 });
const { dates, values } = inputs.price;
const market = returnsFromCloses(dates, { equity: values }, new Float64Array(dates.length).fill(0.0001));
const vol2 = new FeatureCalculator({ featureSet: 'vol2' }).calculateFeatureHistory(inputs);
const jump9 = new FeatureCalculator({ featureSet: 'jump9' }).calculateFeatureHistory(inputs);
const options = { seed: 1, replications: 199 };
const WINDOW = 756;

async function walk(name: string, detector: DetectorRecipe, features: FeatureMatrix = vol2): Promise<WalkedRecipe> {
  const recipe = { windowDays: WINDOW, refitEvery: 126, detector: { seed: 1, restarts: 3, ...detector } };
  const walked = await walkForward({ features }, recipe);
  const strategy = { name: 'zero-one', rule: 'out in stress', weights: zeroOne(walked.signals) };
  return { name, walked, features, strategy, latencyMs: 1 };
}

let one: WalkedRecipe;
let two: WalkedRecipe;
let three: WalkedRecipe;
let jump: WalkedRecipe;
let document: RecipeComparisonDocument;
const compare = async (...recipes: WalkedRecipe[]) => compareRecipes({ recipes, market, price: inputs.price }, options);
const scoresOf = (of: RecipeComparisonDocument, kind: 'features' | 'nextReturn', name: string) =>
  of.scores[kind]!.rows.find((row) => row.name === name)!;

beforeAll(async () => {
  one = await walk('one', { nStates: 1 });
  two = await walk('two', { nStates: 2 });
  three = await walk('three', { nStates: 3 });
  jump = await walk('jump', { model: 'jump', restarts: 3 }, jump9);
  document = await compare(two, three, one, jump);
});

describe('compareRecipes(request, options)', () => {
  it('sees that the true number of regimes describes the features better than fewer', () => {
    const { features } = document.scores;
    expect(features!.rows.map(({ name }) => name)).toEqual(['two', 'three', 'one']);
    expect(scoresOf(document, 'features', 'three').lead!.lower!).toBeGreaterThan(0);
    expect(scoresOf(document, 'features', 'one').lead!.upper!).toBeLessThan(0);
    expect(features!.confidenceSet.included).toEqual(['three']);
    expect(features!.superiority).toMatchObject({ best: 'three' });
    expect(features!.superiority!.pValue!).toBeLessThan(0.05);
    expect(scoresOf(document, 'nextReturn', 'one').lead!.value!).toBeLessThan(0);
    expect(document.pairs[0]!.dieboldMariano[0]).toMatchObject({ kind: 'features', lags: features!.blockDays });
    expect(document.pairs[0]!.dieboldMariano[0]!.meanDifference).toBeCloseTo(
      scoresOf(document, 'features', 'three').lead!.value!,
      12,
    );
  });

  it('turns every sign when the recipes change places', async () => {
    const [there, back] = [await compare(two, three), await compare(three, two)];
    const [lead, loss] = [scoresOf(there, 'features', 'three').lead!, scoresOf(back, 'features', 'two').lead!];
    expect(loss.value).toBeCloseTo(-lead.value!, 12);
    expect(loss.lower).toBeCloseTo(-lead.upper!, 12);
    const [pair, turned] = [there.pairs[0]!, back.pairs[0]!];
    expect(turned.sharpeDifference!.difference).toBeCloseTo(-pair.sharpeDifference!.difference, 12);
    expect(turned.decisions!.mcNemar).toMatchObject({
      onlyA: pair.decisions!.mcNemar.onlyB,
      onlyB: pair.decisions!.mcNemar.onlyA,
    });
    expect(turned.decisions!.kappa.kappa).toBeCloseTo(pair.decisions!.kappa.kappa!, 12);
    expect(pair.record).toMatchObject({ kind: 'replay' });
    expect(there.scores.features!.superiority).toBeNull();
  });

  it('finds no difference between a recipe and itself', async () => {
    const same = await compare(three, { ...three, name: 'three again' });
    const [pair] = same.pairs;
    expect(scoresOf(same, 'features', 'three again').lead).toEqual({ value: 0, lower: 0, upper: 0 });
    expect(scoresOf(same, 'nextReturn', 'three again').lead).toEqual({ value: 0, lower: 0, upper: 0 });
    expect(same.scores.nextReturn.confidenceSet.included).toHaveLength(2);
    expect(same.scores.nextReturn.autocorrelation).toBeNull();
    expect(pair!.sameExposure).toBe(1);
    expect(pair!.fee.value).toBeCloseTo(0, 12);
    expect(pair!.sharpeDifference).toMatchObject({ difference: 0, pValue: null });
    expect(pair!.dieboldMariano.every(({ pValue }) => pValue === null)).toBe(true);
    expect(pair!.record.verdict).toBe('inconclusive');
    expect(same.summary[0]).toMatch(/^three and three again said the same on every day/);
  });

  it('gives numbers that a backtest of each by itself gives, and the deflated ratio of the best of so many', () => {
    const { from, to } = document.period;
    expect(document.recipes.map(({ name }) => name)).toEqual(['two', 'three', 'one', 'jump']);
    for (const [i, recipe] of [two, three, jump].entries()) {
      const judged = document.recipes[i === 2 ? 3 : i]!;
      const run = runStrategy(recipe.strategy.weights, market, { costBps: 5, from });
      const n = run.dates.findLastIndex((date) => date <= to) + 1;
      const returns = run.returns.slice(0, n);
      expect(judged.metrics.sharpe.value).toBeCloseTo(sharpeRatio(returns, { riskFree: 0.0001 })!, 12);
      const mean = run.exposure.slice(0, n).reduce((sum, each) => sum + each, 0) / n;
      const mix = runStrategy(constantMix(market.dates, { equity: mean }), market, { costBps: 5, from });
      const { metrics } = summarise(returns, { riskFree: 0.0001, benchmark: mix.returns.slice(0, n) });
      expect(judged.metrics.fee5.value).toBeCloseTo(metrics.fee5!, 10);
      expect(judged.trials.count).toBe(4);
      expect(document.daily.returns[recipe.name]).toEqual([...returns]);
    }
  });

  it('compares features by economics and the next return alone where they differ', async () => {
    expect(document.notes).toEqual([expect.stringMatching(/^jump gives its features no density/)]);
    expect(document.pairs[2]).toMatchObject({ candidate: 'jump', judgedOn: { kind: 'next return' } });
    expect(document.scores.nextReturn.rows).toHaveLength(4);
    const both = await compare(two, jump);
    expect(both.scores.features).toBeNull();
    expect(both.pairs[0]!.dieboldMariano.map(({ kind }) => kind)).toEqual(['next return']);
  });

  it('is plain JSON, the same with the same seed, and says without a Sharpe ratio that there is none', async () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(await compare(two, three, one, jump)).toEqual(document);
    // A single regime is always the most stressed: it never invests.
    expect(document.recipes[2]!.metrics.exposure.value).toBe(0);
    expect(document.pairs[1]!.sharpeDifference).toBeNull();
    expect(document.summary.join(' ')).not.toMatch(/NaN|undefined|null/);
    expect(document.summary.at(-1)).toMatch(/^All of this is a replay/);
  });

  it('judges two recipes on a given plan over all days, and a plan made too late not at all', async () => {
    const plan = {
      hypothesis: 'Three regimes describe the features better than two.',
      baseline: { name: 'two', version: '1' },
      candidate: { name: 'three', version: '1' },
      clip: 2,
      blockDays: 21,
      stopping: { minDays: 126, maxDays: 1260 },
      guardrails: { maxRelabelRate: 1, maxDependence: 1, maxCutoverTurnover: 1 },
    };
    const request = { recipes: [two, three], market, price: inputs.price };
    const judge = async (createdAt: string) => {
      const times = { createdAt, firstObservation: '2026-01-02T00:00:00Z' };
      const [pair] = (await compareRecipes({ ...request, plan: { plan, times } }, options)).pairs;
      return pair!;
    };
    const early = await judge('2026-01-01T00:00:00Z');
    expect(early.judgedOn).toEqual({ kind: 'features', pilotDays: 0 });
    expect(early.record).toMatchObject({ verdict: 'promote', reasons: ['GAIN_ABOVE_MARGIN'] });
    const late = await judge('2026-01-03T00:00:00Z');
    expect(late.record).toMatchObject({ verdict: 'inconclusive', reasons: ['PLAN_YOUNGER_THAN_DATA'] });
    const given = { plan, times: { createdAt: '2026-01-01', firstObservation: '2026-01-02' } };
    await expect(compareRecipes({ ...request, recipes: [one, two, three], plan: given }, options)).rejects.toThrow(
      'left out with more than two recipes',
    );
  });

  it('refuses one recipe alone, two of one name, and days that they do not share', async () => {
    await expect(compare(two)).rejects.toThrow('two walked recipes or more');
    await expect(compare(two, { ...three, name: 'two' })).rejects.toThrow('"two" twice');
    const { signals } = three.walked;
    const early = vol2.slice({ to: signals.dates[100] });
    const short = { ...(await walk('short', { nStates: 2 }, early)), features: early };
    await expect(compare(two, short)).rejects.toThrow('120 days or more that all have answered for');
  });
});

describe('spokenDays(recipe, price)', () => {
  it('scores the next return under one regime as the normal law of the training days does', () => {
    const { nextReturn } = spokenDays(one, inputs.price);
    const closeOf = (date: string) => values[dates.indexOf(date)]!;
    const after = (row: number) => closeOf(vol2.dates[row + 1]!) / closeOf(vol2.dates[row]!) - 1;
    // The first fold: the return after its last training day is not known at the refit.
    const learnt = Array.from({ length: WINDOW - 1 }, (_, row) => after(row));
    const mean = learnt.reduce((sum, r) => sum + r, 0) / learnt.length;
    const variance = learnt.reduce((sum, r) => sum + (r - mean) ** 2, 0) / learnt.length;
    const expected = -0.5 * (Math.log(2 * Math.PI * variance) + (after(WINDOW) - mean) ** 2 / variance);
    expect(nextReturn.get(vol2.dates[WINDOW]!)).toBeCloseTo(expected, 10);
    expect(nextReturn.has(vol2.dates.at(-1)!)).toBe(false);
  });

  it('has decisions as a strategy acts on them, and no density of clipped features', async () => {
    const { stressed } = spokenDays(three, inputs.price);
    const { weights } = three.strategy;
    expect(weights.dates.every((date, t) => stressed.get(date) === 1 - weights.weights.get(t, 0))).toBe(true);
    const clipped = await walk('clipped', { nStates: 2, clip: 3 });
    expect(spokenDays(clipped, inputs.price).features).toBeNull();
    expect(spokenDays(clipped, inputs.price).nextReturn.size).toBe(spokenDays(two, inputs.price).nextReturn.size);
  });
});

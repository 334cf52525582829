// Recipes from files and from words, walked over an invented market and compared.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BacktestDocument, RecipeComparisonDocument, WalkForwardRecipe } from '@regimekit/evaluation';
import { runFailing, type TrainDocument } from './support/documents.ts';
import { writeMarketFiles } from './support/market-files.ts';
import { runCli, runJson, temporaryFolder } from './support/run-cli.ts';

let folder: string;
let home: string;
const small = { features: 'vol2', window: 500, refit: 126, restarts: 2 };
const quick = ['--replications', '100', '--workers', '2'];

function file(name: string, content: object | string): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const compare = async (...more: string[]) =>
  runJson<RecipeComparisonDocument>('compare', 'recipes', ...quick, ...more, '--home', home);

/** All but what a clock says. */
function withoutClock(document: RecipeComparisonDocument): unknown {
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => {
    const isLatency = (value as { name?: string } | null)?.name === 'latency';
    return isLatency || key === 'files' ? undefined : value;
  });
}

beforeAll(async () => {
  folder = temporaryFolder();
  home = join(folder, 'home');
  const { spx, vix } = writeMarketFiles(join(folder, 'files'), { seed: 4, start: '2010-01-04', nDays: 1400 });
  await runJson('data', 'import', spx!, vix!, '--home', home);
});

describe('compare recipes', () => {
  it('compares files over the same days, goes on from kept folds, and does not depend on workers', async () => {
    const [two, three] = [file('two.json', { ...small, states: 2 }), file('three.json', { ...small, states: 3 })];
    const [html, csv] = [join(folder, 'recipes.html'), join(folder, 'recipes.csv')];
    const first = await compare(two, three, '--html', html, '--csv', csv);
    expect(first.recipes.map(({ name }) => name)).toEqual(['two', 'three']);
    expect(first.pairs[0]!.record).toMatchObject({ kind: 'replay', plan: { candidate: { name: 'three' } } });
    const kept = readdirSync(join(home, 'backtests')).length;
    expect(kept).toBe(first.recipes[0]!.fits + first.recipes[1]!.fits);
    const again = await compare(two, three, '--workers', '1');
    expect(withoutClock(again)).toEqual(withoutClock(first));
    expect(readdirSync(join(home, 'backtests'))).toHaveLength(kept);
    const page = readFileSync(html, 'utf8');
    for (const title of ['What each was worth', 'What each said ahead', 'Each against two', 'The recipes'])
      expect(page).toContain(title);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|NaN|undefined/);
    const [header, ...lines] = readFileSync(csv, 'utf8').trim().split('\n');
    expect(header).toMatch(/^date,risk_free,return_market,p_stress_two,exposure_two,return_two,next_return_score_two,/);
    expect(lines).toHaveLength(first.period.days);
  });

  it('takes recipes in words beside files, a jump model among them, and shows a page', async () => {
    const words = '--window 500 --refit 126';
    const argv = [
      file('two.json', { ...small, states: 2 }),
      '--recipe',
      `same: --states 2 --features vol2 --restarts 2 ${words}`,
      '--recipe',
      `jump: --model jump --restarts 2 ${words} --strategy probability`,
    ];
    const { exitCode, stdout } = await runCli('compare', 'recipes', ...quick, ...argv, '--home', home);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^two, same, jump: 20/);
    expect(stdout).toMatch(/superior predictive ability over two/);
    expect(stdout).toMatch(/jump gives its features no density/);
    expect(stdout).not.toMatch(/NaN|undefined/);
    const document = await compare(...argv);
    // Words and file are the same recipe.
    expect(document.recipes[1]!.recipeFingerprint).toBe(document.recipes[0]!.recipeFingerprint);
    expect(document.scores.nextReturn.rows[1]!.lead).toEqual({ value: 0, lower: 0, upper: 0 });
    expect(document.recipes[2]!.strategy.name).toBe('probability');
  });

  it('--plan tries two recipes on a given plan, over all their days', async () => {
    const plan = file('plan.json', {
      hypothesis: 'Three regimes describe the features better than two.',
      baseline: { name: 'two', version: '1' },
      candidate: { name: 'three', version: '1' },
      clip: 2,
      blockDays: 21,
    });
    const recipes = [file('two.json', { ...small, states: 2 }), file('three.json', { ...small, states: 3 })];
    const document = await compare(...recipes, '--plan', plan);
    expect(document.pairs[0]).toMatchObject({ judgedOn: { kind: 'features', pilotDays: 0 } });
    expect(document.pairs[0]!.record.planCheck.valid).toBe(true);
    const three = await runFailing('compare', 'recipes', ...recipes, '--recipe', 'c: --states 4', '--plan', plan);
    expect(three).toMatchObject({ exitCode: 2, error: { code: 'PLAN_FOR_SEVERAL' } });
  });

  it.each([
    ['{"states": 2, "states": 3}', 'INVALID_JSON', "'states' occurs twice"],
    ['{"states": 2', 'INVALID_JSON', 'is not valid JSON'],
    ['{"state": 2}', 'UNKNOWN_RECIPE_KEY', 'state that no recipe has (did you mean states?)'],
    ['{"jump": {"penalti": 2}}', 'UNKNOWN_RECIPE_KEY', 'jump.penalti that no recipe has (did you mean penalty?)'],
    ['{"states": "many"}', 'INVALID_RECIPE', 'states must be a whole number from 1 to 10, received "many"'],
    ['{"window": 5}', 'INVALID_RECIPE', 'window must be at least 60, received 5'],
    ['{"features": "regime8"}', 'INVALID_RECIPE', 'features must be one of regime9'],
    ['{"model": "jump", "shrinkage": 250}', 'INVALID_RECIPE', 'shrinkage is for model hmm, and this is model jump'],
    ['{"jump": {"penalty": 2}}', 'INVALID_RECIPE', 'jump is for model jump, and this is model hmm'],
    ['{"model": "jump", "jump": {"variant": "sparse"}}', 'INVALID_RECIPE', 'jump.kappaSquared is needed'],
    ['[]', 'INVALID_RECIPE', 'it must be an object'],
  ])('refuses the recipe %s as %s', async (text, code, message) => {
    const bad = file('bad.json', text);
    const failed = await runFailing('compare', 'recipes', bad, '--recipe', 'other:', '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code } });
    expect(failed.error.message).toContain(message);
  });

  it.each([
    [['--recipe', 'alone:'], 'RECIPES_MISSING'],
    [['--recipe', 'a:', '--recipe', 'a: --states 2'], 'RECIPE_NAME_TWICE'],
    [['--recipe', 'no colon'], 'INVALID_RECIPE'],
    [['--recipe', 'a: --sates 2', '--recipe', 'b:'], 'INVALID_RECIPE'],
    [['--recipe', 'a: --covariance round', '--recipe', 'b:'], 'INVALID_RECIPE'],
    [['--recipe', 'a: --model jump --shrinkage 250', '--recipe', 'b:'], 'MODEL_OPTIONS'],
    [['--recipe', 'a:', '--recipe', 'b: --window 9'], 'INVALID_OPTION'],
    [['--recipe', 'a:', '--recipe', 'b:', '--delay', '-1'], 'INVALID_OPTION'],
    [['/no/such/recipe.json', '--recipe', 'b:'], 'UNREADABLE_FILE'],
  ])('refuses %j in plain words', async (argv, code) => {
    const failed = await runFailing('compare', 'recipes', ...argv, '--home', home);
    expect(failed).toMatchObject({ exitCode: 2, error: { code } });
  });

  it('names the recipe that has too little data', async () => {
    const words = '--window 300 --refit 126 --features vol2';
    const recipes = [
      '--recipe',
      `good: --states 2 ${words}`,
      '--recipe',
      `greedy: --states 6 --covariance full ${words}`,
    ];
    const failed = await runFailing('compare', 'recipes', ...recipes, '--home', home);
    expect(failed.error.code).toBe('INSUFFICIENT_SAMPLES');
    expect(failed.error.message).toMatch(/^greedy: .*"skipSampleValidation": true in the recipe/s);
  });
});

describe('backtest --recipe, and options that it shares with train', () => {
  it('walks the recipe of a file as it walks the same options, and refuses both at once', async () => {
    const recipe = file('full.json', {
      ...small,
      states: 2,
      covariance: 'full',
      shrinkage: 250,
      strategy: 'probability',
    });
    const words = ['--states', '2', '--features', 'vol2', '--window', '500', '--refit', '126', '--restarts', '2'];
    const rest = ['--covariance', 'full', '--shrinkage', '250', '--strategy', 'probability'];
    type Document = BacktestDocument & { readonly recipe: WalkForwardRecipe };
    const ofFile = await runJson<Document>('backtest', '--recipe', recipe, ...quick, '--home', home);
    const ofWords = await runJson<Document>('backtest', ...words, ...rest, ...quick, '--home', home);
    expect(ofFile.recipe).toEqual(ofWords.recipe);
    expect(ofFile.recipe.detector).toMatchObject({ covarianceType: 'full', shrinkage: { weight: 250 } });
    expect(ofFile.daily).toEqual(ofWords.daily);
    const both = await runFailing('backtest', '--recipe', recipe, '--states', '3', '--fresh', '--home', home);
    expect(both).toMatchObject({ exitCode: 2, error: { code: 'RECIPE_AND_OPTIONS' } });
    expect(both.error.message).toContain('so do --states, --fresh');
  });

  it('lets folds choose between candidates, and says on page and in the report what they chose', async () => {
    const candidates = [{ states: 2 }, { states: 3, covariance: 'full' }];
    const choice = { candidates, objective: 'log-score', validationDays: 120, everyFolds: 2 };
    const recipe = file('chosen.json', { ...small, states: 2, choice });
    type Document = BacktestDocument & { readonly recipe: WalkForwardRecipe };
    const html = join(folder, 'chosen.html');
    const document = await runJson<Document>('backtest', '--recipe', recipe, ...quick, '--html', html, '--home', home);
    const { folds } = document.walkForward;
    expect(folds.map((fold) => fold.choice!.madeAt)).toEqual(folds.map(({ index }) => index - (index % 2)));
    expect(document.recipe.choice!.candidates).toEqual([{ nStates: 2 }, { nStates: 3, covarianceType: 'full' }]);
    const made = folds.filter(({ index }) => index % 2 === 0);
    const counts = [0, 1].map((i) => made.filter((fold) => fold.choice!.candidate === i).length);
    const told = `Chosen inside the folds by log score, ${made.length} times: states 2 in ${counts[0]!}, states 3 covariance full in ${counts[1]!}.`;
    expect(readFileSync(html, 'utf8')).toContain(told);
    const page = await runCli('backtest', '--recipe', recipe, ...quick, '--home', home);
    expect(page.stdout.replaceAll(/\s+/gu, ' ')).toContain(told);
    expect(page.stdout).not.toContain('could not be judged');
    const greedy = { ...choice, candidates: [{ states: 2 }, { states: 6, covariance: 'full' }] };
    const other = await runCli(
      'backtest',
      '--recipe',
      file('greedy.json', { ...small, choice: greedy }),
      ...quick,
      '--home',
      home,
    );
    const why = `states 6 covariance full could not be judged in ${made.length} of them: `;
    expect(other.stdout.replaceAll(/\s+/gu, ' ')).toContain(why);
  });

  it('lets a jump model choose its penalty by what it would have earned, beside other recipes', async () => {
    const choice = {
      candidates: [{ jump: { penalty: 20 } }, { jump: { penalty: 80 } }],
      objective: 'sharpe',
      validationDays: 120,
      everyFolds: 3,
    };
    const jump = {
      window: 500,
      refit: 126,
      restarts: 2,
      model: 'jump',
      jump: { variant: 'continuous', gridStep: 0.25 },
    };
    const chosen = file('chosen-jump.json', { ...jump, choice });
    const fixed = file('fixed-jump.json', { ...jump, jump: { ...jump.jump, penalty: 20 } });
    const html = join(folder, 'chosen-jump.html');
    const { recipes } = await compare(fixed, chosen, '--html', html);
    // What a recipe leaves to its folds is a part of it.
    expect(readFileSync(html, 'utf8')).toMatch(/choice \{(?:"|&quot;)candidates/u);
    expect(recipes.map(({ name }) => name)).toEqual(['fixed-jump', 'chosen-jump']);
    const document = await runJson<BacktestDocument & { readonly recipe: WalkForwardRecipe }>(
      'backtest',
      '--recipe',
      chosen,
      ...quick,
      '--home',
      home,
    );
    expect(document.recipe.choice!.candidates[0]).toEqual({
      jump: { variant: 'continuous', gridStep: 0.25, penalty: 20 },
    });
    expect(document.walkForward.folds[0]!.choice!.scores.every((score) => score !== null)).toBe(true);
    const vintages = await runFailing('backtest', '--recipe', chosen, '--vintages', '--home', home);
    expect(vintages).toMatchObject({ exitCode: 2, error: { code: 'VINTAGES_AND_RETURNS' } });
  });

  it.each([
    [{ candidates: [{ states: 2 }], objective: 'sharpe' }, /choice\.candidates must have at least 2/u],
    [
      { candidates: [{ states: 2 }, { state: 3 }], objective: 'sharpe' },
      /choice\.candidates\.1\.state .*did you mean states/u,
    ],
    [
      { candidates: [{}, { jump: { penalty: 5 } }], objective: 'sharpe' },
      /choice\.candidates\.1\.jump is for model jump/u,
    ],
    [{ candidates: [{}, { states: 2 }], objective: 'luck' }, /choice\.objective must be one of log-score, sharpe/u],
    [{ candidates: [{}, { states: 2 }], objective: 'sharpe', validationDays: 300 }, /at most half of the 500/u],
  ])('refuses the choice %j', async (choice, message) => {
    const recipe = file('wrong.json', { ...small, choice });
    const failed = await runFailing('backtest', '--recipe', recipe, ...quick, '--home', home);
    expect(failed.exitCode).toBe(2);
    expect(failed.error.message).toMatch(message);
  });

  it('--shrinkage draws the covariances of a training together', async () => {
    const argv = [
      'train',
      '--states',
      '2',
      '--features',
      'vol2',
      '--covariance',
      'full',
      '--restarts',
      '2',
      '--home',
      home,
    ];
    const free = await runJson<TrainDocument>(...argv);
    const drawn = await runJson<TrainDocument>(...argv, '--shrinkage', '2000');
    expect(drawn.fit.logLikelihood).toBeLessThan(free.fit.logLikelihood);
    const negative = await runFailing(...argv, '--shrinkage', '-1');
    expect(negative).toMatchObject({ exitCode: 2, error: { code: 'INVALID_OPTION' } });
  });
});

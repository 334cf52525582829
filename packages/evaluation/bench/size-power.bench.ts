// node --conditions=@regimekit/source bench/size-power.bench.ts [looks] [power] [coverage] [diebold-mariano] [ledoit-wolf] [several]
// Size, power and coverage by seeded simulation, with more runs than the tests can afford: the figures of docs/evaluation.md.
import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { studentTUpperTail } from '@regimekit/numerics/distributions';
import {
  asymptoticNormalMixture,
  bootstrapStatistic,
  confidenceSequence,
  dieboldMariano,
  ledoitWolf,
  meanWithError,
  modelConfidenceSet,
  optimalBlockLength,
  simulatePower,
  superiorPredictiveAbility,
} from '../src/index.ts';

// SCALE=0.1 runs a tenth of it; names of parts as arguments run these alone.
const scale = Number(process.env.SCALE ?? 1);
const runs = (count: number) => Math.max(10, Math.round(count * scale));
const asked = process.argv.slice(2);
const wanted = (part: string) => asked.length === 0 || asked.includes(part);

/** Count of runs in which the call says yes, with the standard error of their share. */
function count(total: number, seed: number, call: (random: RandomStream, run: number) => boolean): string {
  let yes = 0;
  createRandomStreams(seed, total).forEach((random, run) => {
    if (call(random, run)) yes++;
  });
  const share = yes / total;
  return `${yes} of ${total} = ${share.toFixed(4)} (+-${Math.sqrt((share * (1 - share)) / total).toFixed(4)})`;
}

const DAYS = 252;
const twoPoint = (p: number, random: RandomStream) =>
  random.uniform() < p ? -Math.sqrt((1 - p) / p) : Math.sqrt(p / (1 - p));
const laws: [string, number, (random: RandomStream) => number][] = [
  ['normal', 3, (random) => random.normal()],
  ['two-point, 5 % large gains', 5, (random) => -twoPoint(0.05, random)],
  ['two-point, 5 % large losses', 5, (random) => twoPoint(0.05, random)],
  ['two-point, 1 % large losses', 10, (random) => twoPoint(0.01, random)],
  [
    'Student t with 3 degrees of freedom',
    5,
    (random) => random.normal() / Math.sqrt(random.gamma(1.5) / 1.5) / Math.sqrt(3),
  ],
  ['normal, sd 5', 15, (random) => 5 * random.normal()],
];

function dailyTTest(differences: Float64Array): boolean {
  let [mean, squares] = [0, 0];
  return differences.some((d, i) => {
    const gap = d - mean;
    mean += gap / (i + 1);
    squares += gap * (d - mean);
    return i >= 19 && 2 * studentTUpperTail((Math.abs(mean) * Math.sqrt(i + 1)) / Math.sqrt(squares / i), i) < 0.05;
  });
}

function persistent(n: number, phi: number, random: RandomStream): Float64Array {
  let state = random.normal() / Math.sqrt(1 - phi * phi);
  return Float64Array.from({ length: n }, () => (state = phi * state + random.normal()));
}

if (wanted('looks')) {
  console.log(`\nG6: false positives of daily looks over ${DAYS} days at a zero mean, both sides, alpha .05`);
  const monitors: [string, (d: Float64Array, clip: number) => boolean][] = [
    ['t-test from day 20', dailyTTest],
    [
      'normal mixture',
      (d) => {
        const { lower, upper } = asymptoticNormalMixture(d);
        return lower.some((value, t) => value > 0 || upper[t]! < 0);
      },
    ],
    ...(['empirical-bernstein', 'betting'] as const).map(
      (method): [string, (d: Float64Array, clip: number) => boolean] => [
        method,
        (d, clip) => {
          const { last } = confidenceSequence(d, { clip, method, gridSize: 2 });
          return last.above || last.below;
        },
      ],
    ),
  ];
  for (const [law, clip, draw] of laws) {
    for (const [name, finds] of monitors) {
      const found = count(runs(10_000), 1, (random) =>
        finds(
          Float64Array.from({ length: DAYS }, () => draw(random)),
          clip,
        ),
      );
      console.log(`${law} | ${name} | ${found}`);
    }
  }
}

if (wanted('power')) {
  console.log('\nPower: days until the lower end passes zero (normal, unit scale, clip 3)');
  for (const method of ['betting', 'empirical-bernstein'] as const) {
    for (const sides of ['lower', 'both'] as const) {
      for (const mean of [0.5, 0.3, 0.2, 0.1]) {
        const sequence = { clip: 3, method, sides, gridSize: 2 };
        const { medianDay, day80, powerByDay } = simulatePower({
          sequence,
          mean,
          days: 1500,
          seed: 2,
          replications: runs(2000),
        });
        console.log(
          `${method} | ${sides} | ${mean} | half by ${medianDay} | 80 % by ${day80} | by 252: ${powerByDay[251]}`,
        );
      }
    }
  }
}

if (wanted('coverage')) {
  console.log('\nCoverage of 90 % intervals of the mean, AR(1) with phi .5, 299 replications');
  for (const n of [300, 1000]) {
    for (const interval of ['percentile', 'studentised'] as const) {
      for (const [name, fixed] of [
        ['Politis-White', undefined],
        ['day by day', 1],
      ] as const) {
        const held = count(runs(4000), 3, (random, run) => {
          const x = persistent(n, 0.5, random);
          const blockLength = fixed ?? optimalBlockLength(x).stationary;
          const { lower, upper } = bootstrapStatistic([x], ([s]) => meanWithError(s!, blockLength), {
            seed: run,
            replications: 299,
            level: 0.9,
            blockLength,
            interval,
          }).interval;
          return lower <= 0 && upper >= 0;
        });
        console.log(`n ${n} | ${interval} | ${name} | ${held}`);
      }
    }
  }
}

if (wanted('diebold-mariano')) {
  console.log('\nDiebold-Mariano at .05, no difference');
  const overlapping = (n: number, random: RandomStream) => {
    const z = Float64Array.from({ length: n + 2 }, () => random.normal());
    return Float64Array.from({ length: n }, (_, t) => z[t]! + 0.7 * z[t + 1]! + 0.4 * z[t + 2]!);
  };
  for (const n of [100, 250, 1000]) {
    for (const [name, options] of [
      ['plain t-test', { lags: 0 }],
      ['horizon 3', { horizon: 3 }],
    ] as const) {
      const rejected = count(
        runs(10_000),
        4,
        (random) => dieboldMariano(overlapping(n, random), options).pValue! < 0.05,
      );
      console.log(`MA(2), n ${n} | ${name} | ${rejected}`);
    }
  }
  for (const phi of [0, 0.5, 0.9]) {
    const rejected = count(runs(10_000), 5, (random) => dieboldMariano(persistent(500, phi, random)).pValue! < 0.05);
    console.log(`AR(1) phi ${phi}, n 500 | default | ${rejected}`);
  }
}

if (wanted('ledoit-wolf')) {
  console.log(
    '\nLedoit-Wolf at .05: two strategies with correlation .8, heavy tails, clustered volatility, 499 replications',
  );
  for (const n of [250, 1000]) {
    for (const gain of [0, 0.1, 0.2]) {
      const rejected = count(runs(2000), 6, (random, run) => {
        let log = 0;
        const draw = () => random.normal() / Math.sqrt(random.gamma(2.5) / 2.5);
        const [a, b] = [new Float64Array(n), new Float64Array(n)];
        for (let t = 0; t < n; t++) {
          log = 0.95 * log + 0.15 * random.normal();
          const common = draw();
          a[t] = Math.exp(log) * (0.9 * common + 0.43 * draw() + gain);
          b[t] = Math.exp(log) * (0.9 * common + 0.43 * draw());
        }
        return ledoitWolf(a, b, { seed: run, replications: 499 }).pValue! <= 0.05;
      });
      console.log(`n ${n} | gain ${gain} | ${rejected}`);
    }
  }
}

if (wanted('several')) {
  console.log('\nSeveral models, 100 days of independent normal losses');
  const draws = (random: RandomStream, gain = 0) => Float64Array.from({ length: 100 }, () => random.normal() - gain);
  for (const gain of [0, 0.5]) {
    const rejected = count(runs(1000), 7, (random, run) => {
      const benchmark = draws(random);
      const many = Object.fromEntries(
        Array.from({ length: 12 }, (_, k) => [`m${k}`, draws(random, k === 0 ? gain : 0)]),
      );
      const options = { seed: run, replications: 299, blockLength: 1 };
      return superiorPredictiveAbility(benchmark, many, options).pValues!.consistent <= 0.05;
    });
    console.log(`SPA at .05, 12 models, gain of the best ${gain} | rejected ${rejected}`);
    const kept = count(runs(1000), 8, (random, run) => {
      const losses = { a: draws(random, gain), b: draws(random), c: draws(random), d: draws(random) };
      return modelConfidenceSet(losses, { seed: run, replications: 299, blockLength: 1 }).included.includes('a');
    });
    const dropped = count(runs(1000), 8, (random, run) => {
      const losses = { a: draws(random, gain), b: draws(random), c: draws(random), d: draws(random) };
      return !modelConfidenceSet(losses, { seed: run, replications: 299, blockLength: 1 }).included.includes('b');
    });
    console.log(`MCS at .1, 4 models, gain of the best ${gain} | best kept ${kept} | another dropped ${dropped}`);
  }
}

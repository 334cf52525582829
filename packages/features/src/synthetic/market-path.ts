import { createRandomStreams, type RandomStream } from '@regimekit/numerics';
import { regimeSpells, type SyntheticRegime } from './regime-path.ts';

/** What the market shows at the close of one session. */
export interface SyntheticDay {
  readonly regime: SyntheticRegime;
  /** Index points. */
  readonly price: number;
  /** Index points. */
  readonly vix: number;
  /** Percent per annum. */
  readonly twoYear: number;
  readonly tenYear: number;
  /** Percent. */
  readonly hySpread: number;
}

/** Where a regime pulls the market; each path gets there at its own speed. */
interface RegimeLevels {
  /** Log return a year. */
  readonly drift: number;
  /** Annualised volatility, 0.15 = 15 %. */
  readonly volatility: number;
  readonly vix: number;
  readonly hySpread: number;
  readonly slope: number;
  readonly twoYear: number;
}

const levels: Readonly<Record<SyntheticRegime, RegimeLevels>> = {
  risk_on: { drift: 0.17, volatility: 0.1, vix: 13.8, hySpread: 3.4, slope: 1.1, twoYear: 2.6 },
  neutral: { drift: 0.05, volatility: 0.17, vix: 21, hySpread: 5, slope: 0.4, twoYear: 3.2 },
  risk_off: { drift: -0.32, volatility: 0.28, vix: 33, hySpread: 8.2, slope: 1.9, twoYear: 1.3 },
};

const DAYS_PER_YEAR = 252;
/** Degrees of freedom of the Student-t returns. */
const TAIL = 6;

/** How many random streams a path uses, one for each thing that moves. */
export const PATH_STREAMS = 6;

type Stream = RandomStream;

/** The market, session after session and without end; the same seed gives the same days however many are taken. */
export function* marketPath(seed: number): Generator<SyntheticDay, never> {
  const streams = createRandomStreams(seed, PATH_STREAMS);
  const [regimes, returns, vol, vix, credit, rates] = streams as [Stream, Stream, Stream, Stream, Stream, Stream];
  let price = 1000;
  let logVolNoise = 0;
  let logVix = Math.log(levels.risk_on.vix);
  let logSpread = Math.log(levels.risk_on.hySpread);
  let { slope, twoYear } = levels.risk_on;
  const spells = regimeSpells(regimes);
  for (;;) {
    const spell = spells.next().value;
    const pull = levels[spell.regime];
    for (let i = 0; i < spell.length; i++) {
      logVolNoise = 0.96 * logVolNoise + 0.035 * vol.normal();
      const dailyVol = (pull.volatility * spell.severity * Math.exp(logVolNoise)) / Math.sqrt(DAYS_PER_YEAR);
      const shock = studentShock(returns);
      price *= Math.exp(pull.drift / DAYS_PER_YEAR + dailyVol * shock);

      const vixTarget = Math.log(pull.vix * spell.severity) + logVolNoise;
      const vixMove = 0.13 * (vixTarget - logVix) - 0.035 * shock + 0.03 * vix.normal();
      logVix = clamp(logVix + vixMove, Math.log(9.2), Math.log(85));

      const spreadTarget = Math.log(pull.hySpread * spell.severity);
      const spreadMove = 0.08 * (spreadTarget - logSpread) + 0.1 * vixMove + 0.008 * credit.normal();
      logSpread = clamp(logSpread + spreadMove, Math.log(2.5), Math.log(20));

      twoYear = Math.max(0.1, twoYear + 0.008 * (pull.twoYear - twoYear) + 0.035 * rates.normal());
      slope += 0.018 * (pull.slope - slope) + 0.02 * rates.normal();
      yield {
        regime: spell.regime,
        price,
        vix: Math.exp(logVix),
        twoYear,
        tenYear: Math.max(0.1, twoYear + slope),
        hySpread: Math.exp(logSpread),
      };
    }
  }
}

/** Student-t scaled to unit variance. */
function studentShock(random: RandomStream): number {
  const chi2OverDf = random.gamma(TAIL / 2) / (TAIL / 2);
  return random.normal() * Math.sqrt((TAIL - 2) / TAIL / chi2OverDf);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}

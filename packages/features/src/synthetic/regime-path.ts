import type { RandomStream } from '@regimekit/numerics';

export type SyntheticRegime = 'risk_on' | 'neutral' | 'risk_off';

/** One spell of a regime. */
export interface Spell {
  readonly regime: SyntheticRegime;
  /** Sessions. */
  readonly length: number;
  /** How hard it is: 1, but for risk_off from 0.85 (a scare) to 1.9 (a crisis). */
  readonly severity: number;
}

interface RegimeLaw {
  /** No spell is shorter, in sessions: a regime of three days is a bad week. */
  readonly shortest: number;
  /** Sessions on average. */
  readonly average: number;
  readonly next: readonly (readonly [SyntheticRegime, number])[];
}

const laws: Readonly<Record<SyntheticRegime, RegimeLaw>> = {
  risk_on: {
    shortest: 60,
    average: 260,
    next: [
      ['neutral', 0.85],
      ['risk_off', 0.15],
    ],
  },
  neutral: {
    shortest: 30,
    average: 90,
    next: [
      ['risk_on', 0.55],
      ['risk_off', 0.45],
    ],
  },
  risk_off: {
    shortest: 20,
    average: 65,
    next: [
      ['neutral', 0.8],
      ['risk_on', 0.2],
    ],
  },
};

// Gamma with shape 2: spells near the shortest are rare, long ones are not.
const DURATION_SHAPE = 2;

/** Spells without end, beginning calm. */
export function* regimeSpells(random: RandomStream): Generator<Spell, never> {
  let regime: SyntheticRegime = 'risk_on';
  for (;;) {
    const { shortest, average, next }: RegimeLaw = laws[regime];
    const scale = (average - shortest) / DURATION_SHAPE;
    const length = shortest + Math.round(scale * random.gamma(DURATION_SHAPE));
    const severity = regime === 'risk_off' ? Math.min(0.85 + 0.12 * random.gamma(2), 1.9) : 1;
    yield { regime, length, severity };
    regime = next[random.categorical(next.map(([, weight]) => weight))]![0];
  }
}

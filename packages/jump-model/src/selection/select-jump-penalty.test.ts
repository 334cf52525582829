import { describe, expect, it } from 'vitest';
import { InvalidOptionError, JumpModelError, JumpPenaltyError } from '../errors.ts';
import { selectJumpPenalty, type PenaltySelectionOptions, type PenaltyTrial } from './select-jump-penalty.ts';

const truth = Array.from({ length: 400 }, (_, t) => (t % 100 < 60 ? 0 : 1));
const rows = truth.map((state, t) => [3 * state + 1.5 * Math.sin(t * t)]);

/** Days on which the label is right. */
const hits = ({ states, from }: PenaltyTrial): number => states.filter((state, i) => state === truth[from + i]).length;

const options: PenaltySelectionOptions = {
  nStates: 2,
  restarts: 5,
  penalties: [0, 5, 500],
  trainingRows: 200,
  validationRows: 50,
  objective: hits,
};

describe('selectJumpPenalty', () => {
  it('selectJumpPenalty(rows, options) chooses the penalty that follows the truth, and tells why', async () => {
    const { jumpPenalty, table, choices, reason } = await selectJumpPenalty(rows, options);
    expect(jumpPenalty).toBe(5);
    expect(table.map(({ scores }) => scores.length)).toEqual([4, 4, 4]);
    expect(table[0]!.switches).toBeGreaterThan(table[1]!.switches);
    expect(choices.map((choice) => choice.split.from)).toEqual([200, 250, 300, 350]);
    expect(reason).toMatch(/^Penalty 5 has the highest mean objective over 4 splits: .*; the next is/);
  });

  it('selectJumpPenalty(rows, expanding or rolling) cuts the history as it says', async () => {
    const seen = async (window: 'expanding' | 'rolling'): Promise<number[][]> => {
      const splits: number[][] = [];
      const objective = ({ trainFrom, from, to }: PenaltyTrial): number => splits.push([trainFrom, from, to]);
      await selectJumpPenalty(rows, { ...options, window, penalties: [5], objective });
      return splits;
    };
    expect(await seen('expanding')).toEqual([
      [0, 200, 250],
      [0, 250, 300],
      [0, 300, 350],
      [0, 350, 400],
    ]);
    expect(await seen('rolling')).toEqual([
      [0, 200, 250],
      [50, 250, 300],
      [100, 300, 350],
      [150, 350, 400],
    ]);
  });

  it('selectJumpPenalty(rows) judges no split by what comes after it: a scrambled future changes nothing before', async () => {
    const scrambled = rows.map((row, t) => (t < 300 ? row : [100 * Math.cos(t)]));
    const first = await selectJumpPenalty(rows, options);
    const second = await selectJumpPenalty(scrambled, options);
    for (const [i, { scores }] of first.table.entries())
      expect(second.table[i]!.scores.slice(0, 2)).toEqual(scores.slice(0, 2));
    expect(second.choices.slice(0, 2)).toEqual(first.choices.slice(0, 2));
    expect(second.table.map(({ scores }) => scores[3])).not.toEqual(first.table.map(({ scores }) => scores[3]));
  });

  it('selectJumpPenalty(rows, an indifferent objective) takes the largest penalty and names the edge', async () => {
    const { jumpPenalty, reason } = await selectJumpPenalty(rows, { ...options, objective: () => 1 });
    expect(jumpPenalty).toBe(500);
    expect(reason).toContain('edge of the penalties compared');
  });

  it('selectJumpPenalty(rows in sequences) fits and judges within them', async () => {
    const { jumpPenalty } = await selectJumpPenalty(rows, { ...options, lengths: [120, 280] });
    expect(jumpPenalty).toBe(5);
  });

  it('selectJumpPenalty(rows, onProgress) hears of every trial', async () => {
    const heard: number[] = [];
    await selectJumpPenalty(rows, { ...options, onProgress: ({ trial }) => void heard.push(trial) });
    expect(heard).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });

  it('selectJumpPenalty(rows, a signal) rejects with its reason', async () => {
    const reason = new Error('enough');
    await expect(selectJumpPenalty(rows, { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it.each([
    ['no penalties', { penalties: [] }, InvalidOptionError],
    ['a penalty twice', { penalties: [1, 1] }, InvalidOptionError],
    ['a penalty below zero', { penalties: [1, -1] }, JumpPenaltyError],
    ['no objective', { objective: undefined }, InvalidOptionError],
    ['an objective that gives NaN', { objective: () => Number.NaN }, InvalidOptionError],
    ['another window', { window: 'sliding' }, InvalidOptionError],
    ['too long a training', { trainingRows: 390 }, JumpModelError],
    ['half a row', { validationRows: 0.5 }, InvalidOptionError],
    ['a misspelt option', { penalty: 3 }, InvalidOptionError],
  ])('selectJumpPenalty(rows, %s) is refused', async (_, wrong, error) => {
    const asked = selectJumpPenalty(rows, { ...options, ...wrong } as unknown as PenaltySelectionOptions);
    await expect(asked).rejects.toThrow(error);
  });
});

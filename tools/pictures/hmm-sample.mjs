// The invented data of docs/hmm.md: the model that its first block writes, and the rows that `regimekit hmm sample` draws.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.mjs';
import { built } from './built.mjs';

const { parseGaussianHmm, sample } = await built('hmm-core/dist/index.js');

export const SEED = 42;
export const ROWS = 1500;

const page = readFileSync(join(root, 'docs', 'hmm.md'), 'utf8');
const [, json] = /truth\.json <<'END'\n([\s\S]*?)\nEND/.exec(page);

export const truth = parseGaussianHmm(JSON.parse(json).model);
export const drawn = sample(truth, ROWS, { seed: SEED });

/** Weekdays, as if the rows were daily. */
export function weekdays(count) {
  const dates = [];
  for (const day = new Date(Date.UTC(2020, 0, 1)); dates.length < count; day.setUTCDate(day.getUTCDate() + 1)) {
    if (day.getUTCDay() % 6 !== 0) dates.push(day.toISOString().slice(0, 10));
  }
  return dates;
}

/** States in the colours that the regimes have elsewhere: the higher the number, the darker. */
export const stateNames = ['state 0', 'state 1', 'state 2'];
export const palette = {
  'state 0': {
    band: { light: '#eef6f7', dark: '#172229' },
    area: { light: '#86bcc6', dark: '#265b67' },
    mark: { light: '#2b7f8e', dark: '#63b4c4' },
  },
  'state 1': {
    band: { light: '#f8e8b8', dark: '#363122' },
    area: { light: '#efdca6', dark: '#bfae7c' },
    mark: { light: '#b98618', dark: '#f0deae' },
  },
  'state 2': {
    band: { light: '#e8b0a5', dark: '#74352f' },
    area: { light: '#b4544a', dark: '#c05c4e' },
    mark: { light: '#7d2422', dark: '#dd6656' },
  },
};

import { describe, expect, it } from 'vitest';
import { closestName } from './closest-name.ts';

const names = ['nStates', 'covarianceType', 'seed', 'maxIterations'];

describe('closestName', () => {
  it('closestName(given, names) finds the name that was meant', () => {
    expect(closestName('nstates', names)).toBe('nStates');
    expect(closestName('n_states', names)).toBe('nStates');
    expect(closestName('maxIteration', names)).toBe('maxIterations');
    expect(closestName('covariancetype', names)).toBe('covarianceType');
  });

  it('closestName(given, names) has no suggestion for something else altogether', () => {
    expect(closestName('colour', names)).toBeUndefined();
    expect(closestName('', names)).toBeUndefined();
    expect(closestName('x', [])).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { findOptionsProblem, type OptionNames } from './find-options-problem.ts';

const names: OptionNames<{ nStates: number; seed?: number }> = { nStates: true, seed: true };

describe('findOptionsProblem', () => {
  it('findOptionsProblem(options, names, owner) finds nothing in known keys, whatever their values', () => {
    expect(findOptionsProblem({}, names, 'fit')).toBeUndefined();
    expect(findOptionsProblem({ nStates: null, seed: undefined }, names, 'fit')).toBeUndefined();
    expect(findOptionsProblem(Object.assign(Object.create(null), { seed: 1 }), names, 'fit')).toBeUndefined();
  });

  it('findOptionsProblem(options, names, owner) names an unknown key and the one that was meant', () => {
    expect(findOptionsProblem({ seed: 1, nState: 3 }, names, 'fit')).toEqual({
      option: 'every option of fit',
      expected: 'one of nStates, seed',
      received: 'nState',
      hint: 'Did you mean nStates?',
    });
    expect(findOptionsProblem({ colour: 1 }, names, 'fit')?.hint).toBe('Leave colour out.');
  });

  it('findOptionsProblem(options, names, owner) knows no key by inheritance', () => {
    expect(findOptionsProblem({ toString: 1 }, names, 'fit')?.received).toBe('toString');
    expect(findOptionsProblem(JSON.parse('{ "__proto__": 1 }'), names, 'fit')?.received).toBe('__proto__');
  });

  it.each([null, undefined, 3, 'x', () => 1, Symbol('s')].map((options) => ({ options })))(
    'findOptionsProblem($options) refuses what is no object',
    ({ options }) => {
      expect(findOptionsProblem(options, names, 'fit')).toEqual({
        option: 'options',
        expected: 'an object with options of fit',
        received: options,
        hint: 'It knows nStates, seed.',
      });
    },
  );

  it('findOptionsProblem(array) refuses a list', () => {
    expect(findOptionsProblem([1, 2], names, 'fit')?.option).toBe('options');
  });
});

import canonicalize from 'canonicalize';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, CanonicalJsonError, type JsonValue } from '../index.ts';

/** The double with these bits, as in appendix B of RFC 8785. */
function double(hex: string): number {
  return new Float64Array(BigUint64Array.of(BigInt(`0x${hex}`)).buffer)[0]!;
}

describe('canonicalJson', () => {
  it('canonicalJson(value) gives the text of RFC 8785, section 3.2.2', () => {
    const value = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as JsonValue;
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('canonicalJson(value) sorts keys by UTF-16 code units: RFC 8785, section 3.2.3', () => {
    const value = JSON.parse(
      String.raw`{"\u20ac":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Emoji","\u0080":"Control","\u00f6":"o"}`,
    ) as JsonValue;
    const order = [...canonicalJson(value).matchAll(/:"(\w+)"/g)].map((match) => match[1]);
    expect(order).toEqual(['CR', 'One', 'Control', 'o', 'Euro', 'Emoji', 'Dalet']);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555555', '333333333.3333333'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('canonicalJson prints the double %s as %s: RFC 8785, appendix B', (hex, text) => {
    expect(canonicalJson(double(hex))).toBe(text);
  });

  it('canonicalJson(value) does not depend on the order of keys and can be read back (seed 5)', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value as JsonValue);
        expect(canonicalJson(JSON.parse(text) as JsonValue)).toBe(text);
        expect(canonicalJson(reversed(value as JsonValue))).toBe(text);
      }),
      { seed: 5 },
    );
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  it('canonicalJson(value) writes what another implementation of RFC 8785 writes (seed 6)', () => {
    const keys = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.nat().map(String),
      fc.constantFrom('a', 'B', '__proto__'),
    );
    const { value: values } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.integer(),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value')),
        fc.dictionary(keys, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(value as JsonValue)).toBe(canonicalize(value));
      }),
      { seed: 6, numRuns: 500 },
    );
    expect(canonicalJson({ b: 1, a: 2 })).not.toBe(JSON.stringify({ b: 1, a: 2 })); // What sorts no keys does not agree.
  });

  it('canonicalJson(value) takes the same object twice, which is no cycle', () => {
    const shared = { x: 1 };
    expect(canonicalJson({ a: shared, b: shared })).toBe('{"a":{"x":1},"b":{"x":1}}');
  });

  it('canonicalJson(value) names the place of what it refuses', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const cases: readonly (readonly [unknown, string])[] = [
      [{ a: [1, Number.NaN] }, '$.a[1]'],
      [Infinity, '$'],
      [{ a: undefined }, '$.a'],
      // oxlint-disable-next-line no-sparse-arrays -- a hole is what is tested
      [[1, , 2], '$[1]'],
      [{ f: () => 1 }, '$.f'],
      [1n, '$'],
      [{ d: new Date(0) }, '$.d'],
      [{ d: Float64Array.of(1) }, '$.d'],
      [new Map(), '$'],
      [cycle, '$.self'],
      [{ s: '\ud800' }, '$.s'],
      [{ '\udc00': 1 }, '$'],
    ];
    for (const [value, path] of cases) {
      const call = () => canonicalJson(value as JsonValue);
      expect(call).toThrow(CanonicalJsonError);
      expect(call).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL_JSON', kind: 'input' }));
      expect(call).toThrow(expect.objectContaining({ details: expect.objectContaining({ path }) }));
    }
  });
});

/** The same value with the keys of every object in reverse order. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

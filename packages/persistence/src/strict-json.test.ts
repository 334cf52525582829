import { describe, expect, it } from 'vitest';
import { InvalidJsonError, InvalidOptionError } from './errors.ts';
import { MAX_JSON_BYTES } from './limits.ts';
import { decodeJson, encodeJson, parseStrictJson } from './strict-json.ts';

function decode(text: string | Uint8Array): unknown {
  return decodeJson('config.json', typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

describe('encodeJson(value)', () => {
  it('gives equal bytes for equal values, whatever the order of their keys', () => {
    const first = encodeJson({ b: [1e21, 'ü'], a: { d: null, c: -0 } });
    expect(new TextDecoder().decode(first)).toBe('{"a":{"c":0,"d":null},"b":[1e+21,"ü"]}\n');
    expect(encodeJson({ a: { c: 0, d: null }, b: [1e21, 'ü'] })).toEqual(first);
  });
});

describe('decodeJson(file, bytes)', () => {
  it('reads what encodeJson wrote, and JSON with any white space and order', () => {
    const value = { key: 'with "quotes", \\ and {braces}: [1]', other: [{ key: 1 }, { key: 2 }], empty: {} };
    expect(decodeJson('x', encodeJson(value))).toEqual(value);
    expect(decode(' { "b" : [ ] ,\r\n\t"a" : "b" } ')).toEqual({ b: [], a: 'b' });
  });

  it.each([
    ['text that is not JSON', 'model', /Unexpected token|not valid JSON/u],
    ['text that ends early', '{"a": 1', /Expected/u],
    ['a string that is never closed', '{"a', /Unterminated|position/u],
    ['nothing', '', /end of JSON/u],
    ['a byte-order mark', '\uFEFF{}', /Unexpected token/u],
    ['a key that occurs twice', '{"a":1,"b":{"a":2},"a":3}', /key 'a' occurs twice/u],
    ['a key that occurs twice under another spelling', String.raw`{"a":1,"\u0061":3}`, /key 'a' occurs twice/u],
    ['a key that names the prototype', '{"a":[{"__proto__":{"polluted":1}}]}', /key '__proto__' is not allowed/u],
    ['such a key in disguise', String.raw`{"\u005f_proto__" :1}`, /key '__proto__' is not allowed/u],
    ['the other way to a prototype', '{"constructor":{"prototype":{}}}', /key 'constructor' is not allowed/u],
    ['a number beyond the range of doubles', '{"a":[1e999]}', /too large/u],
    ['deep nesting', `${'['.repeat(65)}${']'.repeat(65)}`, /deeper than 64/u],
    ['half a surrogate pair', String.raw`{"a":["\ud800"]}`, /half a surrogate pair/u],
    ['a key with half a surrogate pair', String.raw`{"\udc00":1}`, /half a surrogate pair/u],
    ['a million keys', `{${Array.from({ length: 300_000 }, (_, i) => `"${i}":1`).join(',')}}`, /more than 250000/u],
    ['a million lists', `[${Array.from({ length: 400_000 }, () => '[]').join(',')}]`, /more than 250000/u],
    ['very deep nesting', '['.repeat(2_000_000), /deeper than 64/u],
  ])('refuses %s, and names the file', (_what, text, problem) => {
    expect(() => decode(text)).toThrow(InvalidJsonError);
    expect(() => decode(text)).toThrow(problem);
    expect(() => decode(text)).toThrow(/^config\.json is not valid JSON/u);
  });

  it('repeats of a key no more than a line takes', () => {
    const key = 'k'.repeat(1_000_000);
    expect(() => decode(`{"${key}":1,"${key}":2}`)).toThrow(/^.{0,300}$/u);
  });

  it('accepts nesting up to the limit, and equal keys in different objects', () => {
    expect(decode(`${'['.repeat(64)}${']'.repeat(64)}`)).toBeInstanceOf(Array);
    expect(decode('[{"a":1},{"a":1},{"b":{"a":1},"a":"a"}]')).toHaveLength(3);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => decode(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(InvalidJsonError);
  });

  it('refuses a file that is too large before it looks inside', () => {
    expect(() => decode(new Uint8Array(MAX_JSON_BYTES + 1))).toThrow(/at most 4194304 are read/u);
  });
});

describe('parseStrictJson(file, content, limits)', () => {
  it('reads text and bytes alike', () => {
    const text = '{"approvals":2,"of":["bea","cal"]}';
    for (const content of [text, new TextEncoder().encode(text)]) {
      expect(parseStrictJson('rules.json', content)).toEqual({ approvals: 2, of: ['bea', 'cal'] });
    }
  });

  it.each([
    ['{\n  "approvals": 2,\n  "approvals": 0\n}', "the key 'approvals' occurs twice in one object (line 3)."],
    ['{ "a": [\n { "__proto__": {} } ] }', "the key '__proto__' is not allowed (line 2)."],
  ])('names file, key and line of %j', (text, problem) => {
    const reading = () => parseStrictJson('rules.json', text);
    expect(JSON.parse(text)).toBeTypeOf('object'); // Which the usual parser takes in silence.
    expect(reading).toThrow(`rules.json is not valid JSON: ${problem}`);
    expect(reading).toThrow(InvalidJsonError);
  });

  it('keeps to the limits that it is given', () => {
    expect(() => parseStrictJson('x', '[1,2,3]', { maxBytes: 6 })).toThrow(/it has 7 bytes, at most 6 are read/u);
    expect(() => parseStrictJson('x', '[1,2,3]', { maxValues: 3 })).toThrow(/more than 3 values/u);
    expect(parseStrictJson('x', '[1,2,3]', { maxBytes: 7, maxValues: 4 })).toEqual([1, 2, 3]);
    const long = `"${'x'.repeat(MAX_JSON_BYTES)}"`;
    expect(parseStrictJson('x', long, { maxBytes: long.length })).toHaveLength(MAX_JSON_BYTES);
  });

  it.each<[unknown, unknown, RegExp]>([
    ['{}', { maxBytes: Number.NaN }, /maxBytes: expected a whole number above 0/u],
    ['{}', { maxValues: -1 }, /maxValues: expected a whole number above 0/u],
    ['{}', { maxByte: 1 }, /maxByte/u],
    [7, {}, /content: expected a text or its bytes/u],
  ])('refuses %j with %j', (content, limits, problem) => {
    expect(() => parseStrictJson('x', content as string, limits as object)).toThrow(InvalidOptionError);
    expect(() => parseStrictJson('x', content as string, limits as object)).toThrow(problem);
  });
});

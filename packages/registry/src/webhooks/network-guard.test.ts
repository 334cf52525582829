import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { findUrlProblem, guardedLookup, isPublicAddress, type NetworkRules } from './network-guard.ts';

const PRIVATE = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.7',
  '192.168.1.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.9',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:8.8.8.8',
  '64:ff9b::7f00:1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '2606:4700::1%eth0',
  '::127.0.0.1',
  'localhost',
  '',
];
const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.0.1.1',
  '223.255.255.255',
  '2606:4700::1111',
];

describe('isPublicAddress(address)', () => {
  it('holds for addresses of the public internet alone', () => {
    expect(PRIVATE.filter(isPublicAddress)).toEqual([]);
    expect(PUBLIC.filter(isPublicAddress)).toEqual(PUBLIC);
  });
});

describe('findUrlProblem(url, rules)', () => {
  const problem = (url: string, rules: NetworkRules = {}) => findUrlProblem(new URL(url), rules);

  it('lets https to names and public addresses through', () => {
    for (const url of ['https://example.com/hook?x=1', 'https://8.8.8.8:8443/', 'https://[2606:4700::1111]/']) {
      expect(problem(url)).toBeUndefined();
    }
  });

  it('refuses other protocols, http unless allowed, and names and passwords', () => {
    expect(problem('http://example.com/')).toContain('only https');
    expect(problem('http://example.com/', { allowHttp: true })).toBeUndefined();
    for (const url of ['ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com/']) {
      expect(problem(url, { allowHttp: true })).toContain('only https');
    }
    expect(problem('https://ada:secret@example.com/')).toBe('it holds a user name or password.');
  });

  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '127.1',
    '10.0.0.5',
    '169.254.169.254',
    '0',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[fe80::1]',
    '[fd00::1]',
    '[64:ff9b::7f00:1]',
  ])('refuses https://%s/ however it is spelt, unless private networks are allowed', (host) => {
    expect(problem(`https://${host}/`)).toContain('not of the public internet');
    expect(problem(`https://${host}/`, { allowPrivateNetworks: true })).toBeUndefined();
  });
});

describe('guardedLookup(rules)', () => {
  const ask = (addresses: LookupAddress[], rules: NetworkRules = {}, all = true) =>
    new Promise((done) => {
      const resolve = async () => addresses;
      guardedLookup({ resolve, ...rules })('example.com', { all }, (error, address, family) =>
        done(error === null ? [address, family] : error),
      );
    });
  const open = { address: '8.8.8.8', family: 4 };
  const inside = { address: '10.0.0.1', family: 4 };

  it('gives the addresses that it checked, all or the first', async () => {
    expect(await ask([open])).toEqual([[open], undefined]);
    expect(await ask([open], {}, false)).toEqual(['8.8.8.8', 4]);
  });

  it('refuses a name as soon as one of its addresses is private', async () => {
    expect(await ask([inside])).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(await ask([open, inside])).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(await ask([open, inside], {}, false)).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
    expect(await ask([inside], { allowPrivateNetworks: true })).toEqual([[inside], undefined]);
  });

  it('fails when there is no address, or no answer', async () => {
    expect(await ask([])).toMatchObject({ code: 'ENOTFOUND' });
    const failing = async () => await Promise.reject(Object.assign(new Error('no'), { code: 'EAI_AGAIN' }));
    expect(await ask([], { resolve: failing })).toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('refuses localhost by the system resolver', async () => {
    const result = await new Promise((done) => guardedLookup({})('localhost', { all: true }, (error) => done(error)));
    expect(result).toMatchObject({ code: 'FORBIDDEN_ADDRESS' });
  });
});

// Keeps webhooks out of the network they are sent from (server-side request forgery): whoever may name a receiver must
// not thereby reach what only this machine can.
import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';

/** Finds the addresses of a host. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** What a delivery may connect to. */
export interface NetworkRules {
  /**
   * Allow `http:`; what is sent is then readable on the way.
   * @default false
   */
  readonly allowHttp?: boolean | undefined;
  /**
   * Allow addresses of this machine, of private networks and of those that belong to nobody.
   * @default false
   */
  readonly allowPrivateNetworks?: boolean | undefined;
  /** @default the system's (getaddrinfo) */
  readonly resolve?: ResolveHost | undefined;
}

/** The address may not be connected to: not by these rules, and not while the name leads there. */
export class ForbiddenAddressError extends Error {
  readonly code = 'FORBIDDEN_ADDRESS';
}

// IANA special-purpose address registries (RFC 6890 and its updates): all that is not of the public internet.
const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3], // Multicast, reserved, broadcast.
] as const) {
  special.addSubnet(network, bits, 'ipv4');
}
// Of IPv6 only global unicast is let through, so that mapped, translated, unique local and link-local addresses, and what
// is yet to be invented, stay out.
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of [
  ['2001::', 23], // Teredo and other assignments of the IETF.
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4: holds an IPv4 address.
  ['3fff::', 20],
] as const) {
  special.addSubnet(network, bits, 'ipv6');
}

/** Whether an address (not a name) belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return false;
  return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/**
 * What is wrong with the address of a receiver, as far as it can be said without asking the network; undefined when
 * nothing is.
 */
export function findUrlProblem(url: URL, rules: NetworkRules): string | undefined {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowHttp === true)) {
    return `it begins with ${url.protocol}, and only https: is allowed.`;
  }
  if (url.username !== '' || url.password !== '') return 'it holds a user name or password.';
  if (rules.allowPrivateNetworks === true) return undefined;
  const host = url.hostname.replace(/^\[(?<address>.*)\]$/u, '$<address>');
  return isIP(host) !== 0 && !isPublicAddress(host) ? 'its address is not of the public internet.' : undefined;
}

/**
 * A `lookup` for a socket. Every address of the host is checked, and since the socket connects to what this returns and
 * asks nobody else, it connects to an address that was checked, whatever the name says a moment later.
 */
export function guardedLookup(rules: NetworkRules): LookupFunction {
  const find = callbackify(async (hostname: string) => await findAddresses(hostname, rules));
  return (hostname, options, callback) => {
    find(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) callback(error, []);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

/** @throws ForbiddenAddressError, or the error of the resolver */
async function findAddresses(hostname: string, rules: NetworkRules): Promise<LookupAddress[]> {
  const { allowPrivateNetworks = false, resolve = resolveHost } = rules;
  const addresses = await resolve(hostname);
  if (addresses.length === 0) throw Object.assign(new Error('No address.'), { code: 'ENOTFOUND' });
  if (!allowPrivateNetworks && addresses.some(({ address }) => !isPublicAddress(address))) {
    throw new ForbiddenAddressError('Not of the public internet.');
  }
  return [...addresses];
}

function resolveHost(hostname: string): Promise<LookupAddress[]> {
  return new Promise((done, fail) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error === null ? done(addresses) : fail(error)));
  });
}

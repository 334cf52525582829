// Published test vectors of DSSE (secure-systems-lab/dsse): `testvectors/vectors.json` at 82043adf78bb, and the example of
// protocol.md. The Ed25519 keys are TEST 1 and TEST 2 of RFC 8032, section 7.1, so those signatures are deterministic.
import { createPublicKey } from 'node:crypto';

/** Public keys as SPKI: an Ed25519 key is a fixed prefix (RFC 8410) and its 32 bytes. */
const ed25519 = (hex: string) =>
  String(
    createPublicKey({
      key: Buffer.from(`302a300506032b6570032100${hex}`, 'hex'),
      format: 'der',
      type: 'spki',
    }).export({ type: 'spki', format: 'pem' }),
  );

export const vectorKeys: Readonly<Record<string, string>> = {
  A: ed25519('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
  B: ed25519('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
};

const IN_TOTO = 'application/vnd.in-toto+json';
const STATEMENT = 'eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEifQ==';
const STATEMENT_HEX = '7b225f74797065223a2268747470733a2f2f696e2d746f746f2e696f2f53746174656d656e742f7631227d';
const SIG_A = '2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAoQafWm7AxBZNw5M9ixNHiCA==';
const SIG_B = 'c1+67/aT0yqEpwx8PsVY3MLHsj9D0CZ014/Fv/QlG59P+9CobUZ7xECJ/V3USG0Ob9CiE5LjReEZUzNF2l7eBw==';
const PAE = `445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e20343320${STATEMENT_HEX}`;

export interface DsseVector {
  readonly id: string;
  readonly envelope: {
    readonly payload: string;
    readonly payloadType: string;
    readonly signatures: readonly { sig: string; keyid?: string }[];
  };
  readonly trusted: readonly string[];
  readonly threshold: number;
  readonly supported: readonly string[];
  /** Hex of what the signatures are over, which is not always what the envelope claims. */
  readonly pae: string;
  readonly accepted: boolean;
}

export const dsseVectors: readonly DsseVector[] = [
  {
    id: 'single-signature',
    envelope: { payload: STATEMENT, payloadType: IN_TOTO, signatures: [{ sig: SIG_A, keyid: 'A' }] },
    trusted: ['A'],
    threshold: 1,
    supported: [IN_TOTO],
    pae: PAE,
    accepted: true,
  },
  {
    id: 'url-safe-base64',
    envelope: {
      payload: '-_-_Pj8=',
      payloadType: IN_TOTO,
      signatures: [
        {
          sig: 'P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIrsGW886DbWNWcCmX5twLrAw==',
          keyid: 'A',
        },
      ],
    },
    trusted: ['A'],
    threshold: 1,
    supported: [IN_TOTO],
    pae: '445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203520fbffbf3e3f',
    accepted: true,
  },
  {
    id: 'payload-type-swapped',
    envelope: {
      payload: STATEMENT,
      payloadType: 'application/vnd.example.other+json',
      signatures: [{ sig: SIG_A, keyid: 'A' }],
    },
    trusted: ['A'],
    threshold: 1,
    supported: [IN_TOTO, 'application/vnd.example.other+json'],
    pae: PAE,
    accepted: false,
  },
  {
    id: 'non-ascii-payload-type',
    envelope: {
      payload: STATEMENT,
      payloadType: 'application/vnd.exämple+json',
      signatures: [
        {
          sig: 'xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DNSAs5/i2lUnHjbbjPsu0tAw==',
          keyid: 'A',
        },
      ],
    },
    trusted: ['A'],
    threshold: 1,
    supported: ['application/vnd.exämple+json'],
    pae: `445353457631203239206170706c69636174696f6e2f766e642e6578c3a46d706c652b6a736f6e20343320${STATEMENT_HEX}`,
    accepted: true,
  },
  {
    id: 'empty-payload',
    envelope: {
      payload: '',
      payloadType: IN_TOTO,
      signatures: [
        {
          sig: 'gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmbsC2VX5/jHfkkDqsj7CDbDg==',
          keyid: 'A',
        },
      ],
    },
    trusted: ['A'],
    threshold: 1,
    supported: [IN_TOTO],
    pae: '445353457631203238206170706c69636174696f6e2f766e642e696e2d746f746f2b6a736f6e203020',
    accepted: true,
  },
  {
    id: 'empty-payload-type',
    envelope: {
      payload: STATEMENT,
      payloadType: '',
      signatures: [
        {
          sig: 'iC3q/+3Rm0+lpAJRueDmDh15PnwCfxKmS0NAfKsbv+zgulXQC/WM9trc+j1XEqlwDIg/vf/uNfebeD6sxInrDg==',
          keyid: 'A',
        },
      ],
    },
    trusted: ['A'],
    threshold: 1,
    supported: [IN_TOTO],
    pae: `44535345763120302020343320${STATEMENT_HEX}`,
    accepted: false,
  },
  {
    id: 'threshold-two-distinct-keys',
    envelope: {
      payload: STATEMENT,
      payloadType: IN_TOTO,
      signatures: [
        { sig: SIG_A, keyid: 'A' },
        { sig: SIG_B, keyid: 'B' },
      ],
    },
    trusted: ['A', 'B'],
    threshold: 2,
    supported: [IN_TOTO],
    pae: PAE,
    accepted: true,
  },
  {
    id: 'threshold-two-one-key-twice',
    envelope: {
      payload: STATEMENT,
      payloadType: IN_TOTO,
      signatures: [
        { sig: SIG_A, keyid: 'A' },
        { sig: SIG_A, keyid: 'A' },
      ],
    },
    trusted: ['A', 'B'],
    threshold: 2,
    supported: [IN_TOTO],
    pae: PAE,
    accepted: false,
  },
  {
    id: 'threshold-two-without-keyids',
    envelope: { payload: STATEMENT, payloadType: IN_TOTO, signatures: [{ sig: SIG_A }, { sig: SIG_B }] },
    trusted: ['A', 'B'],
    threshold: 2,
    supported: [IN_TOTO],
    pae: PAE,
    accepted: true,
  },
];

const coordinate = (decimal: bigint) =>
  Buffer.from(decimal.toString(16).padStart(64, '0'), 'hex').toString('base64url');

/** The example of protocol.md: ECDSA P-256 with SHA-256, the signature as r and s side by side. */
export const protocolExample = {
  payload: 'hello world',
  payloadType: 'http://example.com/HelloWorld',
  pae: 'DSSEv1 29 http://example.com/HelloWorld 11 hello world',
  sig: 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==',
  publicPem: String(
    createPublicKey({
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: coordinate(46950820868899156662930047687818585632848591499744589407958293238635476079160n),
        y: coordinate(5640078356564379163099075877009565129882514886557779369047442380624545832820n),
      },
      format: 'jwk',
    }).export({ type: 'spki', format: 'pem' }),
  ),
};

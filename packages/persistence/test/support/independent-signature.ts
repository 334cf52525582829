// Checks a model signature as its specifications say, sharing no code with the package: OpenSSF model signing v1 (key mode),
// in-toto Statement v1, DSSE 1.0.0, sigstore bundle v0.3. Follows the order of `Verifier` in sigstore/model-transparency
// (`_signing/signing.py`, `sign_sigstore_pb.py`, `sign_ec_key.py`, `verifying.py`), and refuses where that raises.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest();

function expectEqual(what: string, received: unknown, expected: unknown): void {
  if (received !== expected) throw new Error(`${what}: expected ${String(expected)}, received ${String(received)}`);
}

/** DSSE protocol.md: "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body. */
export function specifiedPae(type: string, body: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${body.byteLength} `;
  return Buffer.concat([Buffer.from(head), body]);
}

/** Throws an Error that names what is wrong; returns the statement when nothing is. */
export function verifyIndependently(bundleText: string, publicPem: string, folder: string): StatementJson {
  const bundle = JSON.parse(bundleText);
  expectEqual('mediaType', bundle.mediaType, 'application/vnd.dev.sigstore.bundle.v0.3+json');
  // Protobuf JSON knows no other members: verification_material and, of its content, the DSSE envelope.
  expectEqual('members', Object.keys(bundle).sort().join(), 'dsseEnvelope,mediaType,verificationMaterial');
  expectEqual('hint', bundle.verificationMaterial.publicKey.hint, sha256(publicPem).toString('hex'));
  expectEqual('tlogEntries', JSON.stringify(bundle.verificationMaterial.tlogEntries), '[]');

  const { payload, payloadType, signatures } = bundle.dsseEnvelope;
  expectEqual('payloadType', payloadType, 'application/vnd.in-toto+json');
  expectEqual('signatures', signatures.length, 1);
  const statement = verifyEnvelope(payload, payloadType, signatures[0].sig, publicPem);
  checkStatement(statement, folder);
  return statement;
}

/** The same statement in a DSSE envelope alone. */
export function verifyEnvelopeIndependently(text: string, publicPem: string, folder: string): StatementJson {
  const { payload, payloadType, signatures } = JSON.parse(text);
  expectEqual('payloadType', payloadType, 'application/vnd.in-toto+json');
  const der = createPublicKey(publicPem).export({ type: 'spki', format: 'der' });
  expectEqual('keyid', signatures[0].keyid, sha256(der).toString('hex'));
  const statement = verifyEnvelope(payload, payloadType, signatures[0].sig, publicPem);
  checkStatement(statement, folder);
  return statement;
}

function verifyEnvelope(payload: string, type: string, sig: string, publicPem: string): StatementJson {
  const body = Buffer.from(payload, 'base64');
  const key = createPublicKey(publicPem);
  const digests: Record<string, string> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };
  const digest = key.asymmetricKeyType === 'ed25519' ? null : digests[key.asymmetricKeyDetails?.namedCurve ?? ''];
  if (!verify(digest, specifiedPae(type, body), key, Buffer.from(sig, 'base64'))) throw new Error('signature');
  return JSON.parse(body.toString('utf8'));
}

/** As the specifications lay it out; each member that matters is looked at below. */
export interface StatementJson {
  readonly _type: string;
  readonly predicateType: string;
  readonly subject: { name: string; digest: { sha256: string } }[];
  readonly predicate: {
    serialization: { method: string; hash_type: string; allow_symlinks: boolean; ignore_paths: string[] };
    resources: { name: string; algorithm: string; digest: string }[];
  };
}

function checkStatement(statement: StatementJson, folder: string): void {
  expectEqual('_type', statement['_type'], 'https://in-toto.io/Statement/v1');
  expectEqual('predicateType', statement.predicateType, 'https://model_signing/signature/v1.0');
  expectEqual('subjects', statement.subject.length, 1);
  const { serialization, resources } = statement.predicate;
  expectEqual('method', serialization.method, 'files');
  expectEqual('hash_type', serialization.hash_type, 'sha256');
  expectEqual('allow_symlinks', serialization.allow_symlinks, false);

  const concatenated = Buffer.concat(resources.map(({ digest }) => Buffer.from(digest, 'hex')));
  expectEqual('root digest', statement.subject[0]?.digest.sha256, sha256(concatenated).toString('hex'));
  const names = resources.map(({ name }) => name);
  expectEqual('order', names.join(), names.toSorted((a, b) => (a < b ? -1 : 1)).join());

  const signed = resources.map(({ name, digest }) => `${name} ${digest}`);
  const found = hashFolder(folder, serialization.ignore_paths ?? []);
  expectEqual('files', found.sort().join(), signed.sort().join());
}

/** Every file under the folder but the ignored ones (a folder among them with all it holds), as `serialize` walks it. */
function hashFolder(root: string, ignored: string[], folder = ''): string[] {
  return readdirSync(join(root, folder)).flatMap((entry) => {
    const name = folder === '' ? entry : `${folder}/${entry}`;
    if (ignored.includes(name)) return [];
    if (statSync(join(root, name)).isDirectory()) return hashFolder(root, ignored, name);
    return [`${name} ${sha256(readFileSync(join(root, name))).toString('hex')}`];
  });
}

// Save, load and verify a model in a folder.
export { saveModel, type SaveModelOptions } from './bundle/save-model.ts';
export { loadModel } from './bundle/load-model.ts';
export { readBundle, verifyModel } from './bundle/read-bundle.ts';

// The same in memory, for bundles that lie elsewhere, and the way between both.
export type { BundleFiles } from './bundle/bundle-files.ts';
export { encodeModel, type EncodedModel, type EncodeModelOptions } from './bundle/encode-model.ts';
export { decodeModel, type LoadOptions } from './bundle/decode-model.ts';
export { readBundleFiles, verifyBundleFiles, type ReadBundle, type VerifyOptions } from './bundle/read-bundle-files.ts';
export { readBundleFolder } from './bundle/read-bundle-folder.ts';
export { writeBundleFolder } from './bundle/write-bundle-folder.ts';

// From an earlier format to the newest.
export { migrateModel } from './migrations/migrate-model.ts';

// What a bundle holds.
export type { JsonObject, ModelData, ModelSchema, NamedArray } from './model-data.ts';
export { modelMetadataSchema, type ModelMetadata } from './model-metadata.ts';
export { manifestDigest, type ManifestFile, type ModelManifest } from './manifest.ts';

// Keys, and who is trusted with what.
export { createKeyPair, readSigningKey, SigningKey, type KeyPairOptions } from './keys/signing-key.ts';
export { readPublicKey, type KeyAlgorithm, type PublicKey, type SigningAlgorithm } from './keys/public-key.ts';
export { KeyStore, type KeyStoreOptions, type OwnKey, type StoredTrustedKey } from './keys/key-store.ts';
export {
  trustedKeySchema,
  trustKey,
  trustPolicySchema,
  type TrustedKey,
  type TrustPolicy,
  type TrustTerms,
} from './trust/trust-policy.ts';
export { checkTrust, type SignatureFinding, type TrustContext, type TrustFinding } from './trust/check-trust.ts';

// Signatures of models (OpenSSF model signing v1, Ed25519), and DSSE envelopes for everything else.
export { signBundle, signModel, type BundleSignature, type SignModelOptions } from './signing/sign-model.ts';
export {
  preAuthEncoding,
  signDsse,
  verifyDsse,
  type DsseContent,
  type DsseEnvelope,
  type DsseSignature,
  type DsseVerification,
  type VerifyDsseOptions,
} from './signing/dsse.ts';

// Durable files, for packages that keep their own beside bundles.
export {
  exists,
  makeFolder,
  moveFolder,
  replaceFile,
  syncFolder,
  temporaryName,
  writeNewFile,
} from './durable/durable-files.ts';

// JSON from others, read strictly.
export { parseStrictJson, type StrictJsonLimits } from './strict-json.ts';

// Arrays of numpy: `.npz` files, numbers only.
export { readNpz, type NpzContent, type ReadNpzOptions } from './npz/read-npz.ts';
export { writeNpz } from './npz/write-npz.ts';

// What can go wrong.
export { InvalidNpzError } from './npz/errors.ts';
export {
  ArrayNamesError,
  ArrayShapeError,
  DigestMismatchError,
  FileSizeError,
  FileTooLargeError,
  FormatIsCurrentError,
  InvalidJsonError,
  InvalidManifestError,
  InvalidModelError,
  InvalidOptionError,
  InvalidSafetensorsError,
  MissingFileError,
  ModelExistsError,
  ModelFolderNotFoundError,
  ModelStorageError,
  NonFiniteArrayError,
  UnknownFormatVersionError,
  UnknownKindError,
  UnlistedFileError,
  UnsavableModelError,
} from './errors.ts';
export {
  InvalidKeyError,
  InvalidKeyFileError,
  InvalidKeyNameError,
  KeyExistsError,
  KeyNotFoundError,
  KeyPermissionError,
  KeyStorageError,
} from './keys/key-errors.ts';
export {
  HiddenFileError,
  InvalidSignatureError,
  InvalidSignatureFileError,
  KeyNotValidError,
  PayloadTypeError,
  RevokedKeyError,
  SignatureExistsError,
  SignatureOfAnotherModelError,
  SignerNotAllowedError,
  UnknownSignerError,
  UnsignedFileError,
  UnsignedModelError,
  UntrustedModelError,
} from './signing/signing-errors.ts';

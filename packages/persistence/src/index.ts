// Save, load and verify a model.
export { saveModel, type SaveModelOptions } from './bundle/write-bundle.ts';
export { loadModel } from './bundle/load-model.ts';
export { readBundle, verifyModel, type VerifyOptions } from './bundle/read-bundle.ts';

// What a bundle holds.
export type { JsonObject, ModelData, ModelSchema, NamedArray } from './model-data.ts';
export { modelMetadataSchema, type ModelMetadata } from './model-metadata.ts';
export { manifestDigest, type ManifestFile, type ModelManifest } from './manifest.ts';

// Durable files, for packages that keep their own beside bundles.
export { exists, makeFolder, moveFolder, replaceFile } from './durable/durable-files.ts';

// What can go wrong.
export {
  ArrayNamesError,
  ArrayShapeError,
  DigestMismatchError,
  FileSizeError,
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

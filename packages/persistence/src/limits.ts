// What a reader takes at most, so that a hostile bundle costs bounded time and memory. The writer keeps to the same.

const KIB = 1024;
const MIB = 1024 * KIB;

/** Manifest and checksums have a few hundred bytes. */
export const MAX_MANIFEST_BYTES = 64 * KIB;

/** `config.json` and `metadata.json` have a few thousand bytes each. */
export const MAX_JSON_BYTES = 4 * MIB;

/** Objects, lists, members and elements of one JSON file together: each costs memory, however short its text. */
export const MAX_JSON_VALUES = 250_000;

export const MAX_JSON_DEPTH = 64;

/** 8 million numbers; a model of 3 states and 9 features has 300. */
export const MAX_ARRAYS_BYTES = 64 * MIB;

/** The specification of safetensors allows 100 MB. */
export const MAX_HEADER_BYTES = MIB;

export const MAX_ARRAYS = 64;

/** As many as numpy took for decades. */
export const MAX_DIMENSIONS = 32;

export const MAX_NAME_LENGTH = 200;

export const MAX_SIGNATURES = 16;

export const MAX_SIGNATURE_BYTES = 64 * KIB;

// <home>/config.json: which series feed the features, which features, which model. Optional; what is left out has a default.
import { readFile } from 'node:fs/promises';
import { RegimekitError } from '@regimekit/errors';
import { z } from 'zod';
import type { Home } from '../frame/home.ts';
import { parseJson } from './read-json-file.ts';

/** A configuration has a few hundred bytes. */
const MAX_BYTES = 1_000_000;

const inputNames = ['price', 'vix', 'treasury_2y', 'treasury_10y', 'hy_spread'] as const;

/** Ten minutes, in milliseconds: whoever has asked waits for as long before the program ends. */
export const MAX_SHADOW_BUDGET_MS = 600_000;

const configurationSchema = z.strictObject({
  /** Which series of the warehouse feeds which input; what is left out keeps its default (price: spx, vix: vix, ...). */
  series: z.partialRecord(z.enum(inputNames), z.string().min(1)).default({}),
  features: z
    .strictObject({
      set: z.string().default('regime9'),
      lookbackDays: z.int().min(2).default(252),
      maxCarryDays: z.int().min(0).default(3),
      /** Sessions between a value's date and the close at which it may be used, by series; the rest keep their default. */
      lagSessions: z.record(z.string(), z.int().min(0)).default({}),
    })
    .prefault({}),
  model: z.strictObject({ name: z.string().default('regime-detector') }).prefault({}),
  /** Whether a model needs the signature of a trusted key before it is used; the keys lie in <home>/keys. */
  trust: z.strictObject({ requireSignature: z.enum(['refuse', 'warn', 'off']).default('off') }).prefault({}),
  /**
   * Where the models are, if not in <home>/models: everything in PostgreSQL, or, with a folder that several machines
   * share, all but the bundles. Predictions are logged in the same database.
   */
  registry: z
    .strictObject({
      databaseUrl: z
        .string()
        .regex(/^postgres(?:ql)?:\/\//iu, 'expected postgres://user:password@host:5432/database')
        .optional(),
      bundlesFolder: z.string().min(1).optional(),
    })
    .prefault({}),
  /** How much the versions in shadow may take when they answer beside an answer. */
  shadow: z
    .strictObject({
      /** Milliseconds for all of them together, after the answer: several times what threads need to come up. */
      budgetMs: z.number().min(0).max(MAX_SHADOW_BUDGET_MS).default(5000),
      /** How many of them run, those first that are in shadow longest. */
      maxVersions: z.int().min(0).max(64).default(4),
      /** Heap of each, in MiB. */
      memoryMb: z.int().min(64).max(65_536).default(512),
    })
    .prefault({}),
  /** Who acts, in the audit trail. */
  actor: z.string().min(1).optional(),
});

export type Configuration = z.infer<typeof configurationSchema>;

/**
 * Reads the configuration of a home; a missing file means the defaults.
 *
 * @throws RegimekitError of kind `input` when the file is no JSON or says something that is not understood
 */
export async function readConfiguration(home: Home): Promise<Configuration> {
  const parsed = configurationSchema.safeParse(await readJson(home.config));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new RegimekitError(`${home.config} is not understood: ${problems.join('; ')}`, {
    code: 'INVALID_CONFIGURATION',
    kind: 'input',
    hint: 'docs/cli.md lists what the configuration may hold.',
    details: { file: home.config, problems },
  });
}

async function readJson(file: string): Promise<unknown> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new RegimekitError(`${file} cannot be read: ${(error as Error).message}`, {
      code: 'UNREADABLE_CONFIGURATION',
      kind: 'input',
      hint: '--home must name a folder of yours; a config.json in it is a file, and optional.',
      cause: error,
    });
  }
  try {
    return parseJson(file, bytes, MAX_BYTES);
  } catch (cause) {
    throw new RegimekitError((cause as Error).message, {
      code: 'INVALID_CONFIGURATION',
      kind: 'input',
      hint: 'Mend the file, or remove it for the defaults.',
      cause,
    });
  }
}

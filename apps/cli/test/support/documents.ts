// The documents of the commands, as far as several tests read them.
import { runCli } from './run-cli.ts';

export interface PredictDocument {
  readonly model: { readonly name: string; readonly version: string; readonly stage: string };
  readonly predictions: readonly {
    readonly date: string;
    readonly regime: string;
    readonly confidence: number;
    readonly probabilities: Readonly<Record<string, number>>;
    readonly features: Readonly<Record<string, number>>;
  }[];
}

export interface TrainDocument {
  readonly version: string | null;
  readonly folder: string;
  readonly training: { readonly from: string; readonly to: string; readonly rows: number };
  readonly fit: {
    readonly logLikelihood: number;
    readonly iterations: number;
    readonly stopReason: string;
    readonly restarts: readonly { readonly logLikelihood: number | null }[];
    readonly restartsAtOptimum: number;
  };
  readonly regimes: readonly {
    readonly regime: string;
    readonly shareOfTime: number;
    readonly expectedDuration: number;
  }[];
  readonly transitionMatrix: readonly (readonly number[])[];
}

export interface Failed {
  readonly exitCode: number;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string };
}

/** Runs a command with `--json` that must fail with one document on stdout and nothing beside it. */
export async function runFailing(...argv: string[]): Promise<Failed> {
  const { exitCode, stdout, stderr } = await runCli(...argv, '--json');
  if (exitCode === 0 || stderr !== '')
    throw new Error(`expected a failure and silence, received ${exitCode}: ${stderr}`);
  const document = JSON.parse(stdout) as { error: Failed['error'] };
  return { exitCode, ...document };
}

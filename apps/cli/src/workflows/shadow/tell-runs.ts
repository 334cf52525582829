// What became of the shadows, in one line on stderr: stdout belongs to the answer.
import { styleText } from 'node:util';
import type { ShadowRun } from '@regimekit/monitoring';
import { withoutControls } from '../../frame/terminal.ts';

export function tellRuns(runs: readonly ShadowRun[]): void {
  tell(`In shadow: ${runs.map((run) => `${run.modelVersion} ${describeRun(run)}`).join('; ')}.`);
}

export function tellFailure(error: unknown): void {
  tell(`In shadow: nothing is on record. ${error instanceof Error ? error.message : String(error)}`);
}

function describeRun({ outcome, answered, days, message = '', durationMs }: ShadowRun): string {
  if (outcome === 'timeout') return 'ran out of time';
  if (outcome === 'failed') return `failed (${message.replace(/\.$/u, '')})`;
  const part = answered < days ? ` ${answered} of ${days} days` : '';
  return `answered${part} in ${Math.round(durationMs)} ms`;
}

function tell(line: string): void {
  const clean = withoutControls(line.replaceAll(/\s*[\n\r\t]\s*/gu, ' '));
  process.stderr.write(`${styleText('dim', clean, { stream: process.stderr })}\n`);
}

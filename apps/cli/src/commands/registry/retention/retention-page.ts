import type { RetentionReport } from '@regimekit/registry';
import { bold, dim, table } from '../../../frame/terminal.ts';
import { counted } from '../../../frame/words.ts';

/** @param done what was done with the bundles: 'would go', 'went' */
export function retentionPage({ decisions, collected, skipped, mended }: RetentionReport, done: string): string {
  const freed = collected.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    ...(decisions.length === 0
      ? [dim('There are no versions.')]
      : [
          table(
            ['model', 'version', 'stage', '', 'why'],
            decisions.map(({ name, version, stage, action, reasons }) => [
              name,
              version,
              stage,
              action === 'collect' ? bold(done) : action === 'keep' ? 'stays' : 'is gone',
              reasons.join('; '),
            ]),
          ),
        ]),
    '',
    `${counted(collected.length, 'bundle')} ${done}: ${(freed / 1024).toFixed(1)} kB.`,
    ...skipped.map(({ name, version, why }) => `${name} ${version} stayed: ${why}.`),
    ...mended.map(({ name, version }) => dim(`${name} ${version}: what an interrupted run had left behind is gone.`)),
  ].join('\n');
}

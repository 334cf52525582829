// What a promotion or a rollback has changed.
import type { ModelRegistry, ModelVersion, RegistryEvent, Stage } from '@regimekit/registry';
import type { Answer } from '../../frame/answer.ts';
import { bold, dim } from '../../frame/terminal.ts';
import { instantText, paintStage } from './version-facts.ts';

interface Move {
  readonly version: ModelVersion;
  /** The stage it left. */
  readonly from: Stage | null;
  /** The version that left production for it. */
  readonly replaced: string | null;
  /** The checks it passed. */
  readonly checks: readonly string[];
}

/** Reads from the record of events what the move of `version` was. */
export async function describeMove(registry: ModelRegistry, version: ModelVersion): Promise<Move> {
  const events = await registry.history(version.name);
  const index = events.findIndex(({ sequence }) => sequence === version.stageEvent);
  const moved: RegistryEvent | undefined = events[index];
  const before: RegistryEvent | undefined = events[index - 1];
  const makesWay = before?.details['by'] === version.version && ['replaced', 'rolled_back'].includes(before.type);
  const checks = moved?.details['checks'];
  return {
    version,
    from: moved?.from ?? null,
    replaced: makesWay ? before.version : null,
    checks: Array.isArray(checks) ? checks.map(String) : [],
  };
}

/** @param undo the command that undoes the move, given the version that made way */
export function moveAnswer(move: Move, undo: (replaced: string) => string): Answer {
  return { document: move, text: () => page(move, undo) };
}

function page({ version, from, replaced, checks }: Move, undo: (replaced: string) => string): string {
  const { name, stage, probation } = version;
  return [
    `${bold(`${name} ${version.version}`)} is in ${paintStage(stage)} now${from === null ? '' : ` (it was in ${from})`}.`,
    ...(replaced === null ? [] : [`${replaced} left production for the archive.`]),
    ...(probation?.status === 'running' ? [`On probation until ${instantText(probation.until)} UTC.`] : []),
    ...(checks.length === 0 ? [] : [dim(`Checked before: ${checks.join('; ')}.`)]),
    ...(replaced === null ? [] : [dim(`To undo: ${undo(replaced)}`)]),
  ].join('\n');
}

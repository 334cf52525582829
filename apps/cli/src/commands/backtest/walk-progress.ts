import type { WalkForwardOptions } from '@regimekit/evaluation';
import type { Context } from '../../frame/context.ts';

/** Draws how far a walk is, and how long it will take. */
export function showing({ progress }: Context, what: string): NonNullable<WalkForwardOptions['onProgress']> {
  return ({ done, total, resumed, remainingMs }) => {
    const left = remainingMs === undefined || done === total ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`;
    const kept = resumed === 0 ? '' : `, ${resumed} of them kept from before`;
    progress.show(`${done} of ${total} ${what}${kept}${left}`, done / total);
  };
}

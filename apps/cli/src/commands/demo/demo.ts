import { resolve } from 'node:path';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { requireWritableFolder } from '../../workflows/write-text-file.ts';
import { demoDocument } from './demo-document.ts';
import { demoPage } from './demo-page.ts';
import { walkThrough } from './walk-through.ts';

export interface DemoOptions {
  readonly days?: string;
  readonly out?: string;
}

/** `regimekit demo`: the whole way on a market whose true regimes are known. */
export async function demo(context: Context, options: DemoOptions): Promise<Answer> {
  const nDays = options.days === undefined ? undefined : parseWhole('--days', options.days, { min: 1500, max: 5000 });
  const out = options.out === undefined ? undefined : resolve(options.out);
  if (out !== undefined) await requireWritableFolder(out);
  const run = await walkThrough(context, { nDays, out });
  return { document: demoDocument(run), text: () => demoPage(run) };
}

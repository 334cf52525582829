// What a registered version says of itself, in the words of a page.
import { styleText } from 'node:util';
import { modelMetadataSchema, type ModelMetadata } from '@regimekit/persistence';
import type { ModelVersion, Stage } from '@regimekit/registry';

const colours = { staging: 'yellow', shadow: 'cyan', production: 'green', archive: 'dim' } as const;

/** Colours of the stages, the same on every page. */
export function paintStage(stage: Stage): string {
  return styleText(colours[stage], stage);
}

/** The facts that metadata have a name for; those that are not there, or not as they should be, are left out. */
export function factsOf({ metadata }: ModelVersion): ModelMetadata {
  const facts = modelMetadataSchema.safeParse(metadata);
  return facts.success ? facts.data : {};
}

/** "2009-01-30 to 2014-12-31", or a dash. */
export function spanText({ trainingSpan }: ModelMetadata): string {
  return trainingSpan === undefined ? '-' : `${trainingSpan.from} to ${trainingSpan.to}`;
}

/** 2769 as "2,769"; a dash for what is not known. */
export function countText(count: number | undefined): string {
  return count === undefined ? '-' : count.toLocaleString('en-US');
}

/** "2024-01-31 21:05", UTC. */
export function instantText(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

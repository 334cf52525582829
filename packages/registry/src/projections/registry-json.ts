import type { ModelState } from '../state/model-state.ts';
import { byText, listVersions } from '../registry-context.ts';
import { foldEvents } from '../state/model-state.ts';
import { GENESIS, type RegistryEvent } from '../events/registry-event.ts';

/** The content of `registry.json`: the present state, for people, scripts and git. Follows from the events alone. */
export function renderRegistryJson(events: readonly RegistryEvent[]): string {
  const { sequence, digest } = events.at(-1) ?? GENESIS;
  const models = [...foldEvents(events).values()].sort((a, b) => byText(a.name, b.name));
  const document = {
    formatVersion: 1,
    sequence,
    headDigest: digest,
    models: Object.fromEntries(models.map((model) => [model.name, describeModel(model)])),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function describeModel(model: ModelState): object {
  const versions = listVersions(model).map(({ name, ...record }) => ({
    ...record,
    folder: `${name}/versions/${record.version}`,
  }));
  return { production: model.production ?? null, versions };
}

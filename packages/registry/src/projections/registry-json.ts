import type { ModelState } from '../state/model-state.ts';
import { byText, describeRecord, listVersions } from '../registry-context.ts';
import { KnownStates } from '../state/known-states.ts';
import type { VersionRecord } from '../state/version-record.ts';
import { GENESIS, type ChainHead, type RegistryEvent } from '../events/registry-event.ts';

/**
 * The content of `registry.json`: the present state, for people, scripts and git. Follows from the events alone. Each
 * version has a line of its own, so that a change of one is one line in git, and the end of the chain stands first.
 *
 * @param events all of the registry
 * @param states what is known of them already
 */
export function renderRegistryJson(events: readonly RegistryEvent[], states = new KnownStates()): string {
  const { sequence, digest } = events.at(-1) ?? GENESIS;
  const models = states
    .after(events)
    .models()
    .sort((a, b) => byText(a.name, b.name))
    .map(renderModel);
  return `{
  "formatVersion": 1,
  "sequence": ${sequence},
  "headDigest": "${digest}",
  "models": ${inBraces('{}', models, '  ')}
}
`;
}

function renderModel(model: ModelState): string {
  const aliases = Object.fromEntries([...model.aliases].sort(([a], [b]) => byText(a, b)));
  const aliased = new Set(model.aliases.values());
  const versions = listVersions(model).map((record) => {
    // Names of the users' own are not part of a record, so that they may change while it stays the same.
    if (aliased.has(record.version)) return renderVersion(model, record);
    const line = lines.get(record) ?? renderVersion(model, record);
    lines.set(record, line);
    return line;
  });
  return `    ${JSON.stringify(model.name)}: {
      "production": ${JSON.stringify(model.production ?? null)},
      "aliases": ${JSON.stringify(aliases)},
      "versions": ${inBraces('[]', versions, '      ')}
    }`;
}

/** Lines of versions without aliases. A record never changes: who changes a version makes a new one. */
const lines = new WeakMap<VersionRecord, string>();

function renderVersion(model: ModelState, record: VersionRecord): string {
  const { name, ...version } = describeRecord(model, record);
  return `        ${JSON.stringify({ ...version, folder: `${name}/versions/${record.version}` })}`;
}

function inBraces(braces: '{}' | '[]', lines: readonly string[], indent: string): string {
  return lines.length === 0 ? braces : `${braces[0]}\n${lines.join(',\n')}\n${indent}${braces[1]}`;
}

/** The first bytes of the file, which hold the end of the chain. */
export const HEAD_BYTES = 256;

/** The end of the chain that `registry.json` shows, from its first bytes; undefined where they do not say so. */
export function parseHead(beginning: string): ChainHead | undefined {
  const match =
    /^\{\s*"formatVersion": 1,\s*"sequence": (?<sequence>\d{1,15}),\s*"headDigest": "(?<digest>[0-9a-f]{64})"/u.exec(
      beginning,
    );
  return match?.groups === undefined
    ? undefined
    : { sequence: Number(match.groups['sequence']), digest: match.groups['digest']! };
}

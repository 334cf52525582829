// What to type, where the library says what to call.
import { RegimekitError } from '@regimekit/errors';

const hints: Readonly<Record<string, string>> = {
  MODEL_NOT_FOUND: 'regimekit registry list shows the models there are; regimekit train --register adds one.',
  NO_PRODUCTION_MODEL: 'Promote one with: regimekit registry promote VERSION',
  NOTHING_TO_ROLL_BACK: 'Promote the version you want instead: regimekit registry promote VERSION',
  EVIDENCE_NOT_FOUND: 'regimekit registry evidence list VERSION shows the digests of what is attached.',
  INVALID_POLICY:
    'Nothing has changed. docs/registry.md shows what a policy may hold; {} allows everything to everybody.',
  INVALID_ACTOR: 'Name who acts with --actor, REGIMEKIT_ACTOR or the configuration.',
  NO_PROBATION: 'A probation begins with a promotion while the policy has stages.production.probationDays.',
  ALIAS_NOT_FOUND: 'regimekit registry alias list shows the aliases.',
};

/**
 * The same error with a hint that can be typed.
 *
 * @param defaultModel the model that is meant where none is named
 */
export function inWordsOfTheCommandLine(error: unknown, defaultModel: string): unknown {
  if (!RegimekitError.isInstance(error)) return error;
  const { code, kind, details, message } = error;
  const hint = Object.hasOwn(hints, code) ? hints[code] : error.hint && inCommands(error.hint, defaultModel);
  if (hint === error.hint) return error;
  return new RegimekitError(message, { code, kind, details, hint, cause: error });
}

type Phrase = readonly [library: RegExp, command: string];

// Names and versions hold no quotes.
const phrases: readonly Phrase[] = [
  [
    /attachEvidence\('(.+?)', '(.+?)', \{ kind: 'shadow', passed, document \}\)/gu,
    'regimekit compare $2 --attach --model $1',
  ],
  [
    /attachEvidence\('(.+?)', '(.+?)', \{ kind: '(.+?)', passed, document \}\)/gu,
    'regimekit registry evidence attach $2 FILE --kind $3 --model $1',
  ],
  [/approve\('(.+?)', '(.+?)'\)/gu, 'regimekit registry approve $2 --model $1'],
  [/promote\('(.+?)', '(.+?)', \{ to: 'shadow' \}\)/gu, 'regimekit registry promote $2 --to shadow --model $1'],
  [/(?<!\w)sign\('(.+?)', '(.+?)', \{ key \}\)/gu, 'regimekit model sign $2 --key NAME --model $1'],
  [/Open the registry as somebody it knows:/u, 'Say with --actor or REGIMEKIT_ACTOR which of these you are:'],
  [
    /Open the registry with \{ actor, token \}; an operator can give you a new one \(createToken\)\./u,
    'Put your token into REGIMEKIT_TOKEN, or name your key with --key; an operator can give you a new token (regimekit registry people token NAME).',
  ],
  [
    /Open the registry with \{ actor, key \}: one of (.+)\./u,
    'Name your key with --key (the policy knows $1), or put a token into REGIMEKIT_TOKEN; an operator can give you one (regimekit registry people token NAME).',
  ],
  [/Leave the key out, or have an operator/u, 'Leave --key out, or have an operator'],
  [
    /Ask an operator for a new one, or name the actor\./u,
    'Ask an operator for a new one (regimekit registry people token NAME).',
  ],
  [/Give \{ key \} with one of the keys/u, 'Name it with --key; it must be one of the keys'],
  [
    /Make one with createToken\(\)\./u,
    'It comes from REGIMEKIT_TOKEN; an operator makes one with: regimekit registry people token NAME',
  ],
];

/** A hint or a remedy of the library, as commands. */
export function inCommands(text: string, defaultModel: string): string {
  return phrases
    .reduce((said, [library, command]) => said.replace(library, command), text)
    .replaceAll(/ --model ([a-z0-9_-]+)/gu, (option, name) => (name === defaultModel ? '' : option));
}

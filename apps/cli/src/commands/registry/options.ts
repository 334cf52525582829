// Options that several commands of the registry share.
import type { Command } from 'commander';

/** Which model is meant. */
export interface OfModel {
  readonly model?: string;
}

/** Of what goes on record. */
export interface WithReason {
  readonly reason?: string;
}

export function forModel(command: Command): Command {
  return command.option('--model <name>', 'name of the model (default: the configured one, regime-detector)');
}

/** For what changes the registry: the reason is recorded, and the key proves who acts. */
export function recorded(command: Command): Command {
  return withKey(command.option('--reason <text>', 'why, for the record of events'));
}

export function withKey(command: Command): Command {
  return command.option('--key <name>', 'a key of yours (regimekit keys list): proves who acts, and signs approvals');
}

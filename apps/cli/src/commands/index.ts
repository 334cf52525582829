// Every command, in the order of the help page.
import type { Command } from 'commander';
import { registerData } from './data/command.ts';
import { registerFeatures } from './features/command.ts';
import { registerHmm } from './hmm/command.ts';
import { registerPredict } from './predict/command.ts';
import { registerTrain } from './train/command.ts';

export function registerCommands(program: Command): void {
  registerData(program);
  registerFeatures(program);
  registerTrain(program);
  registerPredict(program);
  registerHmm(program);
}

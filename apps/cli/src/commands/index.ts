// Every command, in the order of the help page.
import type { Command } from 'commander';
import { registerBacktest } from './backtest/command.ts';
import { registerCompare } from './compare/command.ts';
import { registerData } from './data/command.ts';
import { registerDemo } from './demo/command.ts';
import { registerDoctor } from './doctor/command.ts';
import { registerExplain } from './explain/command.ts';
import { registerFeatures } from './features/command.ts';
import { registerHmm } from './hmm/command.ts';
import { registerKeys } from './keys/command.ts';
import { registerModel } from './model/command.ts';
import { registerMonitor } from './monitor/command.ts';
import { registerPredict } from './predict/command.ts';
import { registerRegistry } from './registry/command.ts';
import { registerTrain } from './train/command.ts';

export function registerCommands(program: Command): void {
  registerDemo(program);
  registerData(program);
  registerFeatures(program);
  registerTrain(program);
  registerPredict(program);
  registerBacktest(program);
  registerCompare(program);
  registerExplain(program);
  registerModel(program);
  registerRegistry(program);
  registerKeys(program);
  registerMonitor(program);
  registerHmm(program);
  registerDoctor(program);
}

import type { Command } from 'commander';
import { registerRecipes } from './recipes/command.ts';

export function registerCompare(program: Command): void {
  const compare = program.command('compare').description('whether one way of doing it is better than another');
  registerRecipes(compare);
}

// Every command, in the order of the help page.
import type { Command } from 'commander';

export function registerCommands(program: Command): void {
  void program;
}

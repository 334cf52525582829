import { z } from 'zod';
import { InvalidInstantError } from '../errors.ts';

const schema = z.iso.datetime();

/**
 * An instant in the one spelling that the record uses, so that instants compare as texts.
 *
 * @throws InvalidInstantError unless it is one in UTC
 */
export function parseInstant(name: string, instant: string): string {
  if (!schema.safeParse(instant).success) throw new InvalidInstantError(name, instant);
  return new Date(instant).toISOString();
}

import { UnknownCheckError } from '../errors.ts';
import { dataChecks } from './check-catalog.ts';
import type { CheckContext, CheckedSeries } from './data-check.ts';
import type { Finding } from './finding.ts';

/**
 * Runs every check that applies to the series' kind.
 *
 * @throws UnknownCheckError when `ignore` names a check that does not exist
 */
export function runChecks(series: CheckedSeries, context: CheckContext, ignore: readonly string[] = []): Finding[] {
  const unknown = ignore.find((name) => !dataChecks.some((check) => check.name === name));
  if (unknown !== undefined)
    throw new UnknownCheckError(
      unknown,
      dataChecks.map(({ name }) => name),
    );
  return dataChecks
    .filter(({ name, kinds }) => !ignore.includes(name) && (kinds === undefined || kinds.includes(series.kind)))
    .flatMap((check) => {
      const result = check.run(series, context);
      if (result === undefined) return [];
      const { message, count, first, severity = check.severity } = result;
      const place = first === undefined ? {} : { date: first.date, ...(first.line > 0 ? { line: first.line } : {}) };
      return [{ check: check.name, severity, series: series.name, message, hint: check.hint, count, ...place }];
    });
}

/** The latest calendar day that has begun anywhere on earth: 14 hours ahead of UTC. */
export function latestDayOnEarth(now: Date): string {
  return new Date(now.getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
}

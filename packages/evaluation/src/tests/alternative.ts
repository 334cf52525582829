/** What a test is against: any difference, or one side only. */
export type Alternative = 'two-sided' | 'greater' | 'less';

export const ALTERNATIVES: readonly Alternative[] = ['two-sided', 'greater', 'less'];

/** p-value of a statistic whose law under the null hypothesis is symmetric, from its upper tail. */
export function symmetricPValue(
  statistic: number,
  alternative: Alternative,
  upperTail: (value: number) => number,
): number {
  if (alternative === 'greater') return upperTail(statistic);
  return alternative === 'less' ? upperTail(-statistic) : 2 * upperTail(Math.abs(statistic));
}

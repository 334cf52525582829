/** Enough to keep a disk busy, and few enough that their content is no burden to memory. */
const AT_ONCE = 8;

/**
 * What `work` makes of each item, in the order of the items, several at once: a disk, or a server, answers eight
 * questions almost as fast as one. Of several failures the first in order is thrown, so that the answer depends on no race.
 */
export async function mapInParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const failures: { readonly index: number; readonly error: unknown }[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  const [first] = failures.sort((a, b) => a.index - b.index);
  if (first !== undefined) throw first.error;
  return results;
}

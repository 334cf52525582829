/** ISO weekdays from the first one on. */
export function weekdays(first: string, count: number): string[] {
  const day = new Date(`${first}T00:00:00Z`);
  const days: string[] = [];
  for (; days.length < count; day.setUTCDate(day.getUTCDate() + 1)) {
    if (day.getUTCDay() % 6 !== 0) days.push(day.toISOString().slice(0, 10));
  }
  return days;
}

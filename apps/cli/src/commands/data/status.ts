import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { table } from '../../frame/terminal.ts';
import { openForReading } from '../../workflows/warehouse.ts';

/** `regimekit data status`: every series with its span, its holes and its age. */
export async function status(context: Context): Promise<Answer> {
  await using warehouse = await openForReading(context);
  const series = await warehouse.status();
  return {
    document: { warehouse: context.home.warehouse, series },
    text: () =>
      table(
        ['series', 'kind', 'first', 'last', 'days', 'missing', 'revised', 'imports', 'age'],
        series.map((one) => [
          one.name,
          one.kind,
          one.first,
          one.last,
          String(one.rows),
          String(one.missing),
          String(one.revised),
          String(one.imports),
          `${one.ageDays} days${one.stale ? ', stale' : ''}`,
        ]),
      ),
  };
}

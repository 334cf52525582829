export interface TimeTicks {
  /** Positions in milliseconds, UTC. */
  readonly values: readonly number[];
  /** Template of echarts for all labels, each complete in itself. */
  readonly formatter: string;
}

interface Unit {
  readonly formatter: string;
  /** Width of one label, and the least distance between two, in pixels at a font size of 12. */
  readonly labelWidth: number;
  readonly spacing: number;
  /** The first tick at or before an instant, and the one after a tick, `step` units apart. */
  readonly floor: (millis: number, step: number) => number;
  readonly next: (millis: number, step: number) => number;
  readonly steps: readonly number[];
}

const DAY = 86_400_000;
/** A Monday, so that steps of weeks begin on Mondays. */
const MONDAY = Date.UTC(1970, 0, 5);
const monthOf = (millis: number): number => {
  const date = new Date(millis);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
};
/** `Date.UTC` reads a year below 100 as 19xx; market history begins later. */
const startOfMonth = (month: number): number => Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1);

/** From the finest to the coarsest. */
const UNITS: readonly Unit[] = [
  {
    formatter: '{d} {MMM} {yyyy}',
    labelWidth: 80,
    spacing: 100,
    floor: (millis, step) => MONDAY + Math.floor((millis - MONDAY) / (step * DAY)) * step * DAY,
    next: (millis, step) => millis + step * DAY,
    steps: [1, 2, 7, 14],
  },
  {
    formatter: '{MMM} {yyyy}',
    labelWidth: 62,
    spacing: 84,
    floor: (millis, step) => startOfMonth(Math.floor(monthOf(millis) / step) * step),
    next: (millis, step) => startOfMonth(monthOf(millis) + step),
    steps: [1, 2, 3, 6],
  },
  {
    formatter: '{yyyy}',
    labelWidth: 34,
    spacing: 60,
    floor: (millis, step) => startOfMonth(Math.floor(monthOf(millis) / (12 * step)) * 12 * step),
    next: (millis, step) => startOfMonth(monthOf(millis) + 12 * step),
    steps: [1, 2, 5, 10, 20, 50, 100],
  },
];

/**
 * Ticks for a time axis of `width` pixels: the finest of days, weeks, months and years at which the labels have room.
 * Each label names its year, so a picture cut out of its page still says when.
 *
 * @param edge - pixels to the right of the axis into which the last label may reach
 */
export function timeTicks(from: number, to: number, width: number, edge = 8): TimeTicks {
  let best: TimeTicks = { values: [from], formatter: UNITS[0]!.formatter };
  for (const unit of UNITS) {
    for (const step of unit.steps) {
      const values = ticksOf(unit, step, { from, to, width, edge });
      if (values.length >= 2) return { values, formatter: unit.formatter };
      if (values.length > 0 && best.values[0] === from) best = { values, formatter: unit.formatter };
    }
  }
  return best;
}

/** The ticks of one step; none when their labels have no room. */
function ticksOf(unit: Unit, step: number, axis: { from: number; to: number; width: number; edge: number }): number[] {
  const { from, to, width, edge } = axis;
  const pixels = (millis: number): number => (to > from ? (millis / (to - from)) * width : 0);
  const first = unit.floor(from, step);
  const second = unit.next(first, step);
  if (pixels(unit.next(second, step) - second) < unit.spacing) return [];
  const values: number[] = [];
  for (let tick = first; tick <= to; tick = unit.next(tick, step)) {
    const labelFits = pixels(to - tick) + edge >= unit.labelWidth / 2;
    if (tick >= from && labelFits) values.push(tick);
  }
  return values;
}

// The pictures of docs/evaluation.md: statistics on invented differences and returns.
import { built } from './built.mjs';

const { createRandomStream, createRandomStreams } = await built('numerics/dist/index.js');
const { studentTQuantile } = await built('numerics/dist/distributions.js');
const { bootstrapMetrics, confidenceSequence } = await built('evaluation/dist/index.js');
const { renderSvg } = await built('report/dist/index.js');

const ink = {
  muted: ['#586474', '#9ba8b6'],
  grid: ['#e6eaef', '#29323c'],
  calm: ['#2b7f8e', '#63b4c4'],
  alarm: ['#b4544a', '#dd6656'],
  bar: ['#86bcc6', '#265b67'],
};
const darkColors = Object.fromEntries(Object.values(ink));
const WIDTH = 872;

const axis = (options) => ({
  type: 'value',
  axisLine: { show: true, lineStyle: { color: ink.muted[0] } },
  axisTick: { show: false },
  axisLabel: { color: ink.muted[0] },
  splitLine: { show: false },
  ...options,
});
const line = (points, color, extra = {}) => ({
  type: 'line',
  data: points,
  showSymbol: false,
  silent: true,
  lineStyle: { color, width: 1.6, ...extra },
  itemStyle: { color },
});
const round = (value, digits = 3) => Number(value.toFixed(digits));

const DAYS = 252;
const FIRST_LOOK = 20;

/** Mean and half width of the ordinary 95 % interval after each day. */
function dailyIntervals(differences) {
  let [mean, squares] = [0, 0];
  return Array.from(differences, (difference, i) => {
    const gap = difference - mean;
    mean += gap / (i + 1);
    squares += gap * (difference - mean);
    const reach = i < 1 ? Infinity : studentTQuantile(0.975, i) * Math.sqrt(squares / i / (i + 1));
    return { mean, lower: mean - reach, upper: mean + reach };
  });
}

/** The first of many years without a difference in which daily looks find one on at least ten days, twice or more. */
function misleadingYear() {
  for (const random of createRandomStreams(1, 200)) {
    const differences = Float64Array.from({ length: DAYS }, () => random.normal());
    const days = dailyIntervals(differences).slice(FIRST_LOOK);
    const out = days.map(({ lower, upper }) => lower > 0 || upper < 0);
    const spells = out.filter((one, i) => one && !out[i - 1]).length;
    if (spells >= 2 && out.filter(Boolean).length >= 10) return differences;
  }
  throw new Error('No year of 200 misleads.');
}

/** Differences without a mean, looked at daily: the ordinary interval and the band that holds at every look. */
export function drawLooks() {
  const differences = misleadingYear();
  const ordinary = dailyIntervals(differences);
  const { lower, upper } = confidenceSequence(differences, { clip: 3 });
  const points = (value) =>
    Array.from({ length: DAYS - FIRST_LOOK }, (_, i) => [i + FIRST_LOOK + 1, round(value(i + FIRST_LOOK))]);
  const wrong = ordinary.filter((day, t) => t >= FIRST_LOOK && (day.lower > 0 || day.upper < 0)).length;
  const chart = {
    title: 'A year of daily looks at two models that are equally good',
    subtitle: `Mean difference so far in standard deviations. The 95 % interval of the day leaves zero on ${wrong} days; the band that holds at every look never does`,
    description: `The ordinary daily interval excludes the true difference of zero on ${wrong} of ${DAYS} days; the confidence sequence on none.`,
    width: WIDTH,
    height: 300,
    legend: [
      { name: 'mean so far', color: ink.muted[0], symbol: 'line' },
      { name: '95 % interval of each day', color: ink.alarm[0], symbol: 'line' },
      { name: 'confidence sequence (betting)', color: ink.calm[0], symbol: 'line' },
    ],
    option: {
      animation: false,
      grid: { left: 52, right: 24, top: 12, bottom: 44 },
      xAxis: axis({
        min: FIRST_LOOK,
        max: DAYS,
        name: 'days',
        nameLocation: 'middle',
        nameGap: 26,
        nameTextStyle: { color: ink.muted[0] },
      }),
      yAxis: axis({ min: -0.8, max: 0.8, interval: 0.4, splitLine: { lineStyle: { color: ink.grid[0] } } }),
      series: [
        {
          ...line(
            points((t) => ordinary[t].mean),
            ink.muted[0],
          ),
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: ink.muted[0], type: 'dashed', width: 1 },
            data: [{ yAxis: 0 }],
          },
        },
        line(
          points((t) => ordinary[t].lower),
          ink.alarm[0],
        ),
        line(
          points((t) => ordinary[t].upper),
          ink.alarm[0],
        ),
        line(
          points((t) => lower[t]),
          ink.calm[0],
        ),
        line(
          points((t) => upper[t]),
          ink.calm[0],
        ),
      ],
    },
    darkColors,
  };
  return renderSvg(chart, { id: 'looks' });
}

const YEARS = 8;
const BINS = 50;
/** Of a history that happens to show about its true ratio. */
const SEED = 3;

const drawnBootstrap = await (async () => {
  const random = createRandomStream(SEED);
  const returns = Float64Array.from({ length: YEARS * 252 }, () => 0.0004 + 0.011 * random.normal());
  return bootstrapMetrics({ returns }, { seed: 42 });
})();

/** Replications of a Sharpe ratio as a histogram, with their interval. */
export function drawBootstrap() {
  const { metrics, replications } = drawnBootstrap;
  const values = replications.sharpe.toSorted();
  const { value, interval } = metrics.sharpe;
  const [low, high] = [values[0], values.at(-1)];
  const width = (high - low) / BINS;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const one of values) counts[Math.min(BINS - 1, Math.floor((one - low) / width))]++;
  const mark = (at, text) => ({
    xAxis: round(at),
    label: { show: true, formatter: text, color: ink.muted[0], position: 'end' },
  });
  const inside = (bin) => low + (bin + 0.5) * width >= interval.lower && low + (bin + 0.5) * width <= interval.upper;
  // A histogram as steps with the area below them filled: outside of the interval one colour, inside another on top.
  const steps = (shown, color) => ({
    ...line(
      counts.flatMap((count, bin) => {
        const height = shown(bin) ? count : 0;
        return [
          [round(low + bin * width), height],
          [round(low + (bin + 1) * width), height],
        ];
      }),
      color,
      { width: 0 },
    ),
    areaStyle: { color, opacity: 1 },
  });
  const markLine = {
    silent: true,
    symbol: 'none',
    lineStyle: { color: ink.muted[0], type: 'dashed', width: 1 },
    data: [
      mark(interval.lower, round(interval.lower, 2).toFixed(2)),
      mark(value, `measured ${round(value, 2).toFixed(2)}`),
      mark(interval.upper, round(interval.upper, 2).toFixed(2)),
    ],
  };
  const chart = {
    title: 'One Sharpe ratio, drawn ten thousand times',
    subtitle: `${YEARS} years of invented daily returns whose true ratio is ${round((0.0004 / 0.011) * Math.sqrt(252), 2)}; red: outside of the 95 % interval`,
    description: `The ratio of ${round(value, 2)} has a 95 % interval from ${round(interval.lower, 2)} to ${round(interval.upper, 2)}.`,
    width: WIDTH,
    height: 260,
    legend: [],
    option: {
      animation: false,
      grid: { left: 24, right: 24, top: 32, bottom: 32 },
      xAxis: axis({ min: Math.floor(low * 10) / 10, max: Math.ceil(high * 10) / 10 }),
      yAxis: axis({ show: false }),
      series: [{ ...steps(() => true, ink.alarm[0]), markLine }, steps((bin) => inside(bin), ink.bar[0])],
    },
    darkColors,
  };
  return renderSvg(chart, { id: 'bootstrap' });
}

// The picture of docs/comparing.md: the mean difference of two models between its bounds, on invented days.
import { built } from './built.mjs';

const { createRandomStream } = await built('numerics/dist/index.js');
const { comparisonPath } = await built('evaluation/dist/index.js');
const { curvesChart, renderSvg } = await built('report/dist/index.js');

const DAYS = 154;
const FIRST_SHOWN = 24;
const MARGIN = 0.05;
const LOOKS = { first: 60, every: 21 };

function weekdays(count) {
  const days = [];
  for (let time = Date.UTC(2024, 0, 2); days.length < count; time += 86_400_000)
    if (new Date(time).getUTCDay() % 6 !== 0) days.push(new Date(time).toISOString().slice(0, 10));
  return days;
}

/** A gain of 0.4 standard deviations a day, against a margin of 0.05. */
export function drawBounds() {
  const random = createRandomStream(9);
  const pairs = {
    dates: weekdays(DAYS),
    differences: Float64Array.from({ length: DAYS }, () => 0.4 + random.normal()),
  };
  const plan = {
    hypothesis: 'The candidate predicts better.',
    baseline: { name: 'm', version: '1.0.0' },
    candidate: { name: 'm', version: '1.1.0' },
    clip: 3.5,
    margin: MARGIN,
  };
  const { dates, mean, lower, upper } = comparisonPath(plan, pairs);
  const shown = lower.findIndex((bound) => bound > MARGIN);
  if (shown < LOOKS.first) throw new Error(`The bound passes the margin on day ${shown}, before the first look.`);
  const from = (values) => Array.from(values).slice(FIRST_SHOWN);
  const chart = curvesChart(
    {
      dates: from(dates),
      series: [
        { name: 'mean so far', values: from(mean) },
        { name: 'lower bound', values: from(lower) },
        { name: 'upper bound', values: from(upper) },
        { name: 'margin', values: from(dates).map(() => MARGIN) },
      ],
    },
    {
      title: 'A candidate that is better, as a plan sees it',
      subtitle: `Mean difference of the log scores in nats. Dashed: the planned looks. After ${shown + 1} days the lower bound leaves the margin`,
      marks: dates.filter((_, n) => n + 1 >= LOOKS.first && (n + 1 - LOOKS.first) % LOOKS.every === 0),
      height: 280,
    },
  );
  return renderSvg(chart);
}

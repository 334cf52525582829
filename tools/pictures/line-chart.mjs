// Lines and dots over two axes of values, in the form that @regimekit/report draws.
export const ink = {
  muted: ['#586474', '#9ba8b6'],
  grid: ['#e6eaef', '#29323c'],
  calm: ['#2b7f8e', '#63b4c4'],
  alarm: ['#b4544a', '#dd6656'],
  bar: ['#86bcc6', '#265b67'],
};

const axis = ({ name, ...options }) => ({
  type: 'value',
  axisLine: { show: true, lineStyle: { color: ink.muted[0] } },
  axisTick: { show: false },
  axisLabel: { color: ink.muted[0] },
  splitLine: { show: false },
  ...(name === undefined ? {} : { name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: ink.muted[0] } }),
  ...options,
});
const rounded = (points) => points.map((point) => point.map((value) => Number(value.toFixed(4))));

/** Points joined by a line; `mark` is a height that a dashed line shows. */
export const lineOf = (points, color, { width = 1.6, type = 'solid', mark } = {}) => ({
  type: 'line',
  data: rounded(points),
  showSymbol: false,
  silent: true,
  lineStyle: { color, width, type },
  itemStyle: { color },
  ...(mark === undefined ? {} : { markLine: dashed([{ yAxis: mark }]) }),
});

/** Dashed lines through `data`, such as `[{ yAxis: 5 }]`. */
export const dashed = (data) => ({
  silent: true,
  symbol: 'none',
  label: { show: false },
  lineStyle: { color: ink.muted[0], type: 'dashed', width: 1 },
  data,
});

/** Points by themselves. */
export const dotsOf = (points, color, symbolSize = 8) => ({
  type: 'scatter',
  silent: true,
  data: rounded(points),
  symbolSize,
  color,
  itemStyle: { opacity: 1 },
});

/** A chart of such series between `x` and `y`, which are axes as echarts has them. */
export const lineChart = ({ title, subtitle, description, legend = [], x, y, series, height = 280, left = 56 }) => ({
  title,
  subtitle,
  description,
  width: 872,
  height,
  legend: legend.map(([name, color, symbol = 'line']) => ({ name, color, symbol })),
  option: {
    animation: false,
    grid: { left, right: 24, top: 12, bottom: x.name === undefined ? 32 : 44 },
    xAxis: axis(x),
    yAxis: axis({ splitLine: { lineStyle: { color: ink.grid[0] } }, ...y }),
    series,
  },
  darkColors: Object.fromEntries(Object.values(ink)),
});

/**
 * Rows below each other with the dots of each of `groups`: the first value in the first row and so on, where it has no `row` of
 * its own. Where `lower` and `upper` are known, they are drawn as intervals.
 */
export const rowsChart = ({
  title,
  subtitle,
  description,
  names,
  groups,
  x,
  legend = groups.length > 1,
  left = 200,
}) => {
  const bars = groups.flatMap(({ values }) =>
    values.flatMap(({ lower, upper }, i) =>
      lower === undefined
        ? []
        : [
            [Number(lower.toFixed(4)), names[i]],
            [Number(upper.toFixed(4)), names[i]],
            ['-', names[i]],
          ],
    ),
  );
  return {
    title,
    subtitle,
    description,
    width: 872,
    height: 52 + 30 * names.length,
    legend: legend ? groups.map(({ name, color, symbol }) => ({ name, color, symbol })) : [],
    option: {
      animation: false,
      grid: { left, right: 24, top: 8, bottom: 32 },
      xAxis: axis({ splitLine: { lineStyle: { color: ink.grid[0] } }, ...x }),
      yAxis: {
        type: 'category',
        data: names,
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: ink.muted[0], interval: 0 },
      },
      series: [
        { type: 'line', data: bars, showSymbol: false, silent: true, lineStyle: { width: 3, color: ink.bar[0] } },
        ...groups.map(({ color, symbol, opacity = 1, values }) => ({
          type: 'scatter',
          silent: true,
          data: values.map(({ value, row }, i) => [Number(value.toFixed(4)), names[row ?? i]]),
          symbol,
          symbolSize: 10,
          color,
          itemStyle: { opacity },
          z: 4,
        })),
      ],
    },
    darkColors: Object.fromEntries(Object.values(ink)),
  };
};

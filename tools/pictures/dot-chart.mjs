// Dots, one for each fit: charts that only the words need, in the form that @regimekit/report draws.
const ink = { muted: ['#586474', '#9ba8b6'], grid: ['#e6eaef', '#29323c'], dot: ['#2b7f8e', '#63b4c4'] };
const darkColors = Object.fromEntries(Object.values(ink));
const DOT = 6;
const APART = 4;

const words = (text, position) => ({ show: true, position, formatter: text, color: ink.muted[0], fontSize: 12 });
const valueAxis = {
  type: 'value',
  axisTick: { show: false },
  splitLine: { show: false },
  axisLabel: { color: ink.muted[0] },
};
const scatter = { type: 'scatter', silent: true, color: ink.dot[0] };

/**
 * Dots on one axis; those whose places differ by less than their size are piled up. `labels` stand beside the lowest pile
 * and the highest value.
 */
export function dotChart(values, { title, subtitle, description, labels, width = 872 }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.04 * (high - low);
  const columns = (width - 80) / DOT;
  const piles = new Map();
  const dots = values.map((value) => {
    const column = Math.round(((value - low) / (high - low)) * columns);
    const level = (piles.get(column) ?? 0) + 1;
    piles.set(column, level);
    return { column, level, value: [Number((low + (column / columns) * (high - low)).toFixed(2)), level] };
  });
  const tallest = Math.max(...piles.values());
  const middle = (low + high) / 2;
  const mark = (isSide, text, position) => {
    const side = dots.filter(({ value: [x] }) => isSide(x));
    const edge = side.reduce((a, b) =>
      (position === 'right' ? b.value[0] > a.value[0] : b.value[0] < a.value[0]) ? b : a,
    );
    const height = Math.max(...side.map(({ level }) => level)) / 2;
    return { value: [edge.value[0], height + 0.5], symbolSize: 0.1, label: { ...words(text, position), distance: 10 } };
  };
  return {
    title,
    subtitle,
    description,
    width,
    height: tallest * (DOT + 1) + 60,
    legend: [],
    option: {
      animation: false,
      grid: { left: 24, right: 24, top: 12, bottom: 32 },
      xAxis: {
        ...valueAxis,
        min: low - room,
        max: high + room,
        axisLine: { show: true, lineStyle: { color: ink.muted[0] } },
        axisLabel: { ...valueAxis.axisLabel, showMinLabel: false, showMaxLabel: false },
      },
      yAxis: { type: 'value', min: 0, max: tallest + 1, show: false },
      series: [
        { ...scatter, data: dots.map(({ value }) => value), symbolSize: DOT, itemStyle: { opacity: 1 } },
        {
          ...scatter,
          data: [mark((x) => x < middle, labels[0], 'right'), mark((x) => x >= middle, labels[1], 'left')],
          itemStyle: { opacity: 0 },
        },
      ],
    },
    darkColors,
  };
}

/** One column of dots for each group, in percent, and a line for what cannot be undercut. */
export function stripChart(groups, { title, subtitle, description, line }) {
  const top = Math.max(...groups.flatMap(({ values }) => values));
  return {
    title,
    subtitle,
    description,
    width: 872,
    height: 280,
    legend: [],
    option: {
      animation: false,
      grid: { left: 52, right: 24, top: 12, bottom: 32 },
      xAxis: {
        type: 'category',
        data: groups.map(({ name }) => `${name} rows`),
        axisLine: { show: true, lineStyle: { color: ink.muted[0] } },
        axisTick: { show: false },
        axisLabel: { color: ink.muted[0] },
      },
      yAxis: {
        ...valueAxis,
        min: 0,
        max: Math.ceil(top / 10) * 10,
        interval: 10,
        splitLine: { lineStyle: { color: ink.grid[0] } },
        axisLabel: { ...valueAxis.axisLabel, formatter: '{value} %' },
      },
      series: [
        {
          ...scatter,
          data: groups.flatMap(({ values }, column) =>
            values.map((value, i) => ({
              value: [column, Number(value.toFixed(2))],
              // Side by side, so that equal ones can be counted.
              symbolOffset: [APART * (i - (values.length - 1) / 2), 0],
            })),
          ),
          symbolSize: 8,
          itemStyle: { opacity: 0.6 },
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: ink.muted[0], type: 'dashed', width: 1 },
            label: { show: false },
            data: [{ yAxis: Number(line.toFixed(2)) }],
          },
        },
      ],
    },
    darkColors,
  };
}

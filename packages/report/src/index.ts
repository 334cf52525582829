// The description of a picture
export type { Chart, ChartOption, ChartTexts, LegendItem, LegendSymbol } from './chart.ts';
// Builders: plain data in, a chart out
export { priceWithBands, type PriceWithBandsData, type PriceWithBandsOptions } from './charts/price-with-bands.ts';
export { probabilityChart, type ProbabilityData, type ProbabilityOptions } from './charts/probability-chart.ts';
export { curvesChart, type CurvesData, type CurvesOptions } from './charts/curves-chart.ts';
export { matrixChart, type MatrixData, type MatrixOptions } from './charts/matrix-chart.ts';
export { profileChart, type ProfileData } from './charts/profile-chart.ts';
export { autocorrelationChart, type AutocorrelationData } from './charts/autocorrelation-chart.ts';
export { histogramChart, type HistogramData } from './charts/histogram-chart.ts';
export { intervalChart, type IntervalData, type IntervalOptions } from './charts/interval-chart.ts';
export { quantileChart, type QuantileData } from './charts/quantile-chart.ts';
export { profileTable, type ProfileTableData } from './html/profile-table.ts';
export type { ChartOptions } from './charts/chart-options.ts';
export { bandsFromLabels, type Band } from './data/bands.ts';
export type { MatrixLike } from './data/checks.ts';
// Drawing
export { renderSvg, type RenderSvgOptions } from './svg/render-svg.ts';
export { renderReport, type ReportContent } from './html/render-report.ts';
export type {
  ChartBlock,
  FiguresBlock,
  KeyFigure,
  ReportBlock,
  ReportSection,
  TableBlock,
  TableCell,
  TableColumn,
  TextBlock,
} from './html/sections.ts';
// Colours, formats, errors
export type { Palette, RegimeColors } from './colors/palette.ts';
export type { ColorPair } from './colors/color-pair.ts';
export type { Theme } from './colors/theme.ts';
export { formatNumber, formatPercent } from './data/format.ts';
export { ReportInputError, type ReportInputCode } from './errors.ts';

/** A symbol of the legend, as echarts names it; `area` is a swatch. */
export type LegendSymbol = 'area' | 'line' | 'circle' | 'rect' | 'triangle' | 'diamond';

export interface LegendItem {
  readonly name: string;
  /** The light colour as it is in the option; the dark one is found in the chart's `darkColors`. */
  readonly color: string;
  readonly symbol: LegendSymbol;
}

/**
 * One picture as plain data: no functions, no dates, nothing that JSON would lose. `renderSvg` draws it on paper and in
 * reports; a page draws it live with `echarts.setOption(chart.option)`, and puts title and legend around it as HTML.
 */
export interface Chart {
  readonly title: string;
  /** One sentence below the title: what is drawn, in which unit. */
  readonly subtitle?: string;
  /** What the picture shows, in words, for those who do not see it. */
  readonly description: string;
  /** Size of the plot without title and legend, in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Drawn outside of the plot, so that it can wrap. Empty when the plot explains itself. */
  readonly legend: readonly LegendItem[];
  /** An option of echarts 6 with its light colours and rules for narrow places (`media`). */
  readonly option: ChartOption;
  /** For each colour in the option, the one to use in dark mode. */
  readonly darkColors: Readonly<Record<string, string>>;
}

/** Options of echarts as JSON. */
export type ChartOption = Readonly<Record<string, unknown>>;

/** What every builder accepts beside its data. */
export interface ChartTexts {
  readonly title?: string;
  readonly subtitle?: string;
  /** Replaces the text alternative that the builder writes from the data. */
  readonly description?: string;
}

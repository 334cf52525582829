// The parts of echarts that the charts need, and nothing else.
import { init, use, type ComposeOption } from 'echarts/core';
import { HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import type { HeatmapSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, MarkLineComponent, VisualMapPiecewiseComponent } from 'echarts/components';
import type { GridComponentOption, VisualMapComponentOption } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

export type DrawnOption = ComposeOption<
  HeatmapSeriesOption | LineSeriesOption | ScatterSeriesOption | GridComponentOption | VisualMapComponentOption
>;

let registered = false;

/** Registers on first use rather than on import, so that a bundler can leave out what nobody draws. */
export function initChart(width: number, height: number): ReturnType<typeof init> {
  if (!registered) {
    use([HeatmapChart, LineChart, ScatterChart, GridComponent, MarkAreaComponent, MarkLineComponent]);
    use([VisualMapPiecewiseComponent, SVGRenderer]);
    registered = true;
  }
  return init(null, null, { renderer: 'svg', ssr: true, width, height, locale: 'EN' });
}

import { describeValue, requireChoiceIfAny, requireOptions, type OptionNames } from '../data/arguments.ts';
import { checkSize } from '../charts/chart-options.ts';
import type { Chart } from '../chart.ts';
import { checkChart } from './check-chart.ts';
import { ReportInputError } from '../errors.ts';
import { fontFamily, type Theme } from '../colors/theme.ts';
import { drawPlot } from './draw-plot.ts';
import { frameColors, framePlot } from './frame.ts';
import { serializeSvg, svgNode, type SvgNode } from './svg-node.ts';
import { darkStyle, inDark } from './dark-mode.ts';

export interface RenderSvgOptions {
  /** `auto` follows the reader's light or dark mode, also where the picture is shown as an image. @default 'auto' */
  readonly theme?: Theme;
  /** Width of the plot, when it shall differ from the chart's own: the plot is laid out anew, not stretched. */
  readonly width?: number;
  readonly height?: number;
  /** Title, legend and a surface around the plot. Leave it out where the page supplies them. @default true */
  readonly frame?: boolean;
  /** Beginning of the ids inside; must be unique in a page. Default: made from the content. */
  readonly id?: string;
}

const optionNames: OptionNames<RenderSvgOptions> = { theme: true, width: true, height: true, frame: true, id: true };

/**
 * Draws a chart as a standalone SVG: it scales, reads well in light and dark mode and in print, tells screen readers what it
 * shows, runs no script and loads nothing. The same chart gives the same bytes.
 *
 * @throws ReportInputError for what is no chart, and options of the wrong kind
 *
 * @example
 * ```ts
 * import { matrixChart, renderSvg } from '@regimekit/report';
 *
 * const chart = matrixChart({ rows: ['calm', 'wild'], values: [[0.98, 0.02], [0.1, 0.9]] }, { title: 'Transitions' });
 * renderSvg(chart).includes('<title id="'); // true
 * ```
 */
export function renderSvg(chart: Chart, options: RenderSvgOptions = {}): string {
  checkChart(chart, 'chart');
  checkOptions(options);
  const size = {
    width: checkSize(options.width ?? chart.width, 'width'),
    height: checkSize(options.height ?? chart.height, 'height'),
  };
  const frame = options.frame ?? true;
  const id = options.id === undefined ? `rk-${shortHash(JSON.stringify([chart, size, frame]))}` : checkId(options.id);
  const plot = drawPlot(chart, size, id);
  const framed = frame ? framePlot(chart, plot, size) : { ...size, nodes: plot.children ?? [] };
  const darkColors = { ...frameColors, ...chart.darkColors };
  const body = options.theme === 'dark' ? framed.nodes.map((node) => inDark(node, darkColors)) : framed.nodes;
  const style =
    (options.theme ?? 'auto') === 'auto' ? [svgNode('style', {}, darkStyle(body, darkColors, `#${id}`))] : [];
  return serializeSvg(root(chart, id, framed, [...style, ...body]));
}

function root(chart: Chart, id: string, size: { width: number; height: number }, body: readonly SvgNode[]): SvgNode {
  return svgNode(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      id,
      width: size.width,
      height: size.height,
      viewBox: `0 0 ${size.width} ${size.height}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-desc`,
      'font-family': fontFamily,
      'font-size': 12,
    },
    [
      svgNode('title', { id: `${id}-title` }, chart.title),
      svgNode('desc', { id: `${id}-desc` }, chart.description),
      ...body,
    ],
  );
}

function checkOptions(options: RenderSvgOptions): void {
  requireOptions(options, optionNames, 'renderSvg');
  requireChoiceIfAny(options.theme, ['auto', 'light', 'dark'], 'theme');
  requireChoiceIfAny(options.frame, [true, false], 'frame');
}

function checkId(id: string): string {
  if (typeof id === 'string' && /^[A-Za-z][\w-]*$/.test(id)) return id;
  throw new ReportInputError(
    'REPORT_INVALID_ID',
    `id: expected a letter, then letters, digits, _ and -, received ${describeValue(id)}.`,
    'Leave it out to have one made from the content.',
    { received: describeValue(id) },
  );
}

/** FNV-1a, 32 bits: short, and different for different charts on one page. */
function shortHash(text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}

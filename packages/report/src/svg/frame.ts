import type { Chart, LegendItem } from '../chart.ts';
import { theme } from '../colors/theme.ts';
import { legendSymbol } from './legend.ts';
import { svgNode, type SvgNode } from './svg-node.ts';
import { textWidth, wrapText } from './text-width.ts';

const PADDING = 20;
const TITLE = { size: 17, line: 23 };
const SUBTITLE = { size: 13, line: 18 };
const LEGEND = { size: 12, line: 20, gap: 18, symbol: 20 };

export interface Framed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly SvgNode[];
}

/** Puts title, subtitle and legend above a plot, all on a surface of its own. */
export function framePlot(chart: Chart, plot: SvgNode, size: { width: number; height: number }): Framed {
  const head: SvgNode[] = [];
  let y = PADDING - 4;
  const line = (text: string, style: { size: number; line: number }, paint: Record<string, string | number>): void => {
    for (const words of wrapText(text, style.size, size.width)) {
      y += style.line;
      head.push(svgNode('text', { x: PADDING, y: y - 6, 'font-size': style.size, ...paint }, words));
    }
  };
  line(chart.title, TITLE, { 'font-weight': 600, fill: theme.ink.light });
  if (chart.subtitle !== undefined) line(chart.subtitle, SUBTITLE, { fill: theme.muted.light });
  if (chart.legend.length > 0) {
    const legend = legendRows(chart.legend, size.width, y + 8);
    head.push(...legend.nodes);
    y = legend.bottom;
  }
  y += 8;
  const width = size.width + 2 * PADDING;
  const height = y + size.height + PADDING - 8;
  const surface = svgNode('rect', { width, height, fill: theme.surface.light });
  const body = svgNode('g', { transform: `translate(${PADDING} ${y})` }, plot.children ?? []);
  return { width, height, nodes: [surface, ...head, body] };
}

function legendRows(items: readonly LegendItem[], width: number, top: number): { nodes: SvgNode[]; bottom: number } {
  const nodes: SvgNode[] = [];
  let [x, y] = [0, top];
  for (const item of items) {
    const itemWidth = LEGEND.symbol + textWidth(item.name, LEGEND.size);
    if (x > 0 && x + itemWidth > width) [x, y] = [0, y + LEGEND.line];
    nodes.push(
      svgNode('g', { transform: `translate(${Math.round(PADDING + x)} ${y})` }, [
        legendSymbol(item),
        svgNode('text', { x: LEGEND.symbol, y: 10, fill: theme.ink.light }, item.name),
      ]),
    );
    x += itemWidth + LEGEND.gap;
  }
  return { nodes, bottom: y + LEGEND.line };
}

/** What the frame adds to the colours of a chart. */
export const frameColors: Readonly<Record<string, string>> = Object.fromEntries(
  [theme.surface, theme.ink, theme.muted].map(({ light, dark }) => [light, dark]),
);

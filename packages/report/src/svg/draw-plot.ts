import type { Chart } from '../chart.ts';
import { ReportInputError } from '../errors.ts';
import { initChart } from './echarts.ts';
import { svgNode, type SvgNode } from './svg-node.ts';

/** An element as zrender, the painter of echarts, keeps it before it writes text. */
interface PaintedNode {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly children?: readonly (PaintedNode | null | undefined)[];
  readonly text?: string | null;
}

interface SvgPainter {
  renderToVNode(options: {
    animation: boolean;
    emphasis: boolean;
    compress: boolean;
    useViewBox: boolean;
  }): PaintedNode;
}

/**
 * Draws the plot of a chart with echarts, and cleans what comes out: no classes, hover rules, inline styles or data for
 * scripts; ids made from `id` alone. The tree is used rather than echarts' string, which counts charts in its ids and does
 * not escape attributes.
 */
export function drawPlot(chart: Chart, size: { width: number; height: number }, id: string): SvgNode {
  const instance = initChart(size.width, size.height);
  try {
    // A copy, because echarts writes into the option that it is given.
    setOption(instance, chart);
    const painter = instance.getZr().painter as unknown as SvgPainter;
    const root = painter.renderToVNode({ animation: false, emphasis: false, compress: true, useViewBox: true });
    return svgNode('g', {}, cleanChildren(root, clipIds(root, id)));
  } finally {
    // Without this the painter's clock keeps the process alive.
    instance.dispose();
  }
}

/** Options are plain data, and what echarts makes of strange ones is its own affair until it throws. */
function setOption(instance: ReturnType<typeof initChart>, { option }: Chart): void {
  try {
    instance.setOption(structuredClone(option));
  } catch (error) {
    throw new ReportInputError(
      'REPORT_INVALID_ARGUMENT',
      `chart.option: expected an option that echarts can draw, received one that it refuses (${String(error)}).`,
      'Hand over the chart as a builder made it.',
    );
  }
}

/** Maps each clip path's id to a name of our own; clip paths of the same shape share one. */
function clipIds(root: PaintedNode, id: string): ReadonlyMap<string, string> {
  const byShape = new Map<string, string>();
  const names = new Map<string, string>();
  for (const clip of definitions(root)) {
    const shape = JSON.stringify(clip.children?.map((child) => child?.attrs['d']));
    if (!byShape.has(shape)) byShape.set(shape, `${id}-clip${byShape.size}`);
    names.set(String(clip.attrs['id']), byShape.get(shape)!);
  }
  return names;
}

function definitions(root: PaintedNode): PaintedNode[] {
  const groups = (root.children ?? []).filter((child) => child?.tag === 'defs');
  return groups.flatMap(
    (group) => (group?.children ?? []).filter((child) => child?.tag === 'clipPath') as PaintedNode[],
  );
}

function cleanChildren(parent: PaintedNode, clips: ReadonlyMap<string, string>): SvgNode[] {
  const nodes: SvgNode[] = [];
  for (const child of parent.children ?? []) {
    const node = child ? cleanNode(child, clips) : undefined;
    if (node === undefined) continue;
    const merged = mergeShapes(nodes.at(-1), node);
    if (merged === undefined) nodes.push(node);
    else nodes.splice(-1, 1, merged);
  }
  return nodes;
}

function cleanNode(node: PaintedNode, clips: ReadonlyMap<string, string>): SvgNode | undefined {
  switch (node.tag) {
    case 'style': {
      return undefined;
    }
    case 'defs': {
      return cleanDefinitions(node, clips);
    }
    case 'g': {
      const children = cleanChildren(node, clips);
      return children.length === 0 ? undefined : svgNode('g', cleanAttributes(node, clips), children);
    }
    case 'text': {
      return cleanText(node);
    }
    case 'polygon': {
      return svgNode('path', { d: pathOf(String(node.attrs['points'])), ...paint(node) });
    }
    default: {
      return isVisible(node) ? svgNode(node.tag, cleanAttributes(node, clips)) : undefined;
    }
  }
}

/** One clip path per shape; the colour of its path does not matter. */
function cleanDefinitions(defs: PaintedNode, clips: ReadonlyMap<string, string>): SvgNode {
  const shapes = new Map<string, SvgNode>();
  for (const clip of defs.children ?? []) {
    const name = clip?.tag === 'clipPath' ? clips.get(String(clip.attrs['id'])) : undefined;
    const d = clip?.children?.[0]?.attrs['d'];
    if (name !== undefined) shapes.set(name, svgNode('clipPath', { id: name }, [svgNode('path', { d: String(d) })]));
  }
  return svgNode('defs', {}, [...shapes.values()]);
}

const KEPT = new Set([
  'd',
  'x',
  'y',
  'width',
  'height',
  'points',
  'stroke-linejoin',
  'stroke-linecap',
  'stroke-dasharray',
]);

function cleanAttributes(node: PaintedNode, clips: ReadonlyMap<string, string>): Record<string, string | number> {
  const attributes: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(node.attrs)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (KEPT.has(name)) attributes[name] = value;
    else if (name === 'transform') attributes[name] = roundNumbers(String(value));
    else if (name === 'clip-path') attributes[name] = `url(#${clips.get(/#([^)]+)/.exec(String(value))?.[1] ?? '')})`;
  }
  return { ...attributes, ...(node.tag === 'g' ? {} : paint(node)) };
}

/** Fill and stroke, without the halves that paint nothing. */
function paint({ attrs }: PaintedNode): Record<string, string | number> {
  const kept: Record<string, string | number> = { fill: String(attrs['fill'] ?? 'none') };
  const names = ['fill-opacity', ...(isStroked(attrs) ? ['stroke', 'stroke-width', 'stroke-opacity'] : [])];
  for (const name of names) {
    const value = attrs[name];
    if (typeof value === 'string' || typeof value === 'number') kept[name] = value;
  }
  return kept;
}

function isStroked(attrs: PaintedNode['attrs']): boolean {
  return attrs['stroke'] !== undefined && attrs['stroke'] !== 'none' && Number(attrs['stroke-width'] ?? 1) > 0;
}

function isVisible({ attrs }: PaintedNode): boolean {
  const hasShape = attrs['d'] !== '';
  return hasShape && (isStroked(attrs) || (attrs['fill'] !== undefined && attrs['fill'] !== 'none'));
}

/** Font family and colour scheme belong to the whole picture; size, weight and place stay with the text. */
function cleanText({ attrs, text }: PaintedNode): SvgNode | undefined {
  if (text === undefined || text === null || text === '') return undefined;
  const style = String(attrs['style'] ?? '');
  const size = Number(/([\d.]+)px/.exec(style)?.[1] ?? 12);
  const anchor = String(attrs['text-anchor'] ?? 'start');
  return svgNode(
    'text',
    {
      transform: roundNumbers(String(attrs['transform'] ?? '')),
      ...(attrs['y'] === undefined ? {} : { y: String(attrs['y']) }),
      // Not every viewer knows dominant-baseline; a shift by a third of the letter's height is the same everywhere.
      ...(attrs['dominant-baseline'] === 'central' ? { dy: '.35em' } : {}),
      ...(anchor === 'start' ? {} : { 'text-anchor': anchor }),
      ...(size === 12 ? {} : { 'font-size': size }),
      ...(/bold|[6-9]00/.test(style) ? { 'font-weight': 600 } : {}),
      fill: String(attrs['fill'] ?? 'none'),
    },
    text.replace(/^-(?=\d)/, '\u2212'),
  );
}

function roundNumbers(text: string): string {
  return text.replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

/** `x y x y ...` as a closed path; an upright rectangle in half the bytes. */
function pathOf(points: string): string {
  const numbers = points
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [x0 = 0, y0 = 0, x1 = 0, y1, x2, y2 = 0, x3, y3] = numbers;
  if (numbers.length === 8 && y0 === y1 && x1 === x2 && y2 === y3 && x0 === x3) {
    return `M${x0} ${y2}h${short(x1 - x0)}v${short(y0 - y2)}h${short(x0 - x1)}z`;
  }
  const pairs = Array.from(
    { length: numbers.length / 2 },
    (_, index) => `${numbers[2 * index]} ${numbers[2 * index + 1]}`,
  );
  return `M${pairs.join('L')}Z`;
}

/** At most two decimals, without a leading zero. */
const short = (value: number): string => String(Math.round(value * 100) / 100).replace(/^(-?)0\./, '$1.');

/** Neighbouring filled shapes of the same paint become one path: hundreds of bands, a few bytes each. */
function mergeShapes(previous: SvgNode | undefined, node: SvgNode): SvgNode | undefined {
  if (previous?.tag !== 'path' || node.tag !== 'path') return undefined;
  const { d: first, ...style } = previous.attributes;
  const { d: second, ...other } = node.attributes;
  const plain =
    style['stroke'] === undefined && style['transform'] === undefined && style['fill-opacity'] === undefined;
  if (!plain || JSON.stringify(style) !== JSON.stringify(other)) return undefined;
  return svgNode('path', { d: `${first}${second}`, ...style });
}

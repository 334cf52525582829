import type { LegendItem } from '../chart.ts';
import { svgNode, type SvgNode } from './svg-node.ts';

/** The symbol of a legend entry in a box of 14 by 12, for pictures and for HTML alike. */
export function legendSymbol({ symbol, color }: LegendItem): SvgNode {
  switch (symbol) {
    case 'line': {
      return svgNode('path', { d: 'M0 6H14', fill: 'none', stroke: color, 'stroke-width': 2 });
    }
    case 'circle': {
      return svgNode('circle', { cx: 7, cy: 6, r: 5.5, fill: color });
    }
    case 'diamond': {
      return svgNode('path', { d: 'M7 0L13 6L7 12L1 6Z', fill: color });
    }
    case 'triangle': {
      return svgNode('path', { d: 'M7 .5L13 11.5H1Z', fill: color });
    }
    case 'rect': {
      return svgNode('rect', { x: 2, y: 1, width: 10, height: 10, fill: color });
    }
    default: {
      return svgNode('rect', { width: 14, height: 12, rx: 2.5, fill: color });
    }
  }
}

import { toColorPair } from '../colors/color-pair.ts';
import type { SvgNode } from './svg-node.ts';

const PAINTS = ['fill', 'stroke'] as const;

/** The same picture in its dark colours. */
export function inDark(node: SvgNode, darkColors: Readonly<Record<string, string>>): SvgNode {
  const attributes = { ...node.attributes };
  for (const paint of PAINTS) {
    const light = attributes[paint];
    if (light !== undefined) attributes[paint] = darkColors[light] ?? light;
  }
  return { ...node, attributes, ...(node.children && { children: node.children.map((c) => inDark(c, darkColors)) }) };
}

/**
 * Style rules that swap the light colours for the dark ones where the reader's screen is dark. The light ones stay in the
 * attributes, so that viewers without style sheets, and paper, get a complete picture.
 *
 * @param scope - selector of the picture
 */
export function darkStyle(
  nodes: readonly SvgNode[],
  darkColors: Readonly<Record<string, string>>,
  scope: string,
): string {
  const rules = [...usedPaints(nodes)].sort().flatMap((key) => {
    const [paint = '', light = ''] = key.split('=');
    const dark = darkColors[light];
    if (dark === undefined || dark === light) return [];
    toColorPair({ light, dark }, 'darkColors');
    return [`${scope} [${paint}="${light}"]{${paint}:${dark}}`];
  });
  return `@media screen and (prefers-color-scheme:dark){${rules.join('')}}`;
}

function usedPaints(nodes: readonly SvgNode[], found = new Set<string>()): Set<string> {
  for (const node of nodes) {
    for (const paint of PAINTS)
      if (node.attributes[paint] !== undefined) found.add(`${paint}=${node.attributes[paint]}`);
    usedPaints(node.children ?? [], found);
  }
  return found;
}

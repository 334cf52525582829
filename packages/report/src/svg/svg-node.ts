import { escapeAttribute, escapeText } from './escape.ts';

/** An element of a picture as data. */
export interface SvgNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly SvgNode[];
  readonly text?: string;
}

export function svgNode(
  tag: string,
  attributes: SvgNode['attributes'],
  children?: readonly SvgNode[] | string,
): SvgNode {
  if (typeof children === 'string') return { tag, attributes, text: children };
  return children === undefined ? { tag, attributes } : { tag, attributes, children };
}

/** Writes a node as XML. Everything is escaped, so no text or colour can leave its place. */
export function serializeSvg(node: SvgNode): string {
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('');
  const inner = `${node.text === undefined ? '' : escapeText(node.text)}${(node.children ?? []).map(serializeSvg).join('')}`;
  return inner === '' ? `<${node.tag}${attributes}/>` : `<${node.tag}${attributes}>${inner}</${node.tag}>`;
}

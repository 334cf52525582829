import { describe, expect, it } from 'vitest';
import { parseXml } from '../../test/support.ts';
import { escapeAttribute, escapeText } from './escape.ts';
import { serializeSvg, svgNode } from './svg-node.ts';

describe('serializeSvg(node)', () => {
  it('writes attributes, children, text, and short tags for what is empty', () => {
    const node = svgNode('g', { x: 1 }, [
      svgNode('text', { fill: '#000000' }, 'a < b'),
      svgNode('path', { d: 'M0 0' }),
    ]);
    expect(serializeSvg(node)).toBe('<g x="1"><text fill="#000000">a &lt; b</text><path d="M0 0"/></g>');
  });

  it('brings every character back unchanged, but those that XML forbids', () => {
    const text = `<>&"'\n\t ünïcode 漢字 \u{1F600}`;
    const root = parseXml(serializeSvg(svgNode('text', { a: text.replaceAll(/\s/g, ' ') }, text)))[0]!;
    expect(root.text).toBe(text);
    expect(root.attributes['a']).toBe(text.replaceAll(/\s/g, ' '));
    expect(escapeText('a\u0000b\u001Fc\uD800d\uFFFE')).toBe('a\uFFFDb\uFFFDc\uFFFDd\uFFFD');
    expect(escapeAttribute('"><')).toBe('&quot;&gt;&lt;');
  });
});

import type { Palette } from '../colors/palette.ts';
import {
  requireObject,
  requireOptions,
  requireRecords,
  requireText,
  requireTextsIfAny,
  type OptionNames,
} from '../data/arguments.ts';
import { requireSome } from '../data/checks.ts';
import { renderBlocks, type BlockContext } from './blocks.ts';
import { markup, nothing, trusted, type Html } from './html.ts';
import type { ReportSection } from './sections.ts';
import { styles } from './styles.ts';

export interface ReportContent {
  readonly title: string;
  readonly subtitle?: string;
  /** When it was made, as it shall be read. The package has no clock: leave it out, and the same data gives the same bytes. */
  readonly generatedAt?: string;
  readonly sections: readonly ReportSection[];
  /** Last line of the page. */
  readonly footer?: string;
  /** Colours of regimes in cards and tables; charts bring their own. */
  readonly palette?: Palette;
}

const contentNames: OptionNames<ReportContent> = {
  title: true,
  subtitle: true,
  generatedAt: true,
  sections: true,
  footer: true,
  palette: true,
};

/** Nothing may be loaded and nothing may run, even if something slipped through. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * One self-contained HTML file: no script, no request, readable in light and dark mode, on a telephone and on A4. Every
 * text is escaped.
 *
 * @returns the page, ready to be written to a file
 * @throws ReportInputError for a report, a section or a block that cannot be drawn; the message names the place
 *
 * @example
 * ```ts
 * import { matrixChart, renderReport } from '@regimekit/report';
 *
 * const chart = matrixChart({ rows: ['calm', 'wild'], values: [[0.98, 0.02], [0.1, 0.9]] }, { title: 'Transitions' });
 * const page = renderReport({
 *   title: 'Regimes of 2024',
 *   sections: [{
 *     title: 'Today',
 *     blocks: [
 *       { type: 'figures', figures: [{ label: 'Regime', value: 'risk_on', regime: 'risk_on' }] },
 *       { type: 'chart', chart },
 *     ],
 *   }],
 * });
 * page.includes('<script'); // false
 * ```
 */
export function renderReport(content: ReportContent): string {
  checkContent(content);
  const { title, subtitle, generatedAt, sections, footer } = content;
  requireSome(sections, 'sections');
  let charts = 0;
  const context: BlockContext = { palette: content.palette ?? {}, nextId: () => `chart-${++charts}` };
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(styles)}</style>
</head>
<body>
<main>
<header>
<h1>${title}</h1>
${optional('p', 'subtitle', subtitle)}${optional('p', 'date', generatedAt)}</header>
${sections.map((section) => renderSection(section, context))}${optional('footer', 'footer', footer)}</main>
</body>
</html>
`.markup;
}

function checkContent(content: ReportContent): void {
  requireOptions(content, contentNames, 'renderReport');
  requireText(content.title, 'title');
  requireTextsIfAny(content, ['subtitle', 'generatedAt', 'footer']);
  if (content.palette !== undefined) requireObject(content.palette, 'palette', 'an object with a colour for each name');
  requireRecords(content.sections, 'sections', 'blocks');
  for (const [index, section] of content.sections.entries()) {
    requireTextsIfAny(section, ['title'], `sections[${index}].`);
    requireRecords(section.blocks, `sections[${index}].blocks`, 'a type');
  }
}

function optional(tag: 'p' | 'footer', name: string, text: string | undefined): Html {
  return text === undefined ? nothing : markup`<${tag} class="${name}">${text}</${tag}>\n`;
}

function renderSection({ title, blocks }: ReportSection, context: BlockContext): Html {
  const heading = title === undefined ? nothing : markup`<h2>${title}</h2>\n`;
  return markup`<section>\n${heading}${renderBlocks(blocks, context)}</section>\n`;
}

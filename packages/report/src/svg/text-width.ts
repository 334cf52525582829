/** Widths of letters in units of the font size, for the usual sans-serif faces; rounded up, so that text never overflows. */
const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijl.,:;'|!]/, 0.29],
  [/[frt()[\]{}\s/\\-]/, 0.37],
  [/[mwMW@%]/, 0.92],
  [/[A-Z&]/, 0.72],
  [/[ -~]/, 0.58],
];

/** For letters outside of Latin; many of them are as wide as they are high. */
const OTHER = 1;

/** An estimate of how wide a line of text is; there is no font to ask where pictures are drawn without a browser. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text) width += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? OTHER;
  return width * fontSize;
}

/** Breaks text into lines between words; a word longer than a line stays whole. */
export function wrapText(text: string, fontSize: number, maxWidth: number): string[] {
  const lines: string[] = [];
  for (const word of text.trim().split(/\s+/)) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, fontSize) <= maxWidth) lines.splice(-1, 1, longer);
    else lines.push(word);
  }
  return lines;
}

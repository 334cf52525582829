/** "1 day", "2 days", "4,787 days". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** What `--key` does where a model is registered. */
export const SIGN_WITH = 'a key of yours (regimekit keys list): proves who acts, and signs the new version';

/** A paragraph in lines of at most `width` characters. */
export function wrapped(text: string, width = 100): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

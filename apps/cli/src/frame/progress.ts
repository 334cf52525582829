import type { WriteStream } from 'node:tty';

/** One line on the terminal that says what is being done and how far it is. */
export interface Progress {
  /** Shows `text`, and a bar when `share` (0 to 1) is given. */
  show(text: string, share?: number): void;
  /** Removes the line. */
  done(): void;
}

const BAR = 24;
const REDRAW_MS = 80;

/** Draws on `stream` when `visible`, else does nothing: pipes and programs see no progress. */
export function createProgress(stream: Pick<WriteStream, 'write'>, visible: boolean): Progress {
  if (!visible) return { show: () => {}, done: () => {} };
  let drawn = -Infinity;
  let shown = false;
  return {
    show(text, share) {
      const now = performance.now();
      if (now - drawn < REDRAW_MS && share !== 1) return;
      drawn = now;
      shown = true;
      stream.write(`\r\u001B[2K${share === undefined ? '' : `${bar(share)} `}${text}`);
    },
    done() {
      if (shown) stream.write('\r\u001B[2K');
      shown = false;
      drawn = -Infinity;
    },
  };
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  return '█'.repeat(filled) + '░'.repeat(BAR - filled);
}

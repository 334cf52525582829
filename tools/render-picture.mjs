// Draws the pictures that the words show, docs/pictures/*.svg, from invented data: the same bytes every time.
//   node tools/render-picture.mjs [NAME...]    after a build, writes them (or only those named, such as regimes)
//   node tools/render-picture.mjs --check      exits 1 when a committed picture is another
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawBootstrap, drawLooks } from './pictures/evaluation.mjs';
import {
  drawDayAfter,
  drawDelays,
  drawFolds,
  drawLevels,
  drawSurvival,
  drawWealth,
} from './pictures/evaluation-backtest.mjs';
import { drawCalibration } from './pictures/evaluation-quality.mjs';
import { drawBounds } from './pictures/comparing.mjs';
import { drawCeiling, drawDrawdown, drawScores } from './pictures/evaluation-judged.mjs';
import { drawMemory, drawTrials } from './pictures/evaluation-luck.mjs';
import { drawPlacebo } from './pictures/evaluation-placebo.mjs';
import { drawBestOfMany } from './pictures/evaluation-rivals.mjs';
import { drawResiduals } from './pictures/checking.mjs';
import { drawBic, drawNoRegimes, drawSelection } from './pictures/choosing.mjs';
import { drawHamilton, drawHeavyTails } from './pictures/families.mjs';
import { drawFirstFit, drawHindsight, drawOptima, drawSampleSize } from './pictures/hmm.mjs';
import { drawHmmAndJump } from './pictures/jump.mjs';
import { drawRegimes } from './pictures/regimes.mjs';
import { drawRegistryStages } from './pictures/registry-stages.mjs';
import { root } from './workspace.mjs';

const pictures = {
  regimes: drawRegimes,
  'hmm-first-fit': drawFirstFit,
  'hmm-optima': drawOptima,
  'hmm-hindsight': drawHindsight,
  'hmm-sample-size': drawSampleSize,
  'registry-stages': drawRegistryStages,
  'hmm-and-jump': drawHmmAndJump,
  'families-heavy-tails': drawHeavyTails,
  'families-hamilton': drawHamilton,
  'evaluation-drawdown': drawDrawdown,
  'evaluation-ceiling': drawCeiling,
  'evaluation-scores': drawScores,
  'evaluation-sharpe-trials': drawTrials,
  'evaluation-memory': drawMemory,
  'evaluation-bootstrap': drawBootstrap,
  'evaluation-looks': drawLooks,
  'evaluation-calibration': drawCalibration,
  'comparing-bounds': drawBounds,
  'evaluation-folds': drawFolds,
  'evaluation-wealth': drawWealth,
  'evaluation-day-after': drawDayAfter,
  'evaluation-delays': drawDelays,
  'evaluation-survival': drawSurvival,
  'evaluation-levels': drawLevels,
  'evaluation-best-of-many': drawBestOfMany,
  'evaluation-placebo': drawPlacebo,
  'checking-residuals': drawResiduals,
  'choosing-bic': drawBic,
  'choosing-no-regimes': drawNoRegimes,
  'choosing-selection': drawSelection,
};

const check = process.argv.includes('--check');
const asked = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const unknown = asked.filter((name) => !(name in pictures));
if (unknown.length > 0)
  throw new Error(`No picture ${unknown.join(', ')}; there are ${Object.keys(pictures).join(', ')}.`);
const folder = join(root, 'docs', 'pictures');
mkdirSync(folder, { recursive: true });

for (const [name, draw] of Object.entries(pictures)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const file = join(folder, `${name}.svg`);
  const picture = draw();
  const same = existsSync(file) && readFileSync(file, 'utf8') === picture;
  if (!same && !check) writeFileSync(file, picture);
  if (!same && check) process.exitCode = 1;
  const what = same ? 'up to date' : check ? 'out of date: node tools/render-picture.mjs' : 'written';
  process.stdout.write(`${name}: ${what}, ${(picture.length / 1024).toFixed(0)} kB\n`);
}

// What the numbers say, in words, before any picture.
import type { RegimeOutlook } from '@regimekit/detector';
import { formatNumber, formatPercent, type ReportBlock, type ReportSection } from '@regimekit/report';
import type { SureAnswers } from '../agreement.ts';
import type { Judgement } from '../judgement.ts';
import type { DemoFindings } from '../walk-through.ts';

export function openingSection(findings: DemoFindings): ReportSection {
  const { judgement, outlook } = findings;
  return {
    blocks: [
      { type: 'text', paragraphs: [agreementWords(judgement), newestWords(findings), limitWords(judgement)] },
      figures(judgement, outlook),
      { type: 'text', tone: 'note', paragraphs: [invented] },
    ],
  };
}

const invented =
  'This market is invented. A program drew its regimes, moved prices, volatility, yields and spreads by them, and wrote ' +
  'the truth down, which is why there is something to compare with. It is easier than a real one: its regimes differ ' +
  'clearly, come from three fixed laws and never change their nature. A real market has no true regimes, and less ' +
  'agreement is to be expected there than is shown here.';

function agreementWords({ training, afterTraining }: Judgement): string {
  const { constantAnswer } = afterTraining;
  return (
    `A hidden Markov model learned from the first ${formatNumber(training.days)} days of this market, and was then asked ` +
    `for every day which regime it was, by what was known at the close of that day. On the ` +
    `${formatNumber(afterTraining.days)} days after its training, which it had never seen, it named the true regime on ` +
    `${formatPercent(afterTraining.accuracy)} (${formatPercent(afterTraining.balancedAccuracy)} when every regime counts ` +
    `the same); on the days of its training on ${formatPercent(training.accuracy)} ` +
    `(${formatPercent(training.balancedAccuracy)}). Who said ${constantAnswer.regime} every day would have been right on ` +
    `${formatPercent(constantAnswer.accuracy)} (${formatPercent(constantAnswer.balancedAccuracy)}).`
  );
}

function newestWords({ outlook, predictions, judgement }: DemoFindings): string {
  const { date, regime, confidence } = predictions.at(-1)!;
  const leave = outlook.horizons
    .map((h) => `${formatPercent(h.probabilityToLeave)} within ${h.days} days`)
    .join(' and ');
  const truth = judgement.newestTruth === regime ? 'which is true' : `while the truth is ${judgement.newestTruth}`;
  return (
    `On ${date}, the newest day, it says ${regime} with a probability of ${formatPercent(confidence)}, ${truth}. It has said so for ` +
    `${days(outlook.lasted)}${outlook.since === null ? '' : `, since ${outlook.since}`}; by the model such a spell lasts ` +
    `${days(outlook.expectedDuration)} on average, and the chance to leave it is ${leave}.`
  );
}

function limitWords({ afterTraining, delay, sure }: Judgement): string {
  const seen = afterTraining.regimes.flatMap(({ regime, recall }) => (recall === null ? [] : [{ regime, recall }]));
  const weakest = seen.reduce((worst, one) => (one.recall < worst.recall ? one : worst));
  const missed = delay.changes - delay.followed;
  return [
    `Its weakest regime after the training is ${weakest.regime}, of whose days it found ${formatPercent(weakest.recall)}.`,
    delay.medianDays === null
      ? ''
      : `When the truth changed, the answer followed after ${days(delay.medianDays)} in the median` +
        `${missed === 0 ? '' : `, and never in ${missed} of ${delay.changes} spells`}.`,
    sureWords(sure),
  ].join(' ');
}

function sureWords({ above, days: count, accuracy }: SureAnswers): string {
  if (accuracy === null) return '';
  const verdict = accuracy < above ? 'It is surer of itself than it should be: after' : 'After';
  return (
    `${verdict} the training it gave ${formatPercent(above)} and more to its answer on ${formatNumber(count)} days, and was ` +
    `right on ${formatPercent(accuracy)} of them.`
  );
}

function figures({ training, afterTraining }: Judgement, outlook: RegimeOutlook): ReportBlock {
  return {
    type: 'figures',
    figures: [
      {
        label: 'Newest day',
        value: outlook.regime,
        regime: outlook.regime,
        note: `${formatPercent(outlook.confidence)} sure, for ${days(outlook.lasted)}`,
      },
      {
        label: 'Right after the training',
        value: formatPercent(afterTraining.accuracy),
        note: ofDays(afterTraining.days),
      },
      {
        label: 'Balanced over regimes',
        value: formatPercent(afterTraining.balancedAccuracy),
        note: 'after the training; chance is 33.3 %',
      },
      { label: 'Right in the training', value: formatPercent(training.accuracy), note: ofDays(training.days) },
    ],
  };
}

function ofDays(count: number): string {
  return `of ${formatNumber(count)} days`;
}

function days(count: number): string {
  const rounded = Math.round(count);
  return rounded === 1 ? '1 day' : `${formatNumber(rounded)} days`;
}

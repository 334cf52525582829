import { RegimekitError } from '@regimekit/errors';
import type { SampleSizeFinding } from '@regimekit/hmm-core';

/** What is wrong with a sample size; a jump model has no covariances. */
export type SampleSizeProblem = Pick<
  SampleSizeFinding,
  | 'received'
  | 'required'
  | 'receivedYears'
  | 'requiredYears'
  | 'nStates'
  | 'nFeatures'
  | 'parameters'
  | 'samplesPerParameter'
  | 'reason'
  | 'advice'
> & { readonly covarianceType: SampleSizeFinding['covarianceType'] | null };

/**
 * Fewer rows than the model has business with: by default ten for each free parameter, a rule of thumb for maximum
 * likelihood. The likelihood of a Gaussian mixture even grows without bound when a state may collapse on a few points.
 *
 * @see Bishop (2006), Pattern Recognition and Machine Learning, sections 9.2.1 (collapsing components) and 13.2
 * @see Hamilton (1994), Time Series Analysis, chapter 22 (Markov switching)
 */
export class InsufficientSamplesError extends RegimekitError {
  readonly received: number;
  readonly required: number;

  constructor(finding: SampleSizeProblem) {
    const { received, required, receivedYears, requiredYears, nStates, nFeatures, covarianceType } = finding;
    super(
      `Fitting needs at least ${required} samples, received ${received}. ` +
        `The model has ${plural(nStates, 'state')} and ${plural(nFeatures, 'feature')}${covarianceType === null ? '' : ` with ${covarianceType} covariance`}: ` +
        `${plural(finding.parameters, 'parameter')}, with ${finding.samplesPerParameter} samples wanted for each. ` +
        `That is ${years(requiredYears)} of daily data; ${years(receivedYears)} came. ` +
        `Why it matters: ${lowerFirst(finding.reason)} ` +
        `What to do instead: give more history, or use fewer features${covarianceType === null ? '' : ', a simpler covariance'} or fewer states; ` +
        'or pass skipSampleValidation: true to the constructor or to fit, at your own risk.',
      { code: 'INSUFFICIENT_SAMPLES', kind: 'input', hint: finding.advice.join(' '), details: { ...finding } },
    );
    this.received = received;
    this.required = required;
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function years(count: number): string {
  return `${count.toFixed(1)} years`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

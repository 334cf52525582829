// Distribution functions; tails are computed as tails, never as one minus a mass.
export { logNormalPdf, normalCdf, normalQuantile, normalUpperTail } from './normal.ts';
export { studentTCdf, studentTQuantile, studentTUpperTail } from './student-t.ts';
export { chiSquaredCdf, chiSquaredUpperTail } from './chi-squared.ts';
export { fUpperTail } from './f.ts';
export { poissonCdf } from './poisson.ts';
export { kolmogorovUpperTail } from './kolmogorov.ts';

// The functions they stand on.
export { digamma, incompleteBeta, incompleteGamma, logGamma } from './gamma-functions.ts';

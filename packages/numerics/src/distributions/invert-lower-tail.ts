const MAX_STEPS = 200;
const STEP_TOLERANCE = 4e-16;

/**
 * The x <= 0 with F(x) = p, for a symmetric distribution function F and 0 < p <= 1/2: Newton's method on log F, which is
 * concave for the laws we have and nearly straight in the tail, inside a bracket that bisection narrows where a step
 * leaves it.
 *
 * @param cdf - F
 * @param pdf - its derivative
 */
export function invertLowerTail(p: number, cdf: (x: number) => number, pdf: (x: number) => number): number {
  if (p === 0.5) return 0;
  const target = Math.log(p);
  let upper = 0;
  let lower = -1;
  while (cdf(lower) > p) {
    upper = lower;
    lower *= 2;
  }
  let x = (lower + upper) / 2;
  for (let i = 0; i < MAX_STEPS; i++) {
    const mass = cdf(x);
    if (mass > p) upper = x;
    else lower = x;
    const step = (Math.log(mass) - target) * (mass / pdf(x));
    const newton = x - step;
    const next = newton >= lower && newton <= upper ? newton : (lower + upper) / 2;
    if (Math.abs(next - x) <= STEP_TOLERANCE * Math.abs(x)) return next;
    x = next;
  }
  return x;
}

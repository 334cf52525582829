// Special functions of the densities and distribution functions, to about 1e-14 relative.

// Lanczos, g = 607/128, n = 15 (Godfrey 2001): relative error below 1e-15 for real arguments.
const G = 607 / 128;
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488,
  0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];
const HALF_LOG_TWO_PI = 0.9189385332046728;

/** log Gamma(x) for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (z + i);
  const t = z + G + 0.5;
  return HALF_LOG_TWO_PI + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const FACTORIALS = new Float64Array(256);
for (let n = 2; n < FACTORIALS.length; n++) FACTORIALS[n] = FACTORIALS[n - 1]! + Math.log(n);

/** log n! for a whole n >= 0. */
export function logFactorial(n: number): number {
  return n < FACTORIALS.length ? FACTORIALS[n]! : logGamma(n + 1);
}

/** psi(x) = d/dx log Gamma(x) for x > 0: recurrence to x >= 10, then the asymptotic series (Abramowitz and Stegun 6.3.18). */
export function digamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 10; z++) shift -= 1 / z;
  const r = 1 / (z * z);
  const series =
    r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132 - r * (691 / 32760 - r / 12))))));
  return shift + Math.log(z) - 0.5 / z - series;
}

const MAX_TERMS = 10_000;
const TINY = 1e-300;

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz; Numerical Recipes 6.4). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return x === 0 ? 0 : Number.NaN;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / notZero(1 + even * d);
    c = notZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / notZero(1 + odd * d);
    c = notZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < Number.EPSILON) break;
  }
  return value;
}

function notZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** The regularised upper incomplete gamma function Q(a, x), for a > 0 and x >= 0 (Numerical Recipes 6.2). */
export function upperIncompleteGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < MAX_TERMS && Math.abs(term) > Math.abs(sum) * Number.EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * front;
  }
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / notZero(b);
  let value = d;
  for (let i = 1; i < MAX_TERMS; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / notZero(an * d + b);
    c = notZero(b + an / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < Number.EPSILON) break;
  }
  return front * value;
}

/** Phi(z), the standard normal distribution function. */
export function normalCdf(z: number): number {
  // Q(1/2, z^2 / 2) is the probability of lying further out than |z| on either side.
  const tails = upperIncompleteGamma(0.5, (z * z) / 2);
  return z < 0 ? tails / 2 : 1 - tails / 2;
}

/** The distribution function of Student's t with `nu` degrees of freedom. */
export function studentCdf(t: number, nu: number): number {
  if (t === 0) return 0.5;
  const tails = incompleteBeta(nu / (nu + t * t), nu / 2, 0.5);
  return t < 0 ? tails / 2 : 1 - tails / 2;
}

/** P(Y <= y) of a Poisson variable; 0 below 0. */
export function poissonCdf(y: number, rate: number): number {
  return y < 0 ? 0 : upperIncompleteGamma(Math.floor(y) + 1, rate);
}

// The discrete Fourier transform of any length: powers of two by Cooley and Tukey's method, all others by Bluestein's.
// Own code: fft.js knows powers of two only, and the packages for any length bring hundreds of folders.

/** Complex numbers as two arrays of the same length. */
export interface ComplexArrays {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * X_k = sum_t x_t exp(-2 pi i k t / n), for any n.
 *
 * Source: Bluestein (1970): k t = (k^2 + t^2 - (k - t)^2) / 2 turns the sum into a convolution.
 */
export function fourierTransform({ re, im }: ComplexArrays): ComplexArrays {
  const n = re.length;
  if ((n & (n - 1)) === 0) return powerOfTwoTransform({ re: re.slice(), im: im.slice() });
  const chirp = chirpOf(n);
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const a = zeros(size);
  const b = zeros(size);
  for (let t = 0; t < n; t++) {
    const [c, s] = [chirp.re[t]!, chirp.im[t]!];
    a.re[t] = re[t]! * c - im[t]! * s;
    a.im[t] = re[t]! * s + im[t]! * c;
    b.re[t] = b.re[(size - t) % size] = c;
    b.im[t] = b.im[(size - t) % size] = -s;
  }
  const product = convolve(a, b);
  const out = zeros(n);
  for (let k = 0; k < n; k++) {
    const [c, s] = [chirp.re[k]!, chirp.im[k]!];
    out.re[k] = product.re[k]! * c - product.im[k]! * s;
    out.im[k] = product.re[k]! * s + product.im[k]! * c;
  }
  return out;
}

/** x from X: the transform of the conjugate, conjugated, over n. */
export function inverseFourierTransform({ re, im }: ComplexArrays): ComplexArrays {
  const n = re.length;
  const x = fourierTransform({ re, im: im.map((value) => -value) });
  return { re: x.re.map((value) => value / n), im: x.im.map((value) => -value / n) };
}

/** exp(-pi i t^2 / n); t^2 modulo 2n keeps the angle exact where t^2 / n would lose it. */
function chirpOf(n: number): ComplexArrays {
  const chirp = zeros(n);
  let square = 0;
  for (let t = 0; t < n; t++) {
    chirp.re[t] = Math.cos((Math.PI * square) / n);
    chirp.im[t] = -Math.sin((Math.PI * square) / n);
    square = (square + 2 * t + 1) % (2 * n);
  }
  return chirp;
}

/** Circular convolution of two arrays whose length is a power of two; both are overwritten. */
function convolve(a: ComplexArrays, b: ComplexArrays): ComplexArrays {
  powerOfTwoTransform(a);
  powerOfTwoTransform(b);
  const product = zeros(a.re.length);
  for (let k = 0; k < product.re.length; k++) {
    product.re[k] = a.re[k]! * b.re[k]! - a.im[k]! * b.im[k]!;
    product.im[k] = a.re[k]! * b.im[k]! + a.im[k]! * b.re[k]!;
  }
  return inverseFourierTransform(product);
}

/** In place: bit reversal, then butterflies of doubling width. */
function powerOfTwoTransform({ re, im }: ComplexArrays): ComplexArrays {
  const n = re.length;
  reverseBits(re, im);
  for (let width = 2; width <= n; width *= 2) {
    const half = width / 2;
    for (let j = 0; j < half; j++) {
      const angle = (-2 * Math.PI * j) / width;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      for (let low = j; low < n; low += width) {
        const high = low + half;
        const x = re[high]! * c - im[high]! * s;
        const y = re[high]! * s + im[high]! * c;
        re[high] = re[low]! - x;
        im[high] = im[low]! - y;
        re[low]! += x;
        im[low]! += y;
      }
    }
  }
  return { re, im };
}

function reverseBits(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j]!, re[i]!];
    [im[i], im[j]] = [im[j]!, im[i]!];
  }
}

function zeros(n: number): ComplexArrays {
  return { re: new Float64Array(n), im: new Float64Array(n) };
}

// The special functions of stdlib that we use. The build puts this file and all that it brings into one minified piece.
export { default as betainc } from '@stdlib/math-base-special-betainc';
export { default as digamma } from '@stdlib/math-base-special-digamma';
export { default as erfc } from '@stdlib/math-base-special-erfc';
export { default as gammainc } from '@stdlib/math-base-special-gammainc';
export { default as gammaln } from '@stdlib/math-base-special-gammaln';

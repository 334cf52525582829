// Matrices.
export { MatrixView, type MatrixInput } from './matrix/matrix-view.ts';

/**
 * Predicted probability above which a state counts as reachable. Not 0: with 1e-280 the reciprocals of the backward
 * recursion stay finite (a scaled beta never exceeds 1e280), so no step needs a guard against overflow.
 */
export const REACHABLE = 1e-280;

/**
 * Kernel: one step from p(z_{t+1} given Y) back to p(z_t given Y), for any Y that holds y_1..y_t (Kim 1994; Hamilton 1994,
 * eq. 22.4.14). Given z_{t+1}, what comes after t says nothing more about z_t, so
 *
 *     p(z_t = i given z_{t+1} = j, Y) = filtered_t(i) A_ij / predicted_{t+1}(j)
 *     p(z_t = i given Y)              = filtered_t(i) sum_j A_ij p(z_{t+1} = j given Y) / predicted_{t+1}(j)
 *
 * The densities are not needed again: what y_{t+1} said is in the filtered and predicted probabilities.
 *
 * @param probs K: p(z_{t+1} given Y) on entry, p(z_t given Y) on return, with sum one
 * @param ratios K: on return p(z_{t+1} = j given Y) / predicted_{t+1}(j), from which p(z_t = i, z_{t+1} = j given Y) is
 *   filtered_t(i) A_ij ratios(j)
 * @param now offset of row t in `filtered`
 * @param next offset of row t + 1 in `predicted`
 */
export function stepBack(
  probs: Float64Array,
  ratios: Float64Array,
  filtered: Float64Array,
  now: number,
  predicted: Float64Array,
  next: number,
  transitionMatrix: Float64Array,
): void {
  const nStates = probs.length;
  for (let j = 0; j < nStates; j++) {
    const probability = probs[j]!;
    // A state that cannot be reached has 0 in both.
    ratios[j] = probability === 0 ? 0 : probability / predicted[next + j]!;
  }
  let total = 0;
  for (let i = 0, a = 0; i < nStates; i++) {
    let sum = 0;
    for (let j = 0; j < nStates; j++, a++) sum += transitionMatrix[a]! * ratios[j]!;
    const probability = filtered[now + i]! * sum;
    probs[i] = probability;
    total += probability;
  }
  // One, but for rounding, which would add up over many steps.
  for (let i = 0; i < nStates; i++) probs[i]! /= total;
}

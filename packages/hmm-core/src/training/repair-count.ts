import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { Repairs } from './fit-report.ts';
import type { Maximisation } from './maximisation.ts';
import type { Parameters } from './parameters.ts';

/** Applies the variance floor, and keeps count of it and of what M steps left as it was. */
export class RepairCount {
  /** Whether the objective before and after the last M step measures the same thing. */
  comparable = true;
  readonly #floor: Float64Array | undefined;
  readonly #total = { varianceFloor: 0, varianceFloorAtEnd: 0, emptyStates: 0, transitionRows: 0, initialProbs: 0 };
  // A start below the floor may stand higher than any parameters above it.
  #startBelowFloor: boolean;

  constructor(floor: Float64Array | undefined, start: Parameters) {
    this.#floor = floor;
    this.#startBelowFloor = raise({ ...start, covariances: start.covariances.slice() }, floor) > 0;
  }

  /** Raises the parameters of the last M step to the floor, in place. */
  mend(next: Parameters, { emptyStates, transitionRows, initialProbs, droppedTerm }: Maximisation): void {
    const raised = raise(next, this.#floor);
    this.#total.varianceFloor += raised;
    this.#total.varianceFloorAtEnd = raised;
    this.#total.emptyStates += emptyStates;
    this.#total.transitionRows += transitionRows;
    this.#total.initialProbs += initialProbs;
    this.comparable = emptyStates === 0 && !droppedTerm && !this.#startBelowFloor;
    this.#startBelowFloor = false;
  }

  total(): Repairs {
    return { ...this.#total };
  }
}

function raise(parameters: Parameters, floor: Float64Array | undefined): number {
  return floor === undefined ? 0 : covarianceStructures[parameters.covarianceType].raiseToFloor(parameters, floor);
}

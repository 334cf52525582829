// A share of the replications of all headline numbers: what worker threads load.
import { createRandomStreams, type Task } from '@regimekit/numerics';
import { metricNames, type HeadlineTable } from '../metrics/headline.ts';
import { summariseInto } from '../metrics/summarise.ts';
import { blockIndicesInto, type BlockMethod } from './block-indices.ts';

/** Replications that share a random stream. It is part of what a seed means, so it does not depend on who computes. */
export const REPLICATIONS_PER_STREAM = 250;

/** A run of replications: those of the streams `firstStream`, `firstStream + 1` and so on. */
export interface BootstrapJob {
  readonly tables: readonly HeadlineTable[];
  readonly blockLength: number;
  readonly method: BlockMethod;
  readonly seed: number;
  readonly firstStream: number;
  readonly replications: number;
}

/** replications x metrics for each table, flat; NaN where a number could not be said. */
export const bootstrapTask: Task<BootstrapJob, Float64Array[]> = {
  name: 'bootstrapTask',
  // Bundled, this code lives in a chunk beside the entry `bootstrap-task` that exports it.
  get module() {
    return new URL(import.meta.url.endsWith('.ts') ? './bootstrap-task.ts' : './bootstrap-task.js', import.meta.url)
      .href;
  },
  run(job) {
    const { tables, replications, firstStream } = job;
    const { n } = tables[0]!;
    const nStreams = Math.ceil(replications / REPLICATIONS_PER_STREAM);
    const streams = createRandomStreams(job.seed, firstStream + nStreams).slice(firstStream);
    const indices = new Int32Array(n);
    const row = new Float64Array(metricNames.length);
    const results = tables.map(() => new Float64Array(replications * metricNames.length));
    for (let i = 0; i < replications; i++) {
      const random = streams[Math.floor(i / REPLICATIONS_PER_STREAM)]!;
      blockIndicesInto(indices, n, job.blockLength, job.method, random);
      // The same days for every series, so that differences between them are paired.
      tables.forEach((table, s) => results[s]!.set(summariseInto(row, table, indices), i * metricNames.length));
    }
    return results;
  },
};

// A pool of node:worker_threads that runs tasks; Node only.
export { createWorkerPool, type WorkerPool, type WorkerPoolOptions } from './worker-pool.ts';
export { PoolClosedError, WorkerCrashedError } from './worker-errors.ts';

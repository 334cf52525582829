import { packageTests } from '../../vitest.shared.ts';

// A hook may go the whole way once for all tests of its file, on a machine that does other things too.
export default packageTests({ hookTimeout: 120_000, testTimeout: 120_000 });

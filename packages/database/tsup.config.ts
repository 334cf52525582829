import { packageBuild } from '../../tsup.shared.ts';

// `node:sqlite` exists under this name only; tsup would shorten it to `sqlite`.
export default packageBuild({ index: 'src/index.ts' }, { removeNodeProtocol: false });

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../workspace.mjs';

/** A package as it was built, such as `built('report/dist/index.js')`. */
export const built = (path) => import(pathToFileURL(join(root, 'packages', path)).href);

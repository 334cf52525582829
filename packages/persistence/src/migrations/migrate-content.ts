import type { AnyBundleContent, BundleContent } from './bundle-content.ts';
import { from1To2 } from './from-1-to-2.ts';

/**
 * The content of a bundle of any format as the newest format says it: one pure step after the other. A further format
 * adds a step here, and a frozen bundle to the tests.
 */
export function migrateContent(content: AnyBundleContent): BundleContent {
  return content.formatVersion === 1 ? from1To2(content) : content;
}

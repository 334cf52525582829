// A market whose regimes are known.
export { createSyntheticMarket, type SyntheticMarket, type SyntheticMarketOptions } from './synthetic-market.ts';
export type { SyntheticRegime } from './regime-path.ts';

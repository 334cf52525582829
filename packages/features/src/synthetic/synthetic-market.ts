import type { IsoDate } from '../dates.ts';
import type { MarketInputs } from '../market-inputs.ts';
export interface SyntheticMarketOptions {
  readonly seed?: number;
  readonly start?: IsoDate;
  readonly end?: IsoDate;
  readonly nDays?: number;
}
export interface SyntheticMarket {
  readonly inputs: Required<Pick<MarketInputs, 'price' | 'vix' | 'treasury' | 'hySpread'>>;
}
export function createSyntheticMarket(_options: SyntheticMarketOptions = {}): SyntheticMarket {
  throw new Error('not yet');
}

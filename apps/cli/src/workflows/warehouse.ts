// The home's market data: one way to open it for each purpose.
import { RegimekitError } from '@regimekit/errors';
import { MarketWarehouse } from '@regimekit/market-data';
import type { Context } from '../frame/context.ts';

/**
 * Opens the warehouse for reading; nothing is created.
 *
 * @throws RegimekitError that tells how to bring data in when there is none
 */
export async function openForReading({ home, now }: Context): Promise<MarketWarehouse> {
  try {
    return await MarketWarehouse.open(home.warehouse, { readOnly: true, clock: now });
  } catch (error) {
    if (!RegimekitError.isInstance(error) || error.code !== 'WAREHOUSE_MISSING') throw error;
    throw new RegimekitError(`There is no market data in ${home.folder} yet.`, {
      code: 'NO_MARKET_DATA',
      kind: 'unavailable',
      hint: 'Import some with: regimekit data import FILE...   or see it all at work with: regimekit demo',
      cause: error,
    });
  }
}

/** Opens the warehouse for importing, and creates it when it is missing. */
export async function openForWriting({ home, now }: Context): Promise<MarketWarehouse> {
  return MarketWarehouse.open(home.warehouse, { clock: now });
}

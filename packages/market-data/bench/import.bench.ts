// Import of 10,000 rows: reading, checking, writing, and reading back. Prints medians in milliseconds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataChecks, MarketWarehouse, parseMarketFile, runChecks, type MarketFile } from '@regimekit/market-data';

const ROWS = 10_000;
const ROUNDS = 9;

/** Prices of business days in Yahoo's dialect, changed a little from round to round. */
function pricesOf(round: number): MarketFile {
  const rows = ['Date,Open,High,Low,Close,Adj Close,Volume'];
  for (let day = Date.UTC(1980, 0, 1), i = 0; i < ROWS; day += 86_400_000) {
    if ([0, 6].includes(new Date(day).getUTCDay())) continue;
    const price = (1000 + 200 * Math.sin(i / 90) + round + i / 10).toFixed(6);
    rows.push(`${new Date(day).toISOString().slice(0, 10)},${price},${price},${price},${price},${price},1000000`);
    i++;
  }
  return { name: '^GSPC.csv', content: new TextEncoder().encode(`${rows.join('\n')}\n`) };
}

async function measure(name: string, work: (round: number) => unknown): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now();
    await work(round);
    // The first round warms up.
    if (round > 0) times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  const cells = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted[0] ?? 0].map((ms) => ms.toFixed(1).padStart(9));
  console.log(`${name.padEnd(44)}${cells.join('')}`);
}

const folder = mkdtempSync(join(tmpdir(), 'regimekit-bench-'));
const files = Array.from({ length: ROUNDS + 1 }, (_, round) => pricesOf(round));
const fileOf = (round: number): MarketFile => files[round] ?? pricesOf(round);
const warehouse = await MarketWarehouse.open(join(folder, 'market.duckdb'));
await warehouse.importFile(fileOf(0));

console.log(`${`${ROWS} rows, ${ROUNDS} rounds`.padEnd(44)}${'median ms'.padStart(9)}${'best ms'.padStart(9)}`);
await measure('parseMarketFile', (round) => parseMarketFile(fileOf(round)));
const [parsed] = parseMarketFile(fileOf(0)).series;
await measure(`runChecks (${dataChecks.length} checks)`, () => parsed && runChecks(parsed, { today: '2100-01-01' }));
await measure('importFile into a new warehouse', async (round) => {
  const fresh = await MarketWarehouse.open(join(folder, `fresh-${round}.duckdb`));
  await fresh.importFile(fileOf(round));
});
await measure('importFile, every value changed', async (round) =>
  warehouse.importFile({ ...fileOf(round), name: 'spx.csv' }),
);
await measure('importFile, the same file again', async () => warehouse.importFile(fileOf(ROUNDS)));
await measure('series', async () => warehouse.series('spx'));
await measure('status', async () => warehouse.status());
rmSync(folder, { recursive: true, force: true });

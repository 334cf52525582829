import { SaxesParser } from 'saxes';
import {
  bandsFromLabels,
  matrixChart,
  priceWithBands,
  probabilityChart,
  profileChart,
  type Chart,
} from '../src/index.ts';

/** An element with the text of everything inside it. */
export interface XmlElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** All elements in document order. Throws at the first thing that is not well-formed XML. */
export function parseXml(xml: string): XmlElement[] {
  const all: XmlElement[] = [];
  const open: XmlElement[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element: XmlElement = { tag: name, attributes, text: '' };
    all.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    for (const element of open) element.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.write(xml).close();
  return all;
}

export function withTag(elements: readonly XmlElement[], tag: string): XmlElement[] {
  return elements.filter((element) => element.tag === tag);
}

/** How many separate shapes are painted in a colour: each `M` begins one. */
export function countShapes(elements: readonly XmlElement[], fill: string): number {
  const paths = withTag(elements, 'path').filter(({ attributes }) => attributes['fill'] === fill);
  return paths.reduce((sum, { attributes }) => sum + (attributes['d']?.match(/M/g)?.length ?? 0), 0);
}

export function texts(elements: readonly XmlElement[]): string[] {
  return withTag(elements, 'text').map(({ text }) => text);
}

const regimes = ['risk_on', 'neutral', 'risk_off'] as const;
export const features = ['vix_level', 'realized_vol_20d', 'drawdown'];

/** Weekdays from 2004 on, a seeded walk through three regimes, and probabilities that lean to the regime of the day. */
export function walk(nDays: number, seed = 1) {
  let state = seed;
  const uniform = (): number => {
    // The minimal standard generator of Park and Miller: enough for a picture.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const dates: string[] = [];
  const labels: string[] = [];
  const prices: number[] = [];
  const probabilities: number[][] = [[], [], []];
  let [regime, price] = [0, 1000];
  for (let millis = Date.UTC(2004, 0, 1); dates.length < nDays; millis += 86_400_000) {
    const day = new Date(millis);
    if (day.getUTCDay() % 6 === 0) continue;
    if (uniform() < 0.02) regime = Math.floor(uniform() * 3);
    price *= 1 + [0.0008, 0.0002, -0.001][regime]! + [0.006, 0.01, 0.02][regime]! * 3 * (uniform() - 0.5);
    const weights = [0, 1, 2].map((k) => (k === regime ? 4 : 0.3) + uniform());
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    dates.push(day.toISOString().slice(0, 10));
    labels.push(regimes[regime]!);
    prices.push(price);
    for (const [k, weight] of weights.entries()) probabilities[k]!.push(weight / total);
  }
  return { dates, labels, prices, series: regimes.map((name, k) => ({ name, values: probabilities[k]! })) };
}

/** One chart of each kind. */
export function allCharts(nDays = 300): Chart[] {
  const { dates, labels, prices, series } = walk(nDays);
  return [
    priceWithBands({ dates, values: prices, bands: bandsFromLabels(dates, labels) }, { title: 'Price' }),
    probabilityChart({ dates, series }),
    matrixChart({
      rows: regimes,
      values: [
        [0.98, 0.02, 0],
        [0.03, 0.95, 0.02],
        [0.0004, 0.05, 0.9496],
      ],
    }),
    profileChart({
      features,
      profiles: [
        { name: 'risk_on', values: [-0.7, -0.6, 0.5] },
        { name: 'neutral', values: [0.1, 0, 0.1] },
        { name: 'risk_off', values: [1.9, 2.1, -1.6] },
      ],
    }),
  ];
}

// The stages of a version and the ways between them. A drawing, no chart: boxes and arrows in the colours of the charts.
const WIDTH = 872;
const HEIGHT = 352;
const BOX = { width: 168, height: 64 };

const boxes = {
  staging: { x: 100, y: 144, note: 'registered, never changes' },
  shadow: { x: 352, y: 20, note: 'any number, side by side' },
  production: { x: 660, y: 144, note: 'one at most' },
  archive: { x: 352, y: 268, note: 'its record stays' },
};

// Each from the edge of one box to the edge of another; the label stands at its own place.
const ways = [
  { from: [20, 176], to: [100, 176], label: 'register', at: [58, 166] },
  { from: [220, 144], to: [352, 64], label: 'promote', at: [256, 94] },
  { from: [268, 176], to: [660, 176], label: 'promote', at: [340, 168] },
  { from: [520, 64], to: [708, 144], label: 'promote', at: [646, 96] },
  { from: [200, 208], to: [352, 292], label: 'archive', at: [252, 268] },
  { from: [732, 208], to: [520, 300], label: 'replaced, archived', at: [706, 276] },
  { from: [520, 280], to: [684, 208], label: 'rollback', at: [572, 234], kind: 'back' },
  { from: [416, 84], to: [416, 268] },
  { from: [456, 268], to: [456, 84] },
];

export function drawRegistryStages() {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif">
<title>The stages of a version and the ways between them</title>
<style>
  .box { fill: #ffffff; stroke: #586474 } .served { stroke: #1a7f4b; stroke-width: 2.5 }
  .name { fill: #1c232b; font-size: 17px; font-weight: 600 } .note, .label { fill: #586474; font-size: 12px }
  .way { stroke: #586474; stroke-width: 1.5; fill: none } .back { stroke: #2b7f8e; stroke-dasharray: 5 4 } .head { fill: #586474 }
  .ground { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    .box, .ground { fill: #12181f } .name { fill: #e6eaef } .note, .label { fill: #9ba8b6 } .box, .way { stroke: #9ba8b6 }
    .served { stroke: #4cc38a } .back { stroke: #63b4c4 } .head { fill: #9ba8b6 }
  }
</style>
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0 0 10 5 0 10z"/></marker></defs>
<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>
${ways.map(drawWay).join('\n')}
${Object.entries(boxes).map(drawBox).join('\n')}
${ways
  .filter(({ label }) => label)
  .map(drawLabel)
  .join('\n')}
</svg>
`;
}

function drawWay({ from, to, kind = '' }) {
  return `<path class="way ${kind}" marker-end="url(#head)" d="M${from.join(' ')} ${to.join(' ')}"/>`;
}

function drawLabel({ label, at: [x, y] }) {
  return `<text class="label" text-anchor="middle" x="${x}" y="${y}">${label}</text>`;
}

function drawBox([name, { x, y, note }]) {
  const { width, height } = BOX;
  const middle = x + width / 2;
  return [
    `<rect class="box${name === 'production' ? ' served' : ''}" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="name" text-anchor="middle" x="${middle}" y="${y + 28}">${name}</text>`,
    `<text class="note" text-anchor="middle" x="${middle}" y="${y + 48}">${note}</text>`,
  ].join('\n');
}

/** Pictures of one width below each other, as one. */
export function stack(svgs) {
  const sizes = svgs.map((svg) => {
    const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
    return { width: Number(width), height: Number(height) };
  });
  const width = Math.max(...sizes.map((size) => size.width));
  const height = sizes.reduce((total, size) => total + size.height, 0);
  let y = 0;
  const parts = svgs.map((svg, i) => {
    const placed = svg.replace('<svg ', `<svg y="${y}" `);
    y += sizes[i].height;
    return placed;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n${parts.join('\n')}\n</svg>\n`;
}

/** A curve with its name. */
export interface Line {
  readonly name: string;
  /** Ascending, 0 … 1. */
  readonly x: readonly number[];
  /** 0 … 1. */
  readonly y: readonly number[];
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly lines: readonly Line[];
}

const SIZE = { width: 640, height: 420, left: 56, right: 190, top: 40, bottom: 48 };

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008); dashes tell further lines apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const DASHES = ['', '6 3', '2 3', '8 3 2 3'];

/** Curves as an SVG picture, for documents: both axes 0 … 1, a legend on the right, readable without a style sheet. */
export function curvesSvg({ title, xLabel, yLabel, lines }: Chart): string {
  const { width, height, left, right, top, bottom } = SIZE;
  const [across, down] = [width - left - right, height - top - bottom];
  const px = (x: number) => (left + x * across).toFixed(1);
  const py = (y: number) => (top + (1 - y) * down).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks.flatMap((tick) => [
    `<line x1="${px(tick)}" y1="${py(0)}" x2="${px(tick)}" y2="${py(1)}" stroke="#ddd"/>`,
    `<line x1="${px(0)}" y1="${py(tick)}" x2="${px(1)}" y2="${py(tick)}" stroke="#ddd"/>`,
    text(px(tick), String(top + down + 18), String(tick), 'middle'),
    text(String(left - 8), (Number(py(tick)) + 4).toFixed(1), String(tick), 'end'),
  ]);
  const curves = lines.map((line, n) => {
    const points = line.x.map((x, i) => `${px(x)},${py(line.y[i]!)}`).join(' ');
    return `<polyline points="${points}" fill="none" ${stroke(n)}><title>${escaped(line.name)}</title></polyline>`;
  });
  const legend = lines.map((line, n) => {
    const y = top + 8 + 17 * n;
    const x = width - right + 14;
    return `<line x1="${x}" y1="${y}" x2="${x + 26}" y2="${y}" ${stroke(n)}/>${text(String(x + 32), String(y + 4), line.name, 'start')}`;
  });
  const tall = Math.max(height, top + 17 * lines.length + 20);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" width="${width}" height="${tall}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${tall}" fill="#fff"/>`,
    `<text x="${left}" y="24" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ...grid,
    text(String(left + across / 2), String(top + down + 38), xLabel, 'middle'),
    `<text transform="translate(16 ${top + down / 2}) rotate(-90)" text-anchor="middle">${escaped(yLabel)}</text>`,
    ...curves,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

function stroke(n: number): string {
  const dash = DASHES[Math.floor(n / COLOURS.length) % DASHES.length]!;
  return `stroke="${COLOURS[n % COLOURS.length]!}" stroke-width="1.8"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

const text = (x: string, y: string, content: string, anchor: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(content)}</text>`;

const escaped = (content: string): string =>
  content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A complete SVG of an icon's body (a 32×32 drawing), with some of its colours replaced. */
export function iconSvg(body: string, tint: Readonly<Record<string, string>>): string {
  const colours = Object.keys(tint);
  for (const colour of colours)
    if (!body.includes(colour))
      throw new Error(`The icon no longer has the colour ${colour} that is replaced.`);
  // One pass over the text, so that a colour put in is never replaced again.
  const painted =
    colours.length === 0 ? body : body.replace(new RegExp(colours.join('|'), 'g'), (found) => tint[found]!);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${painted}</svg>`;
}

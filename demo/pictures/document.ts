import type { Brush } from './brush.ts';
import type { Tones } from './color.ts';

const stop = (offset: number, color: string, opacity = 1): string =>
  `<stop offset="${offset}" stop-color="${color}"${opacity === 1 ? '' : ` stop-opacity="${opacity}"`}/>`;

/** Light falls from the left on what is round. */
const round = (id: string, { light, base, dark }: Tones): string =>
  `<linearGradient id="${id}">${stop(0, base)}${stop(0.28, light)}${stop(0.6, base)}${stop(1, dark)}</linearGradient>`;

const shade = stop(0, '#1d1b33', 0.42) + stop(0.6, '#1d1b33', 0.2) + stop(1, '#1d1b33', 0);
const glow = stop(0, '#fff3c4', 0.95) + stop(0.5, '#ffe9a8', 0.4) + stop(1, '#ffe9a8', 0);
const glass = stop(0, '#ffffff', 0.55) + stop(0.45, '#ffffff', 0.08) + stop(1, '#ffffff', 0.22);

/** An SVG document of 800 by 800 with the paints that motifs name: `main`, `accent`, `wood`, `metal`, `shade`, `glow`, `glass`, `drop`. */
export const document = ({ main, accent, wood, metal }: Brush, content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800"><defs>` +
  round('main', main) +
  round('accent', accent) +
  round('wood', wood) +
  round('metal', metal) +
  `<radialGradient id="shade">${shade}</radialGradient><radialGradient id="glow">${glow}</radialGradient>` +
  `<linearGradient id="glass" x2="1" y2="1">${glass}</linearGradient>` +
  `<filter id="drop" x="-20%" y="-20%" width="140%" height="140%">` +
  `<feDropShadow dx="7" dy="12" stdDeviation="11" flood-color="#1d1b33" flood-opacity=".3"/></filter>` +
  `</defs>${content}</svg>\n`;

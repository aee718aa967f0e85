import { createRandom } from '../random.ts';
import { mix } from './color.ts';
import { at, circle, ellipse, rect, repeat, ring, shape, stroke, text } from './svg.ts';
import { tints } from './tints.ts';

const grounds = [
  'petrol',
  'burgundy',
  'forest',
  'indigo',
  'rust',
  'plum',
  'navy',
  'teal',
  'brick',
  'charcoal',
] as const;
const marks = ['mustard', 'cream', 'coral', 'mint', 'sand', 'sky', 'rose', 'honey'] as const;

const emblems: readonly ((color: string) => string)[] = [
  (color) => repeat(12, (i) => at(400, 400, ellipse(0, -300, 26, 62, color), i * 30)),
  (color) => ring(400, 400, 320, 320, color, 13) + ring(400, 400, 288, 288, color, 4),
  (color) =>
    repeat(24, (i) => at(400, 400, shape('M-18-280L0-344L18-280Z', color), i * 15)) +
    ring(400, 400, 270, 270, color, 6),
  (color) => repeat(3, (i) => stroke(`M120 ${590 + i * 44}q70-46 140 0t140 0t140 0t140 0`, color, 13)),
  (color) =>
    shape('M400 60L694 230V570L400 740L106 570V230Z', 'none') +
    stroke('M400 70L686 235V565L400 730L114 565V235Z', color, 15),
];

/** A shop's sign: the initials of its name on its colour, with an emblem. An SVG document of 800 by 800. */
export function drawLogo(name: string, color?: string): string {
  const random = createRandom(`logo:${name}`);
  const ground = color ?? tints[random.pick(grounds)];
  const mark = tints[random.pick(marks)];
  const words = name.split(/[^\p{L}]+/u).filter((word) => word.length > 2);
  const initials = words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  const letters = text(
    400,
    478,
    initials,
    initials.length > 1 ? 230 : 290,
    '#fbf6ec',
    'Georgia, serif',
    ' font-weight="700"',
  );
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">' +
    `${rect(0, 0, 800, 800, ground)}${circle(400, 400, 372, mix(ground, '#ffffff', 0.07))}` +
    `${random.pick(emblems)(mark)}${letters}</svg>\n`
  );
}

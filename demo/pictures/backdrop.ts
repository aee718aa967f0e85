import type { Brush } from './brush.ts';
import { createRandom } from '../random.ts';
import { mix } from './color.ts';
import { circle, ellipse, rect, shape } from './svg.ts';

/** How a thing is placed: on a floor, from above on a cloth, or hung from the top. */
export type Stance = 'stand' | 'lie' | 'hang';

/** Where standing things touch the floor. */
export const floorY = 650;

const decorations: readonly ((color: string) => string)[] = [
  () => '',
  (color) => shape('M190 800V360a210 210 0 0 1 420 0v440Z', color),
  (color) => circle(400, 380, 270, color),
  (color) => rect(0, 0, 270, 800, color),
  (color) => shape('M0 800V420C220 330 420 520 800 360v440Z', color),
];

/** Wall, something painted on it, and the floor. */
export function backdrop(brush: Brush, stance: Stance): string {
  const { wall } = brush;
  const random = createRandom(`backdrop:${wall}:${brush.main.base}`);
  const painted = mix(
    wall,
    random.chance(0.5) ? '#ffffff' : mix(wall, '#3a2f4a', 0.5),
    random.chance(0.5) ? 0.34 : 0.22,
  );
  const wallpaper = rect(0, 0, 800, 800, wall) + random.pick(decorations)(painted);
  if (stance !== 'stand') return wallpaper;
  const floor = mix(wall, '#4a3b45', 0.16);
  return `${wallpaper}${rect(0, floorY - 48, 800, 210, floor)}${rect(0, floorY - 48, 800, 4, mix(floor, '#ffffff', 0.25))}`;
}

/** The soft shadow where something touches the floor. */
export const contactShadow = (x: number, y: number, radius: number): string =>
  ellipse(x, y, radius * 1.12, radius * 0.13 + 6, 'url(#shade)');

import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { both, circle, ellipse, rect, repeat, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

/** A row of books that stands on `y`, until the width is used up. */
function books(b: Brush, x: number, y: number, width: number, tallest: number): string {
  const colors = [b.accent.base, b.accent.dark, b.main.deep, b.paper, '#b3532b', '#2f7b79', '#d0a02f', '#37437c'];
  let row = '';
  for (let left = x; left < x + width - 20;) {
    const thick = b.random.between(13, 26);
    const tall = tallest * (0.68 + b.random.next() * 0.32);
    row +=
      rect(left, y - tall, thick, tall, b.random.pick(colors), 2) +
      rect(left + 3, y - tall * 0.8, thick - 6, 5, '#ffffff55');
    left += thick + 1;
  }
  return row;
}

const pot = (b: Brush, x: number, y: number): string =>
  stroke(`M${x} ${y - 30}q-34-14-40-52M${x} ${y - 30}q-4-30 2-70M${x} ${y - 30}q30-16 42-46`, '#57805a', 8) +
  shape(`M${x - 24} ${y - 36}h48l-7 36h-34Z`, b.accent.base);

const bookcase = (b: Brush): string =>
  [
    shadow(400, floorY + 4, 210),
    rect(214, 130, 372, 524, b.main.base, 6),
    rect(232, 148, 336, 490, b.main.deep),
    repeat(4, (i) => {
      const y = 258 + i * 122;
      const isShort = b.random.chance(0.4);
      return (
        books(b, 240, y, isShort ? 190 : 320, 88) +
        (isShort ? pot(b, 510, y) : '') +
        rect(232, y, 336, 12, b.main.light)
      );
    }),
    rect(214, 130, 18, 524, b.main.light, 5),
  ].join('');

const ladder = (b: Brush): string =>
  [
    shadow(400, floorY + 4, 180),
    both(stroke('M300 140L262 650', b.main.base, 15)),
    repeat(5, (i) => {
      const y = 214 + i * 94;
      const half = 92 + i * 10;
      const thing = i % 2 === 0 ? books(b, 400 - half + 14, y, half * 1.1, 58) : pot(b, 400 + half / 3, y);
      return thing + rect(400 - half - 24, y, half * 2 + 48, 14, i === 4 ? b.main.dark : b.main.light, 4);
    }),
  ].join('');

const wall = (b: Brush): string =>
  repeat(3, (i) => {
    const y = 290 + i * 150;
    const left = 170 + (i % 2) * 40;
    return [
      rect(left + 10, y + 16, 430, 12, '#1d1b3322', 6),
      books(b, left + 30, y, i === 1 ? 150 : 240, 96),
      i === 1
        ? circle(left + 300, y - 40, 40, b.accent.base) + circle(left + 300, y - 40, 22, b.accent.light)
        : pot(b, left + 350, y),
      rect(left, y, 450, 20, b.main.base, 4),
      rect(left, y, 450, 7, b.main.light, 3),
    ].join('');
  });

const cabinet = (b: Brush, doors: number): string => {
  const width = 520 / doors;
  return [
    shadow(400, floorY + 4, 300),
    both(stroke('M176 590L160 648', b.main.dark, 16)),
    rect(130, 366, 540, 232, b.main.base, 10),
    rect(130, 366, 540, 16, b.main.light, 8),
    repeat(doors, (i) => {
      const x = 140 + i * width;
      const rows = repeat(
        3,
        (row) =>
          rect(x + 8, 396 + row * 62, width - 16, 54, b.main.dark, 4) +
          ellipse(x + width / 2, 422 + row * 62, 9, 7, '#d4a937'),
      );
      const cane =
        rect(x + 8, 396, width - 16, 188, '#dcc08a', 4) +
        repeat(8, (line) =>
          stroke(`M${x + 10} ${410 + line * 22}l${width - 20} 12m0-12l-${width - 20} 12`, '#b9934f', 1.6),
        );
      return doors > 3 ? rows : cane;
    }),
    books(b, 170, 366, 120, 76),
    pot(b, 560, 366),
  ].join('');
};

export const shelving: Motif = {
  stance: 'stand',
  forms: { bookcase, ladder, wall, cabinet: (b) => cabinet(b, 3), drawers: (b) => cabinet(b, 6) },
};

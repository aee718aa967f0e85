import type { Brush } from '../brush.ts';
import { at, circle, ellipse, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const printWith =
  (art: (b: Brush) => string) =>
  (b: Brush): string =>
    [
      rect(206, 122, 400, 564, '#1d1b3333', 4),
      rect(196, 110, 408, 570, b.wood.base, 4),
      rect(196, 110, 408, 8, b.wood.light),
      rect(212, 126, 376, 538, b.paper),
      within('art', 'M248 166h304v446H248Z', rect(248, 166, 304, 446, b.main.light) + art(b)),
      stroke('M500 640q14-14 24 0t24-6', b.ink, 2.5),
      rect(250, 634, 40, 5, '#8a8590'),
    ].join('');

const boat = (b: Brush, x: number, y: number, scale: number): string =>
  at(
    x,
    y,
    shape('M-60 0h120l-20 34h-80Z', b.main.deep) +
      stroke('M0 0V-96', b.ink, 4) +
      shape('M4-92q54 40 50 84H4Z', b.paper) +
      shape('M-4-80q-30 40-36 72h36Z', b.accent.base),
    0,
    scale,
  );

const fern = (b: Brush): string =>
  stroke('M400 600Q380 400 420 190', b.main.deep, 6) +
  repeat(15, (i) => {
    const y = 560 - i * 25;
    const long = 110 - i * 6;
    return (
      stroke(`M${397 + i} ${y}q-${long / 2}-40-${long}-34`, b.main.base, 9) +
      stroke(`M${399 + i} ${y - 8}q${long / 2}-40 ${long}-34`, b.main.base, 9)
    );
  });

const bus = (b: Brush): string =>
  rect(248, 500, 304, 112, b.main.dark) +
  rect(276, 330, 250, 180, b.accent.base, 20) +
  rect(276, 430, 250, 26, b.main.base) +
  repeat(4, (i) => rect(290 + i * 58, 350, 46, 60, '#dfeef5', 8)) +
  circle(330, 512, 32, b.ink) +
  circle(330, 512, 13, b.metal.light) +
  circle(474, 512, 32, b.ink) +
  circle(474, 512, 13, b.metal.light) +
  rect(296, 306, 180, 28, b.wood.base, 5) +
  circle(480, 230, 40, b.paper);

const map = (b: Brush): string =>
  rect(248, 166, 304, 446, '#d7e3e0') +
  shape('M248 166h90q40 70 10 140q60 60 10 130q20 90-40 176h-70Z', b.main.base) +
  shape('M552 240q-50 20-46 90q20 60 46 60Z', b.main.base) +
  repeat(6, (i) => stroke(`M330 ${220 + i * 66}q60-30 110 0t110-10`, b.main.deep, 2.5)) +
  at(
    460,
    500,
    repeat(
      16,
      (i) =>
        stroke(`M0 0V-${i % 4 === 0 ? 70 : i % 2 ? 30 : 48}`, b.ink, 2.4) &&
        at(0, 0, stroke(`M0 0V-${i % 4 === 0 ? 70 : i % 2 ? 30 : 48}`, b.ink, 2.4), i * 22.5),
    ) + circle(0, 0, 11, b.accent.base),
  );

const teapot = (color: string, b: Brush): string =>
  ellipse(0, 0, 26, 20, color) +
  stroke('M-24 0q-18-2-20-18M24-6q20 0 14 14q-4 6-14 6', color, 6) +
  circle(0, -22, 5, b.ink);

export const print: Motif = {
  stance: 'lie',
  forms: {
    hills: printWith(
      (b) =>
        circle(440, 280, 56, '#fff4cf') +
        [b.main.light, b.main.base, b.main.dark, b.accent.dark, b.main.deep]
          .map((color, i) => shape(`M248 ${340 + i * 58}q80-${60 - i * 6} 150 0t154-10V612H248Z`, color))
          .join(''),
    ),
    grid: printWith(
      (b) =>
        rect(248, 166, 304, 446, b.main.base) +
        repeat(9, (i) =>
          at(
            302 + (i % 3) * 98,
            260 + Math.floor(i / 3) * 130,
            teapot([b.paper, b.accent.base, b.main.deep][i % 3]!, b),
          ),
        ),
    ),
    bus: printWith(bus),
    fern: printWith((b) => rect(248, 166, 304, 446, '#f6f0df') + fern(b)),
    boats: printWith(
      (b) =>
        rect(248, 400, 304, 212, b.main.base) +
        repeat(8, (i) =>
          stroke(`M248 ${430 + i * 24}q40-12 76 0t76 0t76 0t76 0`, i % 2 ? b.main.dark : b.main.light, 5),
        ) +
        boat(b, 340, 430, 0.9) +
        boat(b, 460, 480, 1.2),
    ),
    circles: printWith(
      (b) =>
        rect(248, 166, 304, 446, '#f3e6cf') +
        circle(350, 330, 96, b.main.base) +
        circle(440, 450, 96, b.accent.base) +
        within('both', 'M440 354a96 96 0 1 0 .1 0Z', circle(350, 330, 96, b.main.deep)),
    ),
    map: printWith(map),
  },
};

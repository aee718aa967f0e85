import type { Brush } from '../brush.ts';
import { both, circle, ellipse, faded, rect, repeat, ring, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const coverOutline = 'M236 150h328v500H236Z';

/** A book that stands a little open; its cover is drawn on a field from (236, 150) to (564, 650). */
const bookWith =
  (cover: (b: Brush) => string) =>
  (b: Brush): string =>
    [
      rect(262, 164, 326, 500, '#1d1b3344', 6),
      rect(244, 158, 334, 498, b.paper, 4),
      repeat(5, (i) => stroke(`M${566 + i * 2.4} 160V654`, '#cfc6b4', 1)),
      within('cover', coverOutline, rect(236, 150, 328, 500, b.main.base) + cover(b)),
      rect(236, 150, 22, 500, '#00000022'),
      rect(290, 196, 220, 17, b.paper, 4),
      rect(290, 226, 150, 17, b.paper, 4),
      rect(290, 612, 110, 10, b.paper, 4),
    ].join('');

const birdCover = (b: Brush): string =>
  circle(420, 430, 130, b.paper) +
  shape('M330 470q20-100 130-90q30-30 50-10l40 10l-40 14q0 90-90 110l-120 50q30-40 30-84Z', b.accent.base) +
  shape('M370 460q50-40 100-10q-20 60-80 60Z', b.accent.dark) +
  circle(492, 388, 6, b.ink) +
  stroke('M420 500v60M446 494v60', b.ink, 5) +
  stroke('M320 562H560', b.wood.dark, 9);

const bridgeCover = (b: Brush): string =>
  rect(236, 520, 328, 130, b.main.dark) +
  stroke('M236 470H564', b.paper, 13) +
  both(rect(290, 300, 17, 260, b.paper)) +
  stroke('M298 304Q400 520 502 304M298 304Q250 380 236 440M502 304Q550 380 564 440', b.accent.base, 7) +
  repeat(9, (i) => stroke(`M${318 + i * 20.5} ${340 + 78 * Math.sin(((i + 1) / 10) * 3.14)}V470`, b.accent.base, 3));

export const book: Motif = {
  stance: 'lie',
  forms: {
    landscape: bookWith(
      (b) =>
        circle(430, 370, 66, b.accent.light) +
        shape('M236 470Q330 400 420 460T564 430V650H236Z', b.accent.base) +
        shape('M236 540Q340 470 564 540V650H236Z', b.main.deep) +
        stroke('M300 650Q380 570 350 540T420 470', b.paper, 11),
    ),
    circle: bookWith(
      (b) =>
        circle(400, 420, 130, b.accent.base) +
        circle(400, 420, 92, b.main.dark) +
        circle(400, 420, 54, b.paper) +
        rect(236, 416, 328, 9, b.paper),
    ),
    bird: bookWith(birdCover),
    bowl: bookWith(
      (b) =>
        shape('M280 400h240q-6 130-120 132q-114-2-120-132Z', b.paper) +
        ellipse(400, 400, 120, 30, b.accent.base) +
        repeat(9, (i) => circle(316 + i * 21, 396 + (i % 3) * 7, 11, i % 2 ? b.accent.light : '#5f8050')) +
        stroke('M480 380l70-110', b.wood.dark, 11) +
        rect(350, 534, 100, 16, b.main.deep, 6),
    ),
    bridge: bookWith(bridgeCover),
    grid: bookWith((b) =>
      repeat(20, (i) =>
        rect(
          284 + (i % 4) * 60,
          272 + Math.floor(i / 4) * 62,
          48,
          48,
          b.random.pick([b.accent.base, b.accent.light, b.paper, b.main.deep]),
          b.random.pick([0, 24, 8]),
        ),
      ),
    ),
  },
};

/** A record that looks out of its sleeve. */
const recordWith =
  (art: (b: Brush) => string) =>
  (b: Brush): string =>
    [
      circle(520, 400, 214, '#1b1a20'),
      repeat(11, (i) => ring(520, 400, 204 - i * 12, 204 - i * 12, '#34323c', 1.6)),
      circle(520, 400, 70, b.accent.base),
      circle(520, 400, 9, b.paper),
      faded(0.14, shape('M520 400L640 222A214 214 0 0 1 712 300ZM520 400L400 578A214 214 0 0 1 330 500Z', '#ffffff')),
      within('sleeve', 'M110 170h460v460H110Z', rect(110, 170, 460, 460, b.main.base) + art(b)),
      rect(140, 200, 200, 19, b.paper, 4),
      rect(140, 232, 130, 13, b.paper, 4),
    ].join('');

export const record: Motif = {
  stance: 'lie',
  forms: {
    moon: recordWith(
      (b) =>
        circle(400, 360, 90, b.paper) +
        circle(432, 340, 80, b.main.base) +
        shape('M110 520q60-30 120 0t120 0t120 0t120 0V630H110Z', b.accent.base) +
        shape('M110 566q60-30 120 0t120 0t120 0t120 0V630H110Z', b.accent.dark) +
        shape('M220 500l40-110l10 110Z', b.paper),
    ),
    rays: recordWith(
      (b) =>
        repeat(16, (i) =>
          shape(
            `M340 630L${340 + 700 * Math.cos((i * 3.1416) / 16 + 3.1416)} ${630 + 700 * Math.sin((i * 3.1416) / 16 + 3.1416)}L${340 + 700 * Math.cos(((i + 0.5) * 3.1416) / 16 + 3.1416)} ${630 + 700 * Math.sin(((i + 0.5) * 3.1416) / 16 + 3.1416)}Z`,
            b.main.dark,
          ),
        ) +
        circle(340, 630, 150, b.accent.base) +
        circle(340, 630, 96, b.accent.light),
    ),
    waves: recordWith((b) =>
      repeat(12, (i) =>
        stroke(
          `M110 ${320 + i * 27}q58-${40 + i * 2} 115 0t115 0t115 0t115 0`,
          [b.paper, b.accent.base, b.main.deep][i % 3]!,
          8,
        ),
      ),
    ),
    stripes: recordWith((b) =>
      repeat(9, (i) =>
        shape(
          `M${60 + i * 66} 630L${260 + i * 66} 280h34L${94 + i * 66} 630Z`,
          [b.accent.base, b.paper, b.main.deep][i % 3]!,
        ),
      ),
    ),
    circles: recordWith((b) =>
      repeat(9, (i) => {
        const [x, y] = [190 + (i % 3) * 150, 310 + Math.floor(i / 3) * 120];
        return (
          circle(x, y, 50, i % 2 ? b.accent.base : b.main.deep) +
          circle(x, y, 28, b.paper) +
          circle(x, y, 12, b.main.base)
        );
      }),
    ),
  },
};

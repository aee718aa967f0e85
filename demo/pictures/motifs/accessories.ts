import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, both, circle, ellipse, faded, rect, repeat, ring, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const laces = (count: number, x: number, y: number, stepX: number, stepY: number, color: string): string =>
  repeat(count, (i) => stroke(`M${x + i * stepX} ${y + i * stepY}l44-26`, color, 9));

const sole = (y: number, fill: string, height: number): string =>
  shape(`M130 ${y}Q400 ${y + 18} 680 ${y - 6}q14 ${height} -20 ${height + 4}H160q-34 0-30-${height - 2}Z`, fill);

const sneaker = (b: Brush): string =>
  [
    shadow(405, floorY, 290),
    sole(590, '#e6d3ac', 62),
    sole(590, b.paper, 34),
    shape(
      'M140 600Q120 470 150 390q60 26 124-14q34 44 70 74q50 40 130 50q150 16 190 66q16 24 6 38Q400 628 140 600Z',
      'url(#main)',
    ),
    shape('M140 600Q120 470 150 390q34 16 66 8q-18 110 22 206Z', b.accent.base),
    shape('M548 512q90 18 116 54q16 24 6 38q-80 10-156 2q-18-60 34-94Z', b.main.light),
    shape('M244 392q20-4 30-16q34 44 70 74l-40 36Z', b.main.dark),
    laces(4, 290, 432, 42, 24, b.paper),
    stroke('M240 540q110 60 270 50', b.main.deep, 4),
    repeat(14, (i) => circle(180 + i * 36, 622, 3, '#b79c6a')),
  ].join('');

const boot = (b: Brush, height: number, detail: string): string => {
  const rim = floorY - height;
  return [
    shadow(420, floorY, 260),
    shape(`M190 620h80l6 30h-86ZM300 630h370q6 20-12 22H310Z`, '#3a2b24'),
    sole(606, '#4a372c', 26),
    shape(
      `M196 612Q186 500 210 ${rim + 20}q0-20 20-22h150q24 4 22 30Q376 ${Math.max(rim + 100, 470)} 422 490q60 30 140 50q92 18 92 70q0 14-16 14Q420 622 196 612Z`,
      'url(#main)',
    ),
    shape('M540 522q130 28 134 78q0 14-16 14q-70 4-146 0q-24-60 28-92Z', b.main.dark),
    stroke('M204 560q30-20 70-14q16 40 8 66', b.main.deep, 5),
    detail,
    stroke(`M214 ${rim + 10}h184`, b.main.deep, 13),
    stroke(`M216 ${rim - 4}q-20-30 14-40v40`, b.main.deep, 9),
  ].join('');
};

const sandal = (b: Brush): string => {
  const one = (turn: number, x: number): string =>
    at(
      x,
      400,
      [
        shape(
          'M-10-250C70-250 104-150 80-40C70 40 92 130 76 200Q40 270-20 252Q-84 230-72 130C-64 60-90 0-96-80C-104-180-60-250-10-250Z',
          '#6d4a30',
        ),
        shape(
          'M-10-234C58-234 88-146 66-40C56 40 76 126 62 192Q34 252-16 236Q-68 218-58 130C-50 60-76 0-82-80C-90-170-52-234-10-234Z',
          b.wood.light,
        ),
        shape('M-92-110Q-10-190 84-110l2 60Q-10-110-96-40Z', 'url(#main)'),
        repeat(8, (i) =>
          circle(-76 + i * 21, -88 - 34 * Math.sin((i / 7) * Math.PI), 9, i % 2 ? b.paper : b.accent.base),
        ),
        stroke('M-66 110Q0 60 70 110', b.main.dark, 22),
        repeat(5, (i) => circle(-48 + i * 24, 100 - 14 * Math.sin((i / 4) * Math.PI), 7, b.accent.base)),
      ].join(''),
      turn,
    );
  return one(-8, 270) + `<g transform="translate(800 0) scale(-1 1)">${one(-8, 270)}</g>`;
};

export const shoe: Motif = {
  stance: 'stand',
  stances: { sandal: 'lie' },
  forms: {
    sneaker,
    sandal,
    boot: (b) =>
      boot(
        b,
        330,
        laces(6, 360, 370, 14, 36, '#e0b060') + repeat(6, (i) => circle(396 + i * 12, 352 + i * 36, 6, '#c9a24b')),
      ),
    chukka: (b) => boot(b, 262, laces(2, 366, 456, 18, 34, b.paper)),
    chelsea: (b) =>
      boot(
        b,
        300,
        shape('M270 372h70q10 90 40 130q-40 20-70 0q-44-60-40-130Z', b.main.deep) +
          repeat(7, (i) => stroke(`M${280 + i * 9} 384q2 70 24 110`, '#00000044', 2.5)),
      ),
    derby: (b) =>
      boot(
        b,
        214,
        laces(3, 396, 490, 34, 18, b.main.deep) +
          repeat(9, (i) => circle(560 + 40 * Math.cos(i * 0.4 + 2), 560 + 26 * Math.sin(i * 0.4 + 2), 3, b.ink)),
      ),
  },
};

const tote = (b: Brush): string =>
  [
    shadow(400, floorY, 210),
    stroke('M310 330C300 90 500 90 490 330', b.main.dark, 24),
    stroke('M310 330C300 110 500 110 490 330', b.main.light, 13),
    shape('M206 310h388l26 318q-4 24-30 24H210q-26 0-30-24Z', 'url(#main)'),
    rect(206, 306, 388, 26, b.main.light, 5),
    both(rect(296, 320, 30, 62, b.main.dark, 5)),
    circle(400, 490, 66, b.accent.base),
    at(400, 490, repeat(8, (i) => at(0, 0, ellipse(0, -34, 9, 24, b.paper), i * 45)) + circle(0, 0, 14, b.accent.deep)),
  ].join('');

const backpack = (b: Brush): string =>
  [
    shadow(400, floorY, 190),
    stroke('M350 190q50-70 100 0', b.main.deep, 17),
    both(stroke('M240 330q-50 140-6 280', b.main.deep, 26)),
    shape('M242 240q0-64 158-66t158 66l24 360q-4 52-60 52H278q-56 0-60-52Z', 'url(#main)'),
    shape('M236 200h328v96q-164 44-328 0Z', b.main.dark),
    rect(236, 192, 328, 30, b.main.light, 12),
    rect(386, 250, 28, 110, b.accent.base, 6),
    rect(380, 330, 40, 34, '#c9a24b', 6),
    rect(282, 440, 236, 170, b.main.dark, 20),
    rect(288, 452, 224, 152, b.main.base, 16),
    stroke('M300 476h200', b.accent.base, 7),
  ].join('');

const satchel = (b: Brush): string =>
  [
    shadow(400, floorY, 240),
    stroke('M190 360C180 60 620 60 610 360', b.main.deep, 15),
    rect(164, 330, 472, 320, b.main.dark, 24),
    rect(176, 340, 448, 300, 'url(#main)', 20),
    shape('M164 354q0-26 26-26h420q26 0 26 26v130q0 40-46 40H210q-46 0-46-40Z', b.main.base),
    stroke('M180 470q0 36 36 38h368q36-2 36-38', b.main.light, 4),
    both(
      rect(256, 440, 38, 148, b.main.deep, 6) +
        rect(250, 520, 50, 42, '#c9a24b', 6) +
        rect(262, 530, 26, 22, b.main.deep, 3),
    ),
    stroke('M350 330q50-56 100 0', b.main.deep, 15),
  ].join('');

const weekender = (b: Brush): string =>
  [
    shadow(400, floorY, 280),
    both(stroke('M290 400C290 200 400 180 400 180', '#7a4a2c', 17)),
    shape('M130 420q20-70 90-74h360q70 4 90 74l14 170q-4 62-70 62H186q-66 0-70-62Z', 'url(#main)'),
    repeat(9, (i) => rect(190 + i * 50, 348, i % 2 ? 10 : 22, 304, i % 3 ? b.accent.base : b.paper)),
    shape('M130 420q20-70 90-74l-20 306h-14q-66 0-70-62Z', '#7a4a2c'),
    shape('M670 420q-20-70-90-74l20 306h14q66 0 70-62Z', '#6a3f26'),
    rect(196, 336, 408, 24, '#7a4a2c', 10),
    both(rect(274, 372, 32, 120, '#7a4a2c', 5) + circle(290, 396, 8, '#c9a24b')),
  ].join('');

const doctor = (b: Brush): string =>
  [
    shadow(400, floorY, 260),
    stroke('M320 330q80-90 160 0', b.main.deep, 22),
    shape('M150 470q10-110 150-140h200q140 30 150 140l20 150q0 32-34 32H164q-34 0-34-32Z', 'url(#main)'),
    rect(280, 318, 240, 30, '#c9a24b', 12),
    rect(376, 330, 48, 40, '#a8842f', 8),
    circle(400, 350, 8, b.main.deep),
    faded(0.6, stroke('M300 348Q190 400 190 640M500 348Q610 400 610 640M400 372V650', b.main.deep, 6)),
    both(rect(134, 600, 90, 52, b.main.dark, 14)),
  ].join('');

export const bag: Motif = { stance: 'stand', forms: { tote, backpack, satchel, weekender, doctor } };

const cushion = (b: Brush): string =>
  rect(150, 180, 500, 440, b.accent.dark, 40) +
  rect(170, 200, 460, 400, b.accent.base, 30) +
  faded(0.4, rect(200, 230, 400, 340, b.accent.light, 24));

const band = (b: Brush, y: number): string =>
  ring(400, y, 120, 116, b.main.deep, 36) +
  ring(398, y - 4, 120, 116, b.main.base, 28) +
  ring(394, y - 10, 118, 112, b.main.light, 8);

const earring = (b: Brush, x: number): string =>
  stroke(`M${x} 280q-30-70 16-64`, b.main.dark, 7) +
  circle(x, 296, 17, b.main.base) +
  shape(`M${x - 76} 330h152q6 150-76 156q-82-6-76-156Z`, 'url(#main)') +
  shape(`M${x - 40} 330h80q2 84-40 88q-42-4-40-88Z`, b.accent.base);

const beads = ['#37437c', '#d0a02f', '#4e8a58'];

const collarOf = (b: Brush): string =>
  circle(400, 400, 278, b.main.deep) +
  circle(400, 400, 100, b.wall) +
  repeat(9, (row) => {
    const radius = 112 + row * 19.5;
    const count = Math.round((radius * 6.283) / 20 / 8) * 8;
    const band = [
      b.main.base,
      b.paper,
      b.main.base,
      beads[0]!,
      b.main.base,
      beads[1]!,
      b.paper,
      beads[2]!,
      b.main.base,
    ][row]!;
    return repeat(count, (i) => {
      const angle = (i / count) * 6.283;
      return circle(
        400 + radius * Math.cos(angle),
        400 + radius * Math.sin(angle),
        9.6,
        i % (count / 8) < 2 ? b.paper : band,
      );
    });
  });

export const jewel: Motif = {
  stance: 'lie',
  forms: {
    ring: (b) =>
      cushion(b) +
      band(b, 400) +
      repeat(14, (i) => circle(400 + 120 * Math.cos(i * 0.449), 396 + 116 * Math.sin(i * 0.449), 6, b.main.light)),
    signet: (b) =>
      cushion(b) +
      band(b, 430) +
      ellipse(400, 310, 86, 62, b.main.deep) +
      ellipse(398, 304, 82, 58, b.main.base) +
      ellipse(396, 300, 64, 42, b.main.light),
    earrings: (b) => cushion(b) + earring(b, 300) + earring(b, 500),
    collar: collarOf,
    pendant: (b) =>
      cushion(b) +
      both(
        stroke('M210 214Q240 420 396 470', b.metal.dark, 6) + stroke('M210 214Q240 420 396 470', b.metal.light, 2.5),
      ) +
      ring(400, 476, 13, 13, b.metal.base, 6) +
      shape('M400 486q70 60 0 146q-70-86 0-146Z', 'url(#main)') +
      faded(0.7, stroke('M384 530q-10 30 4 60', '#ffffff', 7)) +
      stroke('M400 500v118', b.main.dark, 3),
    bangle: (b) =>
      cushion(b) +
      ['#c9a24b', b.main.base, '#98a4ad', '#d4a937', b.main.dark]
        .map((color, i) => ring(340 + i * 30, 400 + (i % 2) * 12, 110, 150, color, 13))
        .join(''),
  },
};

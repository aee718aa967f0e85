import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, circle, ellipse, faded, rect, repeat, ring, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const speckles = (b: Brush, x: number, y: number, width: number, height: number): string =>
  faded(
    0.35,
    repeat(34, () =>
      circle(x + b.random.next() * width, y + b.random.next() * height, 1.5 + b.random.next() * 2.4, b.main.deep),
    ),
  );

const bowl = (b: Brush): string =>
  [
    shadow(400, floorY, 150),
    shape('M330 620h140l-8 32q-62 12-124 0Z', b.main.dark),
    shape('M186 430q8 196 214 202q206-6 214-202Z', 'url(#main)'),
    speckles(b, 240, 480, 320, 110),
    ellipse(400, 430, 214, 50, b.main.light),
    ellipse(400, 434, 196, 42, b.main.dark),
    ellipse(400, 446, 170, 29, b.main.deep),
    shape('M186 430q6 60 30 100q60 30 184 30t184-30q24-40 30-100q-40 52-214 52t-214-52Z', '#ffffff18'),
  ].join('');

const mug = (b: Brush): string =>
  [
    shadow(390, floorY, 150),
    stroke('M520 380q110-6 106 90q-4 88-122 92', b.main.dark, 32),
    stroke('M520 380q110-6 106 90q-4 88-122 92', b.main.base, 24),
    shape('M250 320h280l-10 300q-4 34-130 34t-130-34Z', 'url(#main)'),
    shape('M256 560h268l-4 60q-4 34-130 34t-130-34Z', '#e9dcc4'),
    speckles(b, 270, 370, 240, 170),
    ellipse(390, 320, 140, 32, b.main.light),
    ellipse(390, 323, 124, 25, '#5a3a28'),
    ellipse(372, 319, 60, 9, '#7a5238'),
    faded(0.5, stroke('M350 270q-24-40 4-74t-2-70M430 270q-24-40 4-74t-2-70', '#ffffff', 7)),
  ].join('');

const plate = (b: Brush): string =>
  [
    ellipse(400, 420, 268, 254, '#1d1b3322'),
    circle(400, 400, 262, b.main.dark),
    circle(400, 396, 258, b.main.base),
    circle(400, 398, 190, b.main.dark),
    circle(400, 401, 186, b.main.light),
    circle(400, 401, 170, b.main.base),
    ring(400, 396, 246, 246, b.accent.base, b.random.between(4, 11)),
    speckles(b, 220, 220, 360, 360),
    b.random.chance(0.6)
      ? repeat(28, (i) => circle(400 + 222 * Math.cos(i * 0.2244), 396 + 222 * Math.sin(i * 0.2244), 7, b.accent.base))
      : '',
    faded(0.6, stroke('M220 300a220 220 0 0 1 90-100', '#ffffff', 9)),
  ].join('');

const jug = (b: Brush): string =>
  [
    shadow(390, floorY, 140),
    stroke('M500 300q130 0 118 120q-8 90-110 104', b.main.dark, 30),
    stroke('M500 300q130 0 118 120q-8 90-110 104', b.main.base, 20),
    shape(
      'M270 230l-34-34q80-22 220 4q36 6 44 30q-14 90 16 150q40 120-26 246q-20 28-108 28t-108-28q-66-126-26-246q32-60 22-150Z',
      'url(#main)',
    ),
    ellipse(384, 212, 106, 22, b.main.deep),
    stroke('M272 420q110 44 224 0', b.accent.base, 9),
    stroke('M258 560q124 44 250 0', b.accent.base, 9),
    repeat(5, (i) =>
      at(
        290 + i * 48,
        492 + 12 * Math.sin((i / 4) * Math.PI),
        repeat(6, (petal) => ellipse(13 * Math.cos(petal * 1.047), 13 * Math.sin(petal * 1.047), 8, 8, b.accent.base)) +
          circle(0, 0, 7, b.paper),
      ),
    ),
  ].join('');

const glass = (b: Brush): string =>
  [
    [220, 0],
    [400, 40],
    [580, 0],
  ]
    .map(([x = 0, down = 0]) =>
      [
        shadow(x, floorY - 20 + down, 70),
        faded(0.5, shape(`M${x - 78} ${340 + down}h156l-20 282q-58 18-116 0Z`, b.main.base)),
      ].join(''),
    )
    .join('') +
  [
    [220, 0],
    [400, 40],
    [580, 0],
  ]
    .map(([x = 0, down = 0]) =>
      [
        shape(`M${x - 74} ${430 + down}h148l-14 186q-60 18-120 0Z`, b.main.dark),
        ellipse(x, 430 + down, 73, 15, b.main.light),
        ellipse(x, 340 + down, 78, 17, '#ffffff66'),
        ring(x, 340 + down, 78, 17, b.main.light, 5),
        shape(`M${x - 78} ${340 + down}h156l-20 282q-58 18-116 0Z`, 'url(#glass)'),
      ].join(''),
    )
    .join('');

export const tableware: Motif = { stance: 'stand', stances: { plate: 'lie' }, forms: { bowl, mug, plate, jug, glass } };

const pan = (b: Brush): string =>
  [
    at(
      400,
      400,
      rect(196, -26, 250, 52, b.wood.dark, 26) +
        rect(196, -26, 250, 22, b.wood.base, 14) +
        ellipse(420, 0, 10, 10, b.wall),
      -38,
    ),
    circle(352, 440, 222, b.main.dark),
    circle(350, 436, 216, b.main.base),
    circle(352, 440, 184, b.main.deep),
    circle(352, 444, 180, b.main.dark),
    faded(0.5, stroke('M200 380a164 164 0 0 1 80-92', b.main.light, 10)),
    shape('M300 400q60-34 100 14q40 6 24 58q-10 58-76 40q-70 10-78-44q-8-46 30-68Z', '#fdf7e6'),
    circle(346, 450, 36, '#e9b23a'),
    circle(336, 440, 12, '#f6d677'),
  ].join('');

const pot = (b: Brush): string =>
  [
    shadow(400, floorY, 220),
    stroke('M190 430h-46v54h46M610 430h46v54h-46', b.main.deep, 17),
    shape('M190 380h420v216q0 56-60 56H250q-60 0-60-56Z', 'url(#main)'),
    rect(180, 372, 440, 24, b.main.dark, 12),
    shape('M196 372q20-104 204-108q184 4 204 108Z', 'url(#main)'),
    rect(366, 226, 68, 22, b.wood.dark, 11),
    rect(388, 240, 24, 28, b.wood.dark),
    faded(0.45, stroke('M236 440v130', '#ffffff', 13)),
  ].join('');

const knife = (b: Brush): string =>
  at(
    400,
    400,
    [
      shape('M-290 34q70-84 210-92h170v92Z', b.metal.base),
      shape('M-290 34q60-26 200-30h180v30Z', b.metal.light),
      faded(
        0.5,
        repeat(12, (i) => stroke(`M${-220 + i * 26} ${4 - (i % 3) * 4}q12-8 26-3`, b.metal.dark, 2)),
      ),
      rect(88, -62, 26, 98, '#b08d3c', 3),
      shape('M112-60h160q34 4 34 44q0 44-34 48H112Z', b.main.base),
      shape('M112-60h160q30 4 34 30H112Z', b.main.light),
      repeat(3, (i) => circle(146 + i * 56, -12, 7, '#c9a24b')),
    ].join(''),
    -24,
  ) +
  at(250, 600, circle(0, 0, 48, '#5f8b4c') + circle(-8, -8, 36, '#7ea862'), 0) +
  at(330, 640, circle(0, 0, 34, '#b3402f') + circle(-6, -6, 22, '#cf5a44'));

const board = (b: Brush): string =>
  [
    rect(210, 150, 380, 520, b.main.dark, 30),
    rect(206, 144, 380, 520, b.main.base, 30),
    repeat(40, (i) =>
      rect(
        222 + (i % 5) * 70,
        164 + Math.floor(i / 5) * 60,
        64,
        54,
        [b.main.light, b.main.dark, b.wood.light, '#d9b183'][(i * 3 + Math.floor(i / 5)) % 4]!,
        4,
      ),
    ),
    circle(396, 186, 22, b.wall),
    at(330, 470, ellipse(0, 0, 62, 50, '#c5402f') + stroke('M0-40q4-20 22-24', '#4d6b3a', 8)),
    at(
      450,
      520,
      repeat(3, (i) => ellipse(0, i * 22, 54 - i * 3, 20, i % 2 ? '#f2d1b8' : '#e08a6a')),
    ),
  ].join('');

export const cookware: Motif = { stance: 'lie', stances: { pot: 'stand' }, forms: { pan, knife, board, pot } };

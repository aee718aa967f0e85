import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, both, circle, ellipse, faded, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

/** A quiet landscape: what screens show. */
const wallpaper = (b: Brush, id: string, outline: string): string =>
  within(
    id,
    outline,
    [
      rect(0, 0, 800, 800, b.accent.light),
      circle(440, 330, 56, '#fff4cf'),
      shape('M0 470Q200 360 420 460T800 420V800H0Z', b.main.base),
      shape('M0 560Q240 460 460 560T800 520V800H0Z', b.main.dark),
      shape('M0 660Q260 580 800 640V800H0Z', b.main.deep),
    ].join(''),
  );

const phone = (b: Brush): string =>
  [
    at(
      -80,
      0,
      [
        rect(236, 146, 250, 510, b.main.deep, 44),
        rect(230, 140, 250, 510, 'url(#main)', 44),
        rect(254, 166, 96, 128, b.main.dark, 28),
        circle(302, 204, 27, b.ink),
        circle(302, 204, 13, '#3f5570'),
        circle(302, 258, 21, b.ink),
        circle(302, 258, 9, '#3f5570'),
        repeat(8, (i) => circle(i % 2 ? 460 : 250, 320 + Math.floor(i / 2) * 96, 4, b.main.deep)),
      ].join(''),
      0,
    ),
    at(
      130,
      24,
      [
        rect(236, 146, 250, 510, b.ink, 44),
        rect(248, 158, 226, 486, '#000000', 34),
        wallpaper(b, 'screen', 'M282 162h158q30 0 30 30v418q0 30-30 30H282q-30 0-30-30V192q0-30 30-30Z'),
        rect(330, 172, 62, 14, '#000000', 7),
        rect(300, 226, 122, 12, '#ffffffcc', 6),
        rect(322, 250, 78, 8, '#ffffff99', 4),
        repeat(4, (i) => rect(272 + i * 48, 580, 36, 36, '#ffffffcc', 10)),
      ].join(''),
    ),
  ].join('');

const featurePhone = (b: Brush): string =>
  [
    rect(276, 130, 256, 546, b.main.deep, 60),
    rect(268, 122, 256, 546, 'url(#main)', 60),
    rect(300, 172, 192, 172, b.ink, 16),
    rect(314, 186, 164, 144, '#b9cf9a', 6),
    rect(330, 210, 90, 15, '#3d4a2e', 3),
    rect(330, 240, 130, 10, '#3d4a2e', 3),
    rect(330, 264, 110, 10, '#3d4a2e', 3),
    rect(352, 366, 88, 50, b.main.dark, 20),
    both(rect(300, 372, 40, 22, b.main.dark, 10)),
    repeat(
      12,
      (i) =>
        rect(300 + (i % 3) * 68, 436 + Math.floor(i / 3) * 50, 56, 36, b.main.dark, 14) +
        rect(316 + (i % 3) * 68, 450 + Math.floor(i / 3) * 50, 24, 7, b.main.light, 3),
    ),
    rect(360, 142, 70, 9, b.main.deep, 4),
  ].join('');

const tablet = (b: Brush): string =>
  [
    at(
      400,
      400,
      rect(-214, -284, 428, 568, b.main.dark, 34) +
        rect(-210, -290, 420, 568, b.main.base, 34) +
        rect(-182, -262, 364, 496, '#f5f1e4', 8),
      -7,
    ),
    at(
      400,
      390,
      repeat(11, (i) => rect(-140, -196 + i * 35, i % 4 === 3 ? 160 : 276 - (i % 3) * 14, 9, '#4a4a52', 4)) +
        rect(-140, -236, 170, 19, b.ink, 5),
      -7,
    ),
    at(640, 420, rect(-9, -230, 18, 420, b.accent.base, 8) + shape('M-9 190h18l-9 40Z', b.ink), 14),
  ].join('');

export const handheld: Motif = { stance: 'lie', forms: { phone, feature: featurePhone, tablet } };

const screenOutline = 'M196 226h408v270H196Z';

const laptop = (b: Brush): string =>
  [
    shadow(400, floorY - 20, 330),
    rect(176, 204, 448, 322, b.main.dark, 22),
    rect(184, 212, 432, 300, b.ink, 16),
    wallpaper(b, 'screen', screenOutline),
    rect(216, 246, 180, 130, '#ffffffd9', 8) +
      repeat(4, (i) => rect(232, 266 + i * 26, 148 - (i % 2) * 40, 9, '#6a6a76', 4)),
    shape('M150 524h500l56 96q6 18-16 18H110q-22 0-16-18Z', 'url(#main)'),
    shape('M186 536h428l22 48H164Z', b.main.deep),
    repeat(3, (row) =>
      repeat(14, (i) => rect(192 - row * 7 + i * (29.6 + row), 541 + row * 14, 24 + row, 9, b.main.dark, 2)),
    ),
    shape('M338 594h124l6 30H332Z', b.main.dark),
    rect(94, 628, 612, 16, b.main.dark, 8),
  ].join('');

const monitor = (b: Brush): string =>
  [
    shadow(400, floorY, 170),
    rect(368, 500, 64, 130, b.main.dark),
    shape('M270 630h260q20 4 22 22H248q2-18 22-22Z', 'url(#main)'),
    rect(110, 176, 580, 346, b.ink, 16),
    wallpaper(b, 'screen', 'M124 190h552v310H124Z'),
    rect(150, 216, 230, 170, '#ffffffd9', 8) +
      repeat(5, (i) => rect(170, 240 + i * 27, 190 - (i % 3) * 34, 9, '#6a6a76', 4)),
    rect(400, 250, 180, 120, '#1d1b33cc', 8),
    repeat(5, (i) => rect(420 + i * 30, 344 - i * 13, 18, 14 + i * 13, b.accent.light, 3)),
  ].join('');

const miniComputer = (b: Brush): string =>
  [
    shadow(400, floorY, 240),
    shape('M210 430l60-70h300l50 70Z', b.main.light),
    rect(206, 430, 418, 210, 'url(#main)', 22),
    repeat(22, (i) => rect(232 + i * 16.8, 454, 6, 64, b.main.deep, 3)),
    repeat(2, (i) => rect(250 + i * 70, 556, 48, 22, b.ink, 5) + rect(258 + i * 70, 562, 32, 10, b.accent.base, 2)),
    rect(400, 558, 40, 16, b.ink, 8),
    circle(570, 566, 20, b.main.deep),
    circle(570, 566, 8, '#9fe0b0'),
    shape('M250 360q-30-90 10-160', 'none'),
    rect(310, 318, 130, 30, b.paper, 4),
    rect(322, 292, 110, 26, b.accent.base, 4),
  ].join('');

export const computer: Motif = { stance: 'stand', forms: { laptop, monitor, mini: miniComputer } };

const overEar = (b: Brush, cup: number): string =>
  [
    stroke('M210 470C180 60 620 60 590 470', b.main.deep, 34),
    stroke('M210 470C180 66 620 66 590 470', b.main.base, 22),
    stroke('M250 260C300 150 500 150 550 260', b.main.light, 9),
    both(
      rect(196, 400, 34, 90, b.metal.base, 12) +
        ellipse(214, 520, cup * 0.62, cup, b.main.deep) +
        ellipse(200, 520, cup * 0.6, cup * 0.96, 'url(#main)') +
        ellipse(192, 520, cup * 0.4, cup * 0.66, b.accent.base) +
        ellipse(188, 516, cup * 0.24, cup * 0.42, b.accent.light) +
        ellipse(262, 520, cup * 0.34, cup * 0.86, b.ink),
    ),
  ].join('');

const buds = (b: Brush): string =>
  [
    rect(200, 380, 400, 260, b.main.dark, 120),
    rect(194, 370, 400, 260, 'url(#main)', 120),
    ellipse(394, 470, 150, 60, b.main.deep),
    both(
      at(
        320,
        440,
        ellipse(0, 0, 44, 40, b.paper) + rect(-22, 10, 30, 100, b.paper, 15) + ellipse(-4, -6, 22, 18, b.ink),
        8,
      ),
    ),
    circle(394, 586, 9, '#9fe0b0'),
    both(
      at(
        290,
        210,
        ellipse(0, 0, 62, 56, b.paper) +
          rect(-32, 14, 40, 130, '#e7dfd0', 20) +
          ellipse(30, -10, 30, 26, b.accent.base),
        -16,
      ),
    ),
  ].join('');

export const headphone: Motif = {
  stance: 'lie',
  forms: { over: (b) => overEar(b, 128), on: (b) => overEar(b, 92), buds },
};

const cone = (b: Brush, x: number, y: number, radius: number): string =>
  circle(x, y, radius, b.ink) +
  circle(x, y, radius * 0.88, '#55525f') +
  circle(x, y, radius * 0.8, '#3b3945') +
  circle(x, y, radius * 0.36, '#64616f') +
  faded(
    0.5,
    stroke(
      `M${x - radius * 0.6} ${y - radius * 0.2}a${radius * 0.64} ${radius * 0.64} 0 0 1 ${radius * 0.5}-${radius * 0.42}`,
      '#ffffff',
      5,
    ),
  );

const tower = (b: Brush): string =>
  [
    [250, 0],
    [550, 0],
  ]
    .map(
      ([x = 0]) =>
        shadow(x, floorY, 130) +
        rect(x - 112, 216, 224, 436, 'url(#main)', 14) +
        rect(x - 96, 232, 192, 404, b.main.dark, 8) +
        cone(b, x, 320, 46) +
        cone(b, x, 500, 88) +
        ellipse(x, 614, 38, 9, b.ink),
    )
    .join('');

const grille = (b: Brush, x: number, y: number, columns: number, rows: number): string =>
  repeat(columns * rows, (i) => circle(x + (i % columns) * 18, y + Math.floor(i / columns) * 18, 5, b.main.deep));

const portable = (b: Brush): string =>
  [
    shadow(400, floorY, 260),
    stroke('M180 460C150 250 330 240 400 300', '#7a4a2c', 22),
    rect(150, 340, 500, 312, 'url(#main)', 90),
    rect(180, 372, 440, 248, b.main.dark, 70),
    grille(b, 214, 412, 21, 10),
    rect(330, 306, 140, 40, b.main.deep, 14),
    repeat(3, (i) => circle(360 + i * 40, 322, 9, b.accent.base)),
    rect(520, 560, 70, 30, b.accent.base, 6),
  ].join('');

const radio = (b: Brush): string =>
  [
    shadow(400, floorY, 270),
    stroke('M560 340L690 130', b.metal.base, 8),
    circle(690, 130, 9, b.metal.dark),
    stroke('M250 330q150-90 300 0', b.wood.dark, 18),
    rect(130, 330, 540, 316, 'url(#main)', 44),
    rect(160, 362, 270, 252, b.main.dark, 26),
    repeat(9, (i) => rect(178, 384 + i * 25, 234, 9, b.main.deep, 4)),
    rect(456, 370, 184, 96, b.ink, 12),
    rect(466, 380, 164, 76, '#f0dca4', 6),
    repeat(13, (i) => rect(476 + i * 11.6, 398, 2.5, i % 3 ? 17 : 30, '#6a4a2a')),
    rect(546, 386, 4, 64, '#c5402f'),
    circle(504, 548, 48, b.main.deep),
    circle(502, 545, 42, b.accent.base),
    rect(499, 506, 6, 30, b.paper),
    circle(606, 548, 34, b.main.deep),
    circle(604, 546, 29, b.accent.base),
    rect(602, 520, 5, 20, b.paper),
  ].join('');

const roundSpeaker = (b: Brush): string =>
  stroke('M400 -10V170q70 20 70 70', b.accent.base, 17) +
  circle(406, 428, 218, b.main.deep) +
  circle(400, 420, 216, 'url(#main)') +
  circle(400, 420, 170, b.main.dark) +
  repeat(7, (row) =>
    repeat(6 + row * 6, (i) =>
      circle(
        400 + (14 + row * 22) * Math.cos((i / (6 + row * 6)) * 6.283),
        420 + (14 + row * 22) * Math.sin((i / (6 + row * 6)) * 6.283),
        5,
        b.main.deep,
      ),
    ),
  ) +
  circle(400, 420, 24, b.paper);

export const speaker: Motif = {
  stance: 'stand',
  stances: { round: 'hang' },
  forms: { tower, portable, radio, round: roundSpeaker },
};

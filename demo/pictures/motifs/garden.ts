import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, both, circle, ellipse, faded, rect, repeat, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const flowerPot = (b: Brush, fill = 'url(#accent)', rim = b.accent.dark): string =>
  shadow(400, floorY, 130) +
  shape('M290 480h220l-30 152q-4 20-24 20H344q-20 0-24-20Z', fill) +
  rect(274, 462, 252, 46, rim, 10) +
  ellipse(400, 466, 110, 11, '#4a372c');

const split = (b: Brush, x: number, y: number, turn: number, scale: number): string =>
  at(
    x,
    y,
    shape('M0 0C-110-20-130-150-60-220C-20-256 40-250 74-210C130-140 100-20 0 0Z', b.main.base) +
      shape('M0 0C40-70 60-140 74-210C130-140 100-20 0 0Z', b.main.dark) +
      [-40, -90, -140]
        .map((down) => shape(`M-104 ${down}l70 6l-66 20ZM104 ${down + 6}l-66 4l60 20Z`, b.wall))
        .join('') +
      stroke('M0 0Q10-110 24-226', b.main.light, 5),
    turn,
    scale,
  );

const monstera = (b: Brush): string =>
  stroke('M400 470Q380 380 300 340M400 470Q420 350 500 300M400 470Q400 340 390 240', b.main.deep, 11) +
  split(b, 310, 360, -48, 0.95) +
  split(b, 486, 340, 44, 1.05) +
  split(b, 392, 300, -4, 0.9) +
  flowerPot(b);

const snake = (b: Brush): string =>
  repeat(5, (i) =>
    at(
      330 + i * 36,
      480,
      shape(
        `M-30 0Q-44-${170 + (i % 3) * 60} 0-${290 + (i % 3) * 46}Q44-${170 + (i % 3) * 60} 30 0Z`,
        i % 2 ? b.main.base : b.main.dark,
      ) +
        repeat(6, (band) => stroke(`M-24 ${-40 - band * 40}q24-17 48 0`, b.main.light, 5)) +
        stroke(`M-30 0Q-44-${170 + (i % 3) * 60} 0-${290 + (i % 3) * 46}`, '#dcd27a', 6),
      -14 + i * 7,
    ),
  ) + flowerPot(b);

const cactusOf = (b: Brush, x: number, height: number, width: number): string =>
  rect(x - width / 2, 480 - height, width, height + 10, b.main.base, width / 2) +
  repeat(5, (i) =>
    stroke(`M${x - width / 2 + (width / 6) * (i + 1)} ${492 - height + width / 4}V480`, b.main.dark, 4),
  ) +
  circle(x, 480 - height - 4, 17, '#ea9db0') +
  circle(x, 480 - height - 4, 8, '#f6d677');

const cactus = (b: Brush): string =>
  cactusOf(b, 400, 280, 110) +
  stroke('M350 360h-60v-90M450 330h60v-80', b.main.dark, 48) +
  stroke('M350 360h-60v-90M450 330h60v-80', b.main.base, 40) +
  circle(290, 244, 15, '#ea9db0') +
  flowerPot(b);

const pot = (b: Brush): string =>
  [
    stroke('M400 360Q370 260 300 220M400 360Q400 250 410 180M400 360Q440 270 520 236', '#5d8056', 9),
    ellipse(290, 212, 44, 26, '#6f9466'),
    ellipse(412, 166, 30, 46, '#83a878'),
    ellipse(530, 226, 46, 26, '#6f9466'),
    ellipse(350, 270, 36, 21, '#83a878'),
    ellipse(460, 286, 36, 21, '#83a878'),
    shadow(400, floorY, 180),
    ellipse(400, 640, 190, 22, b.main.deep),
    rect(212, 612, 376, 28, b.main.dark, 14),
    shape('M240 380h320l-38 220q-6 26-30 26H308q-24 0-30-26Z', 'url(#main)'),
    rect(222, 352, 356, 62, b.main.light, 14),
    rect(222, 396, 356, 18, b.main.dark, 8),
    ellipse(400, 356, 160, 13, '#4a372c'),
    faded(0.4, stroke('M290 440l14 120', '#ffffff', 12)),
  ].join('');

const hanging = (b: Brush): string =>
  stroke('M400 -10V90', b.main.dark, 8) +
  `<circle cx="400" cy="108" r="24" fill="none" stroke="${b.wood.base}" stroke-width="11"/>` +
  both(
    stroke('M394 130Q300 300 270 440Q300 560 396 640', b.main.base, 11) +
      stroke('M398 130Q370 300 350 440Q370 560 400 640', b.main.dark, 9),
  ) +
  shape('M270 400h260l-24 130q-20 44-106 44t-106-44Z', 'url(#accent)') +
  repeat(
    9,
    (i) =>
      stroke(`M${300 + i * 25} 404q${(i - 4) * 15} 50 ${(i - 4) * 21} ${110 + (i % 3) * 56}`, '#6f9466', 7) +
      ellipse(300 + i * 25 + (i - 4) * 21, 520 + (i % 3) * 56, 12, 19, '#83a878'),
  ) +
  both(circle(300, 330, 9, b.main.dark)) +
  repeat(7, (i) => stroke(`M${382 + i * 6} 640q${(i - 3) * 5} 50 ${(i - 3) * 7} 100`, b.main.base, 5)) +
  circle(400, 640, 17, b.main.dark);

const can = (b: Brush): string =>
  shadow(420, floorY, 190) +
  stroke('M330 580Q200 540 120 300', b.main.dark, 26) +
  stroke('M330 576Q204 536 122 300', b.main.base, 15) +
  shape('M90 300l60-26l10 26l-60 24Z', b.main.dark) +
  stroke('M380 390C400 240 640 240 600 520', b.main.dark, 17) +
  shape('M320 400h240l20 230q0 22-24 22H324q-24 0-24-22Z', 'url(#main)') +
  ellipse(440, 400, 120, 22, b.main.deep) +
  rect(300, 596, 280, 15, b.main.dark, 6) +
  faded(0.5, stroke('M352 440l-10 140', '#ffffff', 12)) +
  repeat(4, (i) => ellipse(96 - i * 12, 360 + i * 46, 6, 11, '#9cc4dc'));

export const plant: Motif = {
  stance: 'stand',
  stances: { hanging: 'hang' },
  forms: { monstera, snake, cactus, pot, hanging, can },
};

const handle = (length: number, b: Brush): string =>
  rect(-20, 0, 40, length, b.main.dark, 18) +
  rect(-20, 0, 26, length, b.main.base, 13) +
  faded(0.4, stroke(`M-8 20V${length - 24}`, b.main.light, 4));

const hammer = (b: Brush): string =>
  at(
    400,
    210,
    handle(430, b) +
      shape('M-150-50h220q30 0 60-20l40 20v40l-40 10q-30-20-60-20H-150Z', 'url(#metal)') +
      rect(-176, -62, 46, 70, b.metal.dark, 8) +
      rect(-30, -60, 60, 70, b.metal.dark, 6),
    24,
  );

const hoe = (b: Brush): string =>
  at(
    400,
    160,
    rect(-15, -30, 30, 560, b.main.dark, 14) +
      rect(-15, -30, 20, 560, b.main.base, 10) +
      shape('M-40-50h80l24 40h-128Z', b.metal.dark) +
      shape('M-64-12h128q60 90 50 200q-110 40-228 0q-10-110 50-200Z', 'url(#metal)') +
      circle(0, -28, 24, b.metal.dark) +
      circle(0, -28, 14, b.main.dark) +
      stroke('M-106 176q106 34 212 0', b.metal.light, 6),
    22,
  );

const chisel = (b: Brush): string =>
  repeat(4, (i) =>
    at(
      190 + i * 138,
      160 + (i % 2) * 16,
      rect(-26, 0, 52, 190, b.main.dark, 20) +
        rect(-26, 0, 36, 190, b.main.base, 16) +
        rect(-28, 178, 56, 24, '#c9a24b', 5) +
        rect(-12 - i * 3, 202, 24 + i * 6, 230, 'url(#metal)') +
        shape(`M${-12 - i * 3} 432h${24 + i * 6}v34Z`, b.metal.light),
      0,
    ),
  );

const plane = (b: Brush): string =>
  shadow(400, floorY, 280) +
  shape('M110 650V560q10-60 80-64h430q66 10 70 90v64Z', 'url(#metal)') +
  shape('M180 500q-10-90 60-150q30-10 40 20q-30 70 10 130Z', 'url(#main)') +
  circle(560, 450, 52, b.main.base) +
  circle(560, 450, 34, b.main.light) +
  shape('M330 500l90-170l44 22l-76 148Z', b.metal.dark) +
  circle(430, 402, 24, '#c9a24b') +
  stroke('M380 640q60-140 160-150t90 70t-80 50', '#e6c588', 10);

const saw = (b: Brush): string =>
  at(
    400,
    400,
    shape('M-330-30h440v120H-330Z', 'url(#metal)') +
      rect(-330, -46, 440, 24, '#c9a24b', 5) +
      shape(`M-330 90${'l10 14l10-14'.repeat(22)}Z`, b.metal.dark) +
      shape('M100-60h120q70 20 80 110q0 70-60 80q-40-6-50-50q-20-40-90-10Z', b.main.dark) +
      shape('M104-54h110q64 20 72 100q0 60-50 72q-34-6-44-46q-20-44-88-16Z', b.main.base) +
      ellipse(226, 36, 26, 40, b.wall),
    -26,
  );

const secateurs = (b: Brush): string =>
  at(
    400,
    420,
    shape('M-14 0Q-90 90-96 250q10 34 40 20Q-30 120 20 20Z', b.main.base) +
      shape('M14 0Q90 90 96 250q-10 34-40 20Q30 120-20 20Z', b.main.dark) +
      shape('M-30 20Q-110-120 10-270Q60-140 26 0Z', 'url(#metal)') +
      shape('M20 20Q70-90 40-190Q-10-120-20 10Z', b.metal.dark) +
      circle(0, 10, 28, b.metal.dark) +
      circle(0, 10, 13, '#c9a24b') +
      stroke('M-30 110q30 20 60 0M-36 136q36 22 72 0', b.metal.base, 6),
    20,
  );

const trowel = (b: Brush): string =>
  at(
    400,
    400,
    rect(-26, 60, 52, 220, b.main.dark, 24) +
      rect(-26, 60, 36, 220, b.main.base, 18) +
      rect(-28, 50, 56, 30, '#c9a24b', 6) +
      rect(-10, -30, 20, 90, b.metal.dark) +
      shape('M-84-40h168q10-150-84-270q-94 120-84 270Z', 'url(#metal)') +
      stroke('M0-280V-50', b.metal.dark, 5) +
      repeat(4, (i) => stroke(`M-20 ${-90 - i * 34}h18`, b.metal.dark, 4)),
    26,
  );

const mallet = (b: Brush): string =>
  at(
    400,
    230,
    handle(420, b) +
      rect(-170, -96, 340, 190, b.main.deep, 16) +
      rect(-170, -104, 340, 186, 'url(#wood)', 16) +
      stroke('M-150-40h300M-150 14h300', b.wood.dark, 4) +
      rect(-26, -108, 52, 24, b.main.dark, 4),
    22,
  );

export const tool: Motif = {
  stance: 'lie',
  stances: { plane: 'stand' },
  forms: { hammer, hoe, chisel, plane, saw, secateurs, trowel, mallet },
};

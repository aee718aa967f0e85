import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { circle, ellipse, faded, rect, repeat, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const pourover = (b: Brush): string =>
  [
    shadow(400, floorY, 200),
    rect(210, 622, 380, 30, b.wood.dark, 8),
    stroke('M250 624V300q0-24 24-24h40', b.wood.base, 22),
    shape('M330 470q-40 70-34 120q8 36 104 36t104-36q6-50-34-120Z', '#ffffff55'),
    shape('M308 560q-10 60 92 62q102-2 92-62q-90 22-184 0Z', '#4a2d1e'),
    shape('M330 470q-40 70-34 120q8 36 104 36t104-36q6-50-34-120Z', 'url(#glass)'),
    stroke('M400 440v110', '#4a2d1e', 5),
    shape('M270 270h260l-92 160q-38 16-76 0Z', 'url(#main)'),
    rect(326, 424, 148, 22, b.main.dark, 10),
    ellipse(400, 270, 130, 26, b.main.light),
    ellipse(400, 273, 112, 19, '#f7efe0'),
    ellipse(400, 278, 84, 11, '#5c3f2c'),
  ].join('');

const kettle = (b: Brush): string =>
  [
    shadow(420, floorY, 180),
    stroke('M312 560C200 540 250 360 150 300', b.main.dark, 24),
    stroke('M312 556C200 536 250 356 152 298', b.main.base, 15),
    stroke('M540 330q130 20 100 150q-14 60-70 76', b.wood.dark, 24),
    shape('M310 350h220l44 262q-20 40-154 40t-154-40Z', 'url(#main)'),
    ellipse(420, 350, 110, 22, b.main.light),
    shape('M326 346q20-36 94-38q74 2 94 38q-94 30-188 0Z', b.main.dark),
    circle(420, 298, 17, b.wood.base),
    faded(0.6, stroke('M330 400l-26 190', '#ffffff', 11)),
  ].join('');

const grinder = (b: Brush): string =>
  [
    shadow(400, floorY, 150),
    stroke('M400 250V210H560', b.metal.dark, 15),
    circle(566, 196, 30, b.wood.base),
    circle(558, 188, 14, b.wood.light),
    shape('M318 330q4-80 82-82t82 82Z', 'url(#metal)'),
    rect(300, 324, 200, 326, 'url(#main)', 16),
    rect(300, 440, 200, 12, b.main.deep),
    repeat(14, (i) => rect(308 + i * 13.6, 346, 5, 82, b.main.dark, 2)),
    rect(330, 520, 140, 90, b.main.dark, 8),
    rect(338, 528, 124, 74, b.main.light, 6),
    circle(400, 566, 12, '#c9a24b'),
  ].join('');

const press = (b: Brush): string =>
  [
    shadow(390, floorY, 150),
    stroke('M500 360q120 0 112 110q-8 90-112 96', b.main.deep, 26),
    stroke('M390 310V180', b.metal.base, 10),
    circle(390, 168, 26, b.main.deep),
    shape('M278 320h226v300q0 32-113 32t-113-32Z', 'url(#main)'),
    shape('M278 320l-40-10q20-24 60-24Z', b.main.base),
    shape('M270 322q12-54 120-56q108 2 120 56Z', 'url(#metal)'),
    rect(270, 318, 240, 18, b.metal.dark, 8),
    faded(0.5, stroke('M312 370v220', '#ffffff', 12)),
    rect(278, 600, 226, 14, b.main.dark),
  ].join('');

const teapot = (b: Brush): string =>
  [
    shadow(400, floorY, 200),
    stroke('M560 440q120-40 110 60q-8 70-110 70', b.main.deep, 26),
    stroke('M560 440q120-40 110 60q-8 70-110 70', b.main.base, 15),
    shape('M250 540C160 540 170 430 100 400l34-22C220 400 230 460 270 470Z', 'url(#main)'),
    ellipse(400, 520, 190, 134, 'url(#main)'),
    ellipse(400, 402, 96, 20, b.main.dark),
    shape('M312 400q16-50 88-52q72 2 88 52q-88 30-176 0Z', b.main.light),
    circle(400, 338, 21, b.accent.base),
    stroke('M216 520q184 60 368 0', b.accent.base, 8),
    faded(0.4, stroke('M260 450q36-46 80-54', '#ffffff', 13)),
    rect(320, 640, 160, 14, b.main.deep, 7),
  ].join('');

const jug = (b: Brush): string =>
  [
    shadow(400, floorY, 180),
    stroke('M470 260q150 20 110 190', b.main.base, 24),
    shape('M290 330C220 330 230 250 180 236l22-30C280 220 300 270 340 280Z', b.main.base),
    rect(366, 170, 70, 170, 'url(#main)', 12),
    ellipse(401, 172, 50, 13, b.main.light),
    circle(400, 490, 166, 'url(#main)'),
    repeat(3, (i) =>
      stroke(
        `M${256 + i * 6} ${430 + i * 46}q${144 - i * 6} 40 ${288 - i * 12} 0`,
        i === 1 ? b.accent.base : b.main.light,
        6,
      ),
    ),
    ellipse(400, 648, 130, 22, '#caa968'),
    faded(
      0.5,
      repeat(9, (i) => stroke(`M${286 + i * 28} 640l10 18`, '#8a6a35', 3)),
    ),
  ].join('');

export const brewer: Motif = { stance: 'stand', forms: { pourover, kettle, grinder, press, teapot, jug } };

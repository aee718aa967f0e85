import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, both, circle, ellipse, faded, rect, repeat, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const hill = (b: Brush): string => shape('M0 604L180 400L300 520L470 340L640 500L800 420V604Z', b.main.deep);

const tent = (b: Brush): string =>
  [
    faded(0.25, hill(b)),
    shadow(400, floorY, 330),
    shape('M90 640Q200 300 400 240Q600 300 710 640Z', 'url(#main)'),
    shape('M400 240Q300 420 270 640h260Q500 420 400 240Z', b.main.dark),
    shape('M400 270Q330 440 320 640h160Q470 440 400 270Z', b.main.deep),
    shape('M400 270Q330 440 320 640h40Q350 440 400 270Z', b.main.light),
    stroke('M400 240L60 660M400 240L740 660', b.paper, 3),
    stroke('M90 640Q200 300 400 240Q600 300 710 640', b.main.light, 6),
    circle(410, 560, 26, 'url(#glow)'),
  ].join('');

const bell = (b: Brush): string =>
  [
    faded(0.25, hill(b)),
    shadow(400, floorY, 330),
    rect(120, 480, 560, 164, 'url(#main)', 6),
    shape('M400 190Q330 330 100 490h600Q470 330 400 190Z', b.main.light),
    faded(0.4, stroke('M400 190Q360 340 260 490M400 190Q440 340 540 490', b.main.deep, 4)),
    shape('M400 300Q340 420 330 644h140Q460 420 400 300Z', b.main.deep),
    shape('M400 300Q340 420 330 644h-40Q320 420 400 300Z', b.paper),
    shape('M400 300Q460 420 470 644h40Q480 420 400 300Z', b.paper),
    rect(396, 160, 8, 40, b.wood.dark),
    shape('M404 160l46 14l-46 16Z', b.accent.base),
  ].join('');

const sleepingBag = (b: Brush): string =>
  [
    shape('M290 200q0-90 110-92q110 2 110 92l40 120q20 180-50 350q-100 24-200 0q-70-170-50-350Z', 'url(#main)'),
    ellipse(400, 210, 82, 74, b.main.deep),
    ellipse(400, 222, 64, 50, b.accent.base),
    repeat(7, (i) =>
      stroke(
        `M${254 - (i < 4 ? i : 7 - i) * 2} ${320 + i * 50}q146 34 ${292 + (i < 4 ? i : 7 - i) * 4} 0`,
        b.main.dark,
        6,
      ),
    ),
    stroke('M470 250q40 180 6 420', b.accent.base, 7),
  ].join('');

const flame = (x: number, y: number, size: number): string =>
  at(
    x,
    y,
    shape('M0-90q50 50 44 96q-6 44-44 46q-38-2-44-46q-2-30 22-50q0 24 14 30q10-30 8-76Z', '#e2873a') +
      shape('M0-20q22 24 18 44q-4 22-18 24q-14-2-18-24q-2-20 18-44Z', '#f6d677'),
    0,
    size,
  );

const stove = (b: Brush): string =>
  [
    shadow(400, floorY, 180),
    flame(400, 470, 1.2),
    shape('M270 480h260l-24 168H294Z', 'url(#main)'),
    repeat(4, (i) => circle(316 + i * 56, 530, 13, b.ink) + circle(316 + i * 56, 590, 13, '#e2873a')),
    rect(250, 420, 300, 15, b.metal.dark, 5),
    rect(290, 250, 220, 172, 'url(#accent)', 20),
    rect(280, 244, 240, 24, b.accent.light, 10),
    stroke('M510 300q80 0 90 70', b.metal.dark, 15),
    faded(0.5, stroke('M360 220q-20-30 4-60M430 220q-20-30 4-60', '#ffffff', 7)),
  ].join('');

const lantern = (b: Brush): string =>
  [
    circle(400, 440, 300, 'url(#glow)'),
    shadow(400, floorY, 130),
    stroke('M310 330C300 150 500 150 490 330', b.metal.dark, 11),
    rect(290, 300, 220, 60, b.main.dark, 20),
    rect(306, 250, 188, 56, 'url(#main)', 18),
    rect(330, 262, 140, 18, '#2b3a55', 4),
    rect(310, 360, 180, 190, '#fff3c4', 10),
    repeat(4, (i) => rect(320 + i * 50, 356, 10, 198, b.main.dark, 4)),
    rect(280, 548, 240, 102, 'url(#main)', 24),
    circle(400, 600, 22, b.accent.base),
  ].join('');

const hammock = (b: Brush): string =>
  [
    rect(70, 60, 46, 740, b.wood.dark, 8),
    rect(684, 60, 46, 740, b.wood.dark, 8),
    stroke('M92 250L210 360M708 250L590 360', b.paper, 7),
    shape('M200 350Q400 640 600 350Q560 620 400 620Q240 620 200 350Z', 'url(#main)'),
    shape('M200 350Q400 560 600 350Q400 640 200 350Z', b.main.dark),
    stroke('M200 350Q400 560 600 350', b.accent.base, 11),
    shape('M420 470q50-40 100-30l-10 40q-50 20-90 10Z', b.paper),
    repeat(7, (i) => stroke(`M${170 + i * 2} ${312 + i * 3}L206 350`, b.paper, 2)),
  ].join('');

const bottle = (b: Brush): string =>
  [
    shadow(400, floorY, 110),
    stroke('M364 190q0-70 36-70t36 70', b.ink, 15),
    rect(346, 180, 108, 66, b.ink, 12),
    rect(356, 236, 88, 40, b.metal.base),
    shape('M356 272h88q60 30 66 100v236q0 42-42 42H332q-42 0-42-42V372q6-70 66-100Z', 'url(#main)'),
    shape('M330 500l40-60l34 44l24-30l46 74v20H330Z', b.paper),
    circle(446, 430, 16, b.paper),
    faded(0.5, stroke('M320 380v220', '#ffffff', 12)),
  ].join('');

const rucksack = (b: Brush): string =>
  [
    shadow(400, floorY, 200),
    stroke('M280 650V140Q400 90 520 140V650', b.wood.base, 15),
    rect(260, 180, 280, 60, b.accent.base, 28),
    ellipse(540, 210, 18, 30, b.accent.dark),
    shape('M240 270h320l24 340q0 40-50 40H266q-50 0-50-40Z', 'url(#main)'),
    shape('M226 260h348v110q-174 60-348 0Z', b.main.dark),
    both(rect(300, 340, 26, 120, '#7a4a2c', 5) + rect(294, 420, 38, 30, '#c9a24b', 4)),
    both(rect(190, 450, 90, 160, b.main.dark, 18) + rect(190, 450, 90, 40, b.main.deep, 14)),
    rect(310, 480, 180, 130, b.main.dark, 16),
  ].join('');

export const camp: Motif = {
  stance: 'stand',
  stances: { sleepingbag: 'lie', hammock: 'hang' },
  forms: { tent, bell, sleepingbag: sleepingBag, stove, lantern, hammock, bottle, rucksack },
};

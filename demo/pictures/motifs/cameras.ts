import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { both, circle, ellipse, faded, rect, repeat, ring, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const glass = (x: number, y: number, radius: number): string =>
  [
    circle(x, y, radius, '#17161c'),
    circle(x, y, radius * 0.9, '#3a3944'),
    circle(x, y, radius * 0.78, '#1d1c24'),
    circle(x, y, radius * 0.6, '#26324a'),
    circle(x, y, radius * 0.42, '#3d5a80'),
    circle(x, y, radius * 0.2, '#12121a'),
    faded(0.75, ellipse(x - radius * 0.24, y - radius * 0.26, radius * 0.18, radius * 0.12, '#ffffff')),
    ring(x, y, radius * 0.84, radius * 0.84, '#6b6975', 2.5),
  ].join('');

const leather = (x: number, y: number, width: number, height: number): string =>
  rect(x, y, width, height, '#2c2a2f', 6) +
  faded(
    0.35,
    repeat(Math.floor(width / 14), (i) => stroke(`M${x + 8 + i * 14} ${y + 6}v${height - 12}`, '#55525c', 2)),
  );

const rangefinder = (b: Brush): string =>
  [
    shadow(400, floorY, 270),
    rect(196, 258, 90, 60, b.main.dark, 8),
    rect(470, 262, 60, 46, b.main.dark, 8),
    circle(560, 282, 34, b.main.deep),
    circle(560, 278, 30, b.main.base),
    rect(120, 296, 560, 350, 'url(#main)', 44),
    leather(120, 388, 560, 196),
    rect(120, 584, 560, 18, b.main.dark),
    rect(190, 322, 96, 44, b.ink, 8),
    rect(200, 330, 76, 28, '#42607f', 5),
    rect(360, 322, 80, 40, '#d9d2bf', 6),
    circle(520, 344, 15, b.ink),
    glass(420, 486, 128),
    rect(620, 316, 32, 32, b.accent.base, 16),
  ].join('');

const slr = (b: Brush): string =>
  [
    shadow(400, floorY, 270),
    shape('M310 300l44-96h92l44 96Z', 'url(#main)'),
    rect(364, 222, 72, 26, b.main.deep, 5),
    rect(170, 262, 90, 50, b.main.dark, 10),
    circle(590, 280, 44, b.main.dark),
    circle(590, 274, 38, b.metal.base),
    repeat(16, (i) => stroke(`M590 274l${38 * Math.cos(i * 0.393)} ${38 * Math.sin(i * 0.393)}`, b.metal.dark, 2)),
    rect(120, 296, 560, 350, 'url(#metal)', 36),
    leather(120, 366, 560, 226),
    glass(400, 486, 150),
    ring(400, 486, 142, 142, '#8f8c98', 7),
    rect(140, 316, 70, 20, b.ink, 6),
    rect(360, 316, 80, 16, b.accent.base, 5),
  ].join('');

const folding = (b: Brush): string =>
  [
    shadow(400, floorY, 240),
    rect(180, 230, 440, 420, b.main.deep, 40),
    leather(194, 246, 412, 390),
    rect(300, 204, 200, 40, b.metal.dark, 10),
    rect(330, 212, 70, 24, '#42607f', 5),
    repeat(6, (i) => rect(262 + i * 14, 326 + i * 14, 276 - i * 28, 260 - i * 28, i % 2 ? '#5a2f2a' : '#7a3f36', 8)),
    circle(400, 456, 96, b.metal.dark),
    circle(400, 456, 90, b.metal.base),
    repeat(24, (i) =>
      stroke(
        `M${400 + 78 * Math.cos(i * 0.262)} ${456 + 78 * Math.sin(i * 0.262)}l${9 * Math.cos(i * 0.262)} ${9 * Math.sin(i * 0.262)}`,
        b.ink,
        3,
      ),
    ),
    glass(400, 456, 64),
    rect(200, 636, 400, 15, b.metal.base, 6),
  ].join('');

const compact = (b: Brush): string =>
  [
    shadow(400, floorY, 250),
    rect(150, 330, 500, 318, 'url(#main)', 60),
    rect(380, 330, 240, 318, b.main.dark, 40),
    rect(170, 366, 150, 80, b.ink, 14),
    rect(182, 376, 126, 60, '#e8e2cf', 8),
    repeat(8, (i) => rect(188 + i * 15, 380, 4, 52, '#c9c1a8')),
    glass(490, 500, 106),
    rect(430, 356, 90, 40, b.ink, 8),
    circle(590, 372, 13, '#f0dca4'),
    rect(196, 308, 70, 24, b.accent.base, 9),
    rect(190, 560, 130, 13, b.paper, 6),
  ].join('');

const lens = (b: Brush): string =>
  [
    shadow(400, floorY, 190),
    rect(264, 250, 272, 60, b.main.dark, 8),
    rect(236, 300, 328, 190, b.ink, 12),
    repeat(26, (i) => rect(242 + i * 12.4, 330, 6, 116, '#4a4853', 3)),
    rect(250, 486, 300, 120, b.main.base, 8),
    repeat(7, (i) => rect(282 + i * 36, 506, 16, 7, i % 2 ? b.accent.light : b.paper, 3)),
    repeat(9, (i) => rect(280 + i * 29, 548, 3, 26, b.paper)),
    rect(270, 604, 260, 44, 'url(#metal)', 8),
    ellipse(400, 250, 136, 44, '#17161c'),
    ellipse(400, 250, 116, 36, '#26324a'),
    ellipse(400, 250, 76, 23, '#3d5a80'),
    faded(0.7, ellipse(360, 240, 32, 9, '#ffffff')),
  ].join('');

const strap = (b: Brush): string =>
  [
    stroke('M250 640C90 120 710 120 550 640', b.main.deep, 26),
    stroke('M250 640C90 120 710 120 550 640', b.main.base, 20),
    `<path d="M250 640C90 120 710 120 550 640" fill="none" stroke="${b.accent.base}" stroke-width="7" stroke-dasharray="16 22"/>`,
    both(
      rect(226, 560, 46, 110, '#7a4a2c', 8) +
        ring(250, 692, 21, 21, b.metal.base, 8) +
        circle(250, 590, 6, '#c9a24b') +
        circle(250, 640, 6, '#c9a24b'),
    ),
  ].join('');

export const camera: Motif = {
  stance: 'stand',
  stances: { strap: 'lie' },
  forms: { rangefinder, slr, folding, compact, lens, strap },
};

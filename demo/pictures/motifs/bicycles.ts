import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { circle, faded, rect, repeat, ring, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const wheel = (x: number, radius: number, b: Brush): string =>
  ring(x, floorY - radius - 8, radius, radius, '#2b2a30', 13) +
  ring(x, floorY - radius - 8, radius - 10, radius - 10, b.metal.light, 4) +
  faded(
    0.6,
    repeat(14, (i) =>
      stroke(
        `M${x} ${floorY - radius - 8}l${(radius - 10) * Math.cos(i * 0.4488)} ${(radius - 10) * Math.sin(i * 0.4488)}`,
        b.metal.base,
        1.6,
      ),
    ),
  ) +
  circle(x, floorY - radius - 8, 11, b.metal.dark);

const crank = (b: Brush, x: number, y: number): string =>
  ring(x, y, 36, 36, b.metal.dark, 8) +
  stroke(`M${x - 10} ${y - 44}L${x + 10} ${y + 44}`, b.ink, 9) +
  rect(x - 30, y + 40, 60, 12, b.ink, 4) +
  rect(x - 44, y - 54, 60, 12, b.ink, 4);

const saddle = (b: Brush, x: number, y: number): string =>
  shape(`M${x - 52} ${y - 20}q50-16 104 4q8 12-10 14q-40 0-50 14q-40 4-52-14q-4-14 8-18Z`, b.wood.dark);

const cityFrame = (b: Brush, step: boolean): string =>
  [
    shadow(400, floorY, 300),
    wheel(212, 132, b),
    wheel(600, 132, b),
    stroke('M70 506a146 146 0 0 1 120-140M460 480a146 146 0 0 1 120-118', b.main.dark, 9),
    stroke('M212 510L376 526M212 510L334 326M376 526L322 290', b.main.dark, 15),
    step
      ? stroke('M556 330Q470 430 376 526M552 370Q460 500 376 526', b.main.base, 15)
      : stroke('M376 526L556 344M336 330L546 308', b.main.base, 16),
    stroke('M600 510L540 266', b.main.dark, 15),
    saddle(b, 314, 276),
    stroke('M322 290V272', b.metal.base, 9),
    stroke('M540 266L532 226Q480 200 440 232', b.metal.dark, 11),
    stroke('M470 210L436 234', b.wood.dark, 17),
    circle(566, 318, 18, '#f4e3ae'),
    crank(b, 376, 526),
    stroke('M130 384H270M150 384L212 500', b.ink, 7),
    step
      ? shape('M540 220h130l-16 96h-98Z', '#c79a5a') +
        repeat(5, (i) => stroke(`M${556 + i * 24} 224l${-4 + i * 1} 88`, '#94692f', 3)) +
        stroke('M544 252h122', '#94692f', 4)
      : '',
  ].join('');

const road = (b: Brush): string =>
  [
    shadow(400, floorY, 300),
    wheel(206, 136, b),
    wheel(604, 136, b),
    stroke('M206 506L372 516M206 506L332 306M372 516L318 268', b.main.dark, 12),
    stroke('M372 516L556 330M330 304L546 288', b.main.base, 15),
    stroke('M604 506L546 288L540 262', b.main.dark, 12),
    saddle(b, 308, 252),
    stroke('M540 262L590 250q56 4 44 60q-18 30-50 20', b.ink, 13),
    rect(410, 380, 24, 74, b.accent.base, 8),
    crank(b, 372, 516),
  ].join('');

const cargo = (b: Brush): string =>
  [
    shadow(400, floorY, 330),
    wheel(140, 108, b),
    wheel(668, 84, b),
    stroke('M140 534L280 540L244 330M140 534L256 370M280 540L400 600L640 558M262 380L420 470', b.main.dark, 15),
    shape('M372 400h300l-36 170H420Z', 'url(#wood)'),
    rect(362, 388, 320, 26, b.wood.dark, 8),
    repeat(2, (i) => stroke(`M${390 + i * 12} ${460 + i * 54}h${258 - i * 30}`, b.wood.dark, 4)),
    circle(520, 486, 36, b.main.base),
    shape('M440 390q10-66 60-70q50 4 56 70Z', b.accent.base),
    circle(600, 352, 36, '#c58a5a'),
    shape('M570 340q30-40 62 4Z', b.accent.dark),
    saddle(b, 238, 318),
    stroke('M420 470L352 258q-40-20-70 10', b.metal.dark, 11),
    crank(b, 280, 540),
  ].join('');

const kids = (b: Brush): string =>
  [
    shadow(400, floorY, 240),
    wheel(262, 108, b),
    wheel(552, 108, b),
    stroke('M262 534L390 546M262 534L350 404M390 546L340 370', b.main.dark, 15),
    stroke('M390 546L520 412M350 410Q430 450 512 390', b.main.base, 17),
    stroke('M552 534L508 350', b.main.dark, 15),
    saddle(b, 332, 356),
    stroke('M508 350L502 318Q456 296 424 320', b.metal.dark, 12),
    stroke('M448 302L420 324', b.accent.base, 19),
    circle(540, 390, 17, '#f4e3ae'),
    crank(b, 390, 546),
    stroke('M262 534L210 300', b.metal.base, 5),
    shape('M210 300l70 22l-60 34Z', b.accent.base),
  ].join('');

export const bicycle: Motif = {
  stance: 'stand',
  forms: { city: (b) => cityFrame(b, false), step: (b) => cityFrame(b, true), road, cargo, kids },
};

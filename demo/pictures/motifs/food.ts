import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { at, circle, ellipse, faded, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const bean = (color: string, line: string): string =>
  ellipse(0, 0, 26, 18, color) + stroke('M-22 3q12-10 22-3t22-3', line, 4);

const pouchOutline = 'M254 210h292q4 200 24 400q-10 40-30 42H260q-20-2-30-42q20-200 24-400Z';

const pouch = (b: Brush, label: string): string =>
  [
    shadow(400, floorY, 190),
    shape(pouchOutline, 'url(#main)'),
    rect(254, 196, 292, 40, b.main.dark, 4),
    faded(0.5, stroke('M256 236h288', b.main.deep, 4)),
    within('pouch', pouchOutline, faded(0.2, stroke('M270 250q-10 190-30 380M530 250q10 190 30 380', '#000000', 22))),
    rect(292, 310, 216, 236, b.paper, 10),
    label,
    rect(322, 500, 156, 9, b.ink, 4),
    rect(346, 520, 108, 7, b.main.base, 3),
    circle(400, 272, 15, b.main.deep),
    repeat(6, (i) => at(170 + i * 92, 668 + (i % 3) * 18, bean('#5c3a26', '#3a2216'), b.random.between(0, 180))),
  ].join('');

export const coffeePouch: Motif = {
  stance: 'stand',
  forms: {
    bean: (b) => pouch(b, at(400, 408, bean(b.main.base, b.paper), -35, 3.1)),
    stripe: (b) =>
      pouch(
        b,
        repeat(5, (i) => rect(310, 330 + i * 31, 180, 17, i % 2 ? b.accent.base : b.main.base, 8)),
      ),
  },
};

const leaf = (color: string, vein: string): string =>
  shape('M0-70q58 56 0 140q-58-84 0-140Z', color) + stroke('M0-54V66', vein, 4);

const tinWith =
  (emblem: (b: Brush) => string, scattered: (b: Brush) => string) =>
  (b: Brush): string =>
    [
      shadow(400, floorY, 180),
      rect(242, 270, 316, 380, 'url(#main)', 16),
      rect(242, 626, 316, 26, b.main.dark, 10),
      rect(232, 206, 336, 84, 'url(#metal)', 16),
      faded(0.4, rect(232, 276, 336, 16, b.ink, 6)),
      circle(400, 450, 116, b.paper),
      circle(400, 450, 104, b.main.dark),
      circle(400, 450, 98, b.paper),
      at(400, 440, emblem(b)),
      rect(330, 584, 140, 12, b.paper, 6),
      scattered(b),
    ].join('');

const crumbs =
  (color: string) =>
  (b: Brush): string =>
    repeat(16, () =>
      at(b.random.between(150, 650), b.random.between(664, 704), ellipse(0, 0, 9, 4, color), b.random.between(0, 180)),
    );

const star = (b: Brush): string =>
  repeat(8, (i) => at(0, 8, shape('M0-10L13-58L0-76L-13-58Z', b.main.base) + circle(0, -48, 5, b.main.deep), i * 45)) +
  circle(0, 8, 13, b.main.deep);

export const tin: Motif = {
  stance: 'stand',
  forms: {
    leaf: tinWith(
      (b) => at(-26, 10, leaf('#5f8050', b.paper), -34) + at(26, 10, leaf('#82a06a', b.paper), 34),
      crumbs('#4b3a2a'),
    ),
    star: tinWith(star, crumbs('#7a4a26')),
    chilli: tinWith(
      () => stroke('M-50-30q40 90 110 84', '#c5402f', 26) + stroke('M-50-34q-8-20 8-36', '#4d6b3a', 10),
      crumbs('#b5331f'),
    ),
    pod: tinWith(
      (b) =>
        stroke('M-60 40q40-90 120-86M-50 60q50-70 116-66M-40 74q50-46 104-42', b.main.deep, 9) +
        repeat(6, (i) => at(20, -50, ellipse(0, -22, 11, 20, '#f3e1a8'), i * 60)),
      crumbs('#3a2a20'),
    ),
  },
};

const fruit: Readonly<Record<string, readonly [fill: string, deep: string]>> = {
  honey: ['#e8ab3c', '#b9781d'],
  jam: ['', ''],
  pickle: ['#9aa04a', '#6b7030'],
};

const jarOutline = 'M270 300h260q36 10 36 56v220q0 76-66 76H300q-66 0-66-76V356q0-46 36-56Z';

const jarOf =
  (kind: string, emblem: (b: Brush) => string) =>
  (b: Brush): string => {
    const [fill, deep] = fruit[kind]?.[0] ? fruit[kind] : [b.main.base, b.main.dark];
    return [
      shadow(400, floorY, 180),
      shape(jarOutline, fill),
      within(
        'jar',
        jarOutline,
        rect(234, 560, 340, 100, deep) +
          repeat(14, () =>
            circle(b.random.between(250, 550), b.random.between(350, 630), b.random.between(4, 13), `${deep}88`),
          ),
      ),
      rect(276, 384, 248, 180, b.paper, 12),
      at(400, 462, emblem(b)),
      rect(330, 536, 140, 9, b.ink, 4),
      shape(jarOutline, 'url(#glass)'),
      shape('M256 300q-14-70 14-104q130-30 260 0q28 34 14 104q-144 26-288 0Z', b.accent.base),
      repeat(7, (i) => stroke(`M${286 + i * 38} 200l${(i - 3) * 3} 92`, b.accent.dark, 3)),
      stroke('M254 296q146 28 292 0', b.paper, 9),
    ].join('');
  };

const bottle = (b: Brush): string =>
  [
    shadow(400, floorY, 120),
    shape(
      'M366 150h68v120q6 50 56 92q22 24 22 70v180q0 40-40 40H328q-40 0-40-40V432q0-46 22-70q50-42 56-92Z',
      'url(#main)',
    ),
    rect(356, 112, 88, 54, b.accent.base, 10),
    rect(302, 440, 196, 140, b.paper),
    circle(400, 494, 36, b.main.base),
    rect(340, 548, 120, 8, b.ink, 4),
    faded(0.5, stroke('M322 440v150', '#ffffff', 12)),
  ].join('');

const bee = (b: Brush): string =>
  ellipse(-16, -26, 22, 13, '#c9dbe6') +
  ellipse(14, -26, 22, 13, '#c9dbe6') +
  ellipse(0, 0, 40, 25, '#e8ab3c') +
  repeat(3, (i) => rect(-20 + i * 17, -21, 8, 42, b.ink)) +
  circle(38, -2, 13, b.ink);

export const jar: Motif = {
  stance: 'stand',
  forms: {
    honey: jarOf('honey', bee),
    jam: jarOf(
      'jam',
      (b) =>
        circle(-20, 6, 30, b.main.base) +
        circle(22, 10, 26, b.main.dark) +
        at(0, -32, leaf('#5f8050', b.paper), 50, 0.5),
    ),
    pickle: jarOf('pickle', () =>
      at(0, 0, ellipse(0, 0, 32, 46, '#8aa04a') + faded(0.5, ellipse(-10, -10, 10, 22, '#ffffff')), 30),
    ),
    bottle,
  },
};

import type { Brush } from '../brush.ts';
import { both, circle, faded, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const body = 'M318 176q82 52 164 0l70 34q26 60 26 120v300q0 16-16 18q-162 16-324 0q-16-2-16-18V330q0-60 26-120Z';
const longSleeve = 'M250 208C190 240 168 300 160 380L140 590q36 18 76 12L250 410Z';
const shortSleeve = 'M250 208C196 232 160 290 136 370q44 34 92 34L258 330Z';

const cloth = (b: Brush, sleeve: string, pattern = ''): string =>
  [
    both(shape(sleeve, b.main.dark) + within(`s${sleeve.length}`, sleeve, pattern)),
    shape(body, 'url(#main)'),
    within('body', body, pattern),
    faded(
      0.4,
      stroke('M262 340q-14 130-6 290M538 340q14 130 6 290M330 560q10 40 4 80M470 540q-10 50-2 100', b.main.deep, 5),
    ),
  ].join('');

const placket = (b: Brush): string =>
  stroke('M400 216V646', b.main.dark, 22) +
  stroke('M400 216V646', b.main.base, 17) +
  repeat(6, (i) => circle(400, 262 + i * 66, 6.5, b.paper));

const collar = (b: Brush): string =>
  shape('M332 172q68 40 136 0l-10 50q-58 34-116 0Z', b.main.deep) +
  both(
    shape('M334 166q-24 10-34 24l34 68l66-38q-50-8-66-54Z', b.main.light) +
      stroke('M300 190l34 68l66-38', b.main.dark, 3),
  );

const pocket = (b: Brush, x: number, y: number): string =>
  shape(`M${x} ${y}h84v78l-42 22l-42-22Z`, b.main.dark) +
  shape(`M${x + 3} ${y + 15}h78v62l-39 20l-39-20Z`, b.main.base);

const hem = (b: Brush): string => faded(0.6, stroke('M226 628q174 20 348 0', b.main.deep, 3));

const neck = (b: Brush): string =>
  shape('M318 176q82 52 164 0q-20 72-82 74q-62-2-82-74Z', b.main.deep) +
  stroke('M318 176q22 76 82 76t82-76', b.main.light, 13);

const wax = (b: Brush): string =>
  repeat(42, (i) => {
    const [x, y] = [130 + (i % 7) * 92 + (Math.floor(i / 7) % 2) * 44, 196 + Math.floor(i / 7) * 80];
    return (
      repeat(6, (petal) =>
        circle(x + 24 * Math.cos(petal * 1.047), y + 24 * Math.sin(petal * 1.047), 10, b.accent.base),
      ) +
      circle(x, y, 14, b.paper) +
      circle(x, y, 7, b.main.deep)
    );
  });

export const top: Motif = {
  stance: 'lie',
  forms: {
    shirt: (b) =>
      cloth(b, longSleeve) +
      placket(b) +
      collar(b) +
      pocket(b, 448, 314) +
      hem(b) +
      both(rect(140, 568, 78, 30, b.main.base, 5)),
    camp: (b) => cloth(b, shortSleeve, wax(b)) + faded(0.85, placket(b)) + collar(b) + hem(b),
    tee: (b) => cloth(b, shortSleeve) + neck(b) + pocket(b, 446, 316) + hem(b),
    stripe: (b) =>
      cloth(
        b,
        longSleeve,
        repeat(14, (i) => rect(120, 286 + i * 25, 560, 11, b.paper)),
      ) +
      neck(b) +
      hem(b),
  },
};

const ribs = (b: Brush): string =>
  faded(
    0.4,
    repeat(30, (i) => stroke(`M${112 + i * 20} 190V660`, b.main.deep, 4)),
  );
const cuffs = (b: Brush): string =>
  rect(222, 604, 356, 46, b.main.dark, 10) +
  repeat(24, (i) => stroke(`M${232 + i * 14.7} 608v38`, b.main.deep, 3)) +
  both(shape('M138 560l-4 44q40 20 84 12l4-44Z', b.main.dark));

const stars = (b: Brush): string =>
  repeat(9, (i) => {
    const x = 220 + i * 45;
    const y = 322 + 40 * Math.sin((i / 8) * Math.PI);
    return repeat(
      4,
      (turn) =>
        `<rect x="${x - 15}" y="${y - 4}" width="30" height="8" fill="${b.paper}" transform="rotate(${turn * 45} ${x} ${y})"/>`,
    );
  }) +
  [360, 384]
    .map((y, row) =>
      repeat(26, (i) => rect(212 + i * 15, y + 40 * Math.sin((i / 25) * Math.PI), 7, 7, row ? b.accent.base : b.paper)),
    )
    .join('');

const cardigan = (b: Brush): string =>
  cloth(b, longSleeve, ribs(b)) +
  cuffs(b) +
  shape('M318 176q40 160 82 250q42-90 82-250q-82 52-164 0Z', b.main.deep) +
  stroke('M318 176q40 160 82 250V648M482 176q-40 160-82 250', b.main.dark, 20) +
  repeat(4, (i) => circle(400, 452 + i * 52, 10, b.wood.dark)) +
  both(rect(262, 500, 90, 96, b.main.dark, 6) + rect(262, 500, 90, 16, b.main.deep, 5));

const cable = (b: Brush, x: number): string =>
  repeat(5, (i) =>
    stroke(`M${x - 16} ${270 + i * 48}q32 24 32 48M${x + 16} ${270 + i * 48}q-32 24-32 48`, b.main.dark, 9),
  );

const hat = (b: Brush): string =>
  [
    circle(400, 176, 62, b.accent.base),
    repeat(22, (i) => stroke(`M400 176l${64 * Math.cos(i * 0.2856)} ${64 * Math.sin(i * 0.2856)}`, b.accent.light, 5)),
    shape('M196 520q-10-310 204-310t204 310Z', 'url(#main)'),
    cable(b, 300),
    cable(b, 400),
    cable(b, 500),
    rect(180, 500, 440, 110, b.main.dark, 26),
    repeat(21, (i) => stroke(`M${206 + i * 19.5} 514v82`, b.main.deep, 5)),
  ].join('');

const scarf = (b: Brush): string =>
  [
    shape('M250 140h110v500H250Z', b.main.dark),
    repeat(8, (i) => stroke(`M${258 + i * 13.5} 640v40`, b.main.base, 6)),
    shape('M230 160Q400 60 570 160L540 260Q400 190 260 260Z', b.main.base),
    shape('M440 190h110v420H440Z', 'url(#main)'),
    repeat(8, (i) => stroke(`M${448 + i * 13.5} 610v40`, b.main.light, 6)),
    faded(
      0.5,
      repeat(6, (i) => stroke(`M${262 + i * 18} 240v390M${452 + i * 18} 210v390`, b.main.deep, 3)),
    ),
    repeat(3, (i) => rect(440, 480 + i * 36, 110, 15, b.accent.base) + rect(250, 510 + i * 36, 110, 15, b.accent.dark)),
  ].join('');

const vest = (b: Brush): string => {
  const outline = 'M300 170q30 130 100 210q70-80 100-210l58 30q-30 80 22 190v240q-180 34-360 0V390q52-110 22-190Z';
  return [
    shape(outline, 'url(#main)'),
    within(
      'vest',
      outline,
      repeat(6, (row) =>
        repeat(8, (i) =>
          shape(`M${206 + i * 56} ${240 + row * 76}l26 36l-26 36l-26-36Z`, (i + row) % 2 ? b.accent.base : b.main.dark),
        ),
      ),
    ),
    stroke('M300 170q30 130 100 210q70-80 100-210', b.main.deep, 18),
    rect(220, 602, 360, 40, b.main.deep, 8),
  ].join('');
};

const mitten = (b: Brush): string => {
  const one = (shift: number): string =>
    `<g transform="translate(${shift} 0)">${shape('M180 560V330q0-120 80-120t84 120v46q10-50 50-40q34 12 20 60q-20 76-74 104v60Z', 'url(#main)')}${repeat(5, (i) => shape(`M208 ${300 + i * 48}l14-14l14 14l-14 14Zm50 0l14-14l14 14l-14 14Z`, i % 2 ? b.accent.base : b.main.deep))}${rect(172, 546, 174, 92, b.main.dark, 14)}${repeat(9, (i) => stroke(`M${188 + i * 18} 556v72`, b.main.deep, 4))}</g>`;
  return `${stroke('M250 640C300 760 520 760 560 640', b.accent.base, 7)}<g transform="translate(-40 0)">${one(0)}</g><g transform="translate(840 0) scale(-1 1)">${one(0)}</g>`;
};

export const knit: Motif = {
  stance: 'lie',
  forms: {
    rib: (b) => cloth(b, longSleeve, ribs(b)) + cuffs(b) + neck(b),
    yoke: (b) => cloth(b, longSleeve) + within('yoke', body, stars(b)) + cuffs(b) + neck(b),
    cardigan,
    hat,
    scarf,
    vest,
    mitten,
  },
};

import { contactShadow as shadow, floorY } from '../backdrop.ts';
import type { Brush } from '../brush.ts';
import { circle, ellipse, faded, rect, repeat, ring, shape, stroke } from '../svg.ts';
import type { Motif } from './motif.ts';

const glow = (x: number, y: number, radius: number): string => ellipse(x, y, radius, radius * 0.8, 'url(#glow)');

const dome = (): string =>
  [
    glow(400, 480, 300),
    shadow(400, floorY, 130),
    shape('M384 440h32v150q0 26 62 42q16 18-78 18t-78-18q62-16 62-42Z', 'url(#main)'),
    ellipse(400, 436, 184, 30, '#fff1bf'),
    shape('M214 432q10-190 186-196q176 6 186 196q-186 46-372 0Z', 'url(#main)'),
    faded(0.5, stroke('M258 400q18-110 92-136', '#ffffff', 10)),
  ].join('');

const cone = (b: Brush): string =>
  [
    glow(400, 420, 310),
    shadow(400, floorY, 110),
    shape('M392 420h16v60q46 20 46 86q0 54-30 74q-24 10-48 0q-30-20-30-74q0-66 46-86Z', 'url(#accent)'),
    ellipse(400, 642, 62, 12, b.accent.deep),
    shape('M316 210h168l84 232q-168 34-336 0Z', 'url(#main)'),
    faded(
      0.35,
      repeat(13, (i) =>
        stroke(`M${322 + i * 13} 212L${240 + i * 27} ${446 + 8 * Math.sin((i / 12) * Math.PI)}`, b.main.deep, 2.5),
      ),
    ),
    ellipse(400, 210, 84, 12, b.main.light),
  ].join('');

const globe = (b: Brush): string =>
  [
    glow(400, 380, 350),
    shadow(400, floorY, 110),
    shape('M352 500h96l22 138q-70 22-140 0Z', 'url(#main)'),
    rect(346, 484, 108, 22, b.main.dark, 8),
    circle(400, 360, 142, '#fff6dc'),
    circle(376, 330, 96, '#fffdf3'),
    faded(0.4, ring(400, 360, 142, 142, b.main.base, 4)),
    b.random.chance(0.5)
      ? repeat(22, (i) =>
          circle(
            400 + 112 * Math.cos(i * 2.4) * Math.sqrt(i / 22),
            360 + 112 * Math.sin(i * 2.4) * Math.sqrt(i / 22),
            5,
            '#f0c25a',
          ),
        )
      : '',
  ].join('');

const arm = (b: Brush): string =>
  [
    glow(250, 470, 250),
    shadow(450, floorY, 130),
    rect(350, 626, 210, 26, 'url(#main)', 12),
    stroke('M456 626L520 400', 'url(#wood)', 20),
    stroke('M456 626L520 400', b.wood.base, 18),
    stroke('M520 400L300 290', b.wood.base, 18),
    circle(520, 400, 20, '#c9a24b'),
    circle(520, 400, 8, '#8a6a25'),
    shape('M250 250l84 44l-58 122q-86 10-136-74Z', 'url(#main)'),
    shape('M276 416q-86 10-136-74q60 20 136 74Z', '#fff1bf'),
    circle(296, 276, 16, b.main.dark),
  ].join('');

export const tableLamp: Motif = { stance: 'stand', forms: { dome, cone, globe, arm } };

const cable = (b: Brush, x: number, y: number): string =>
  stroke(`M${x} -10V${y}`, b.ink, 5) + rect(x - 11, y - 34, 22, 38, '#c9a24b', 5);

const pendantDome = (b: Brush): string =>
  [
    glow(400, 560, 360),
    cable(b, 400, 270),
    ellipse(400, 500, 216, 34, '#fff1bf'),
    shape('M184 496q20-190 160-214l14-26h84l14 26q140 24 160 214q-216 54-432 0Z', 'url(#main)'),
    stroke('M184 496q216 54 432 0', b.main.deep, 5),
    faded(0.5, stroke('M238 452q26-96 100-132', '#ffffff', 11)),
  ].join('');

const pendantGlobe = (b: Brush): string =>
  [
    glow(400, 430, 380),
    cable(b, 400, 250),
    circle(400, 430, 186, '#fff4d6'),
    circle(372, 396, 128, '#fffdf4'),
    faded(
      0.55,
      repeat(9, (i) => ring(400, 430, 186 * Math.sin(((i + 1) / 10) * Math.PI), 186, b.main.dark, 1.6)),
    ),
    rect(352, 238, 96, 20, b.main.dark, 8),
  ].join('');

const pendantBasket = (b: Brush): string => {
  const outline = 'M330 250h140q30 140 110 240q-30 70-180 70t-180-70q80-100 110-240Z';
  return [
    glow(400, 520, 360),
    cable(b, 400, 256),
    shape(outline, b.main.base),
    ellipse(400, 470, 90, 70, '#fff0bb'),
    repeat(11, (i) =>
      stroke(
        `M${336 + i * 12.8} 252C${340 + i * 12} 360 ${230 + i * 34} 420 ${228 + i * 34.4} ${496 + 52 * Math.sin((i / 10) * Math.PI)}`,
        b.main.dark,
        4,
      ),
    ),
    repeat(6, (i) =>
      stroke(`M${324 - i * 19} ${296 + i * 38}Q400 ${322 + i * 46} ${476 + i * 19} ${296 + i * 38}`, b.main.light, 6),
    ),
    stroke('M220 490q30 70 180 70t180-70', b.main.deep, 9),
  ].join('');
};

const pendantCluster = (b: Brush): string =>
  rect(240, -10, 320, 24, b.ink, 8) +
  [
    [240, 330],
    [330, 500],
    [420, 290],
    [500, 440],
    [580, 360],
  ]
    .map(
      ([x = 0, y = 0]) =>
        glow(x, y + 40, 130) +
        stroke(`M${x} 0V${y}`, b.ink, 3.5) +
        rect(x - 8, y - 22, 16, 26, '#c9a24b', 4) +
        shape(`M${x - 12} ${y}h24q44 60 30 100q-42 44-84 0q-14-40 30-100Z`, 'url(#main)') +
        ellipse(x, y + 70, 20, 28, '#fff3c4'),
    )
    .join('');

export const pendantLamp: Motif = {
  stance: 'hang',
  forms: { dome: pendantDome, globe: pendantGlobe, basket: pendantBasket, cluster: pendantCluster },
};

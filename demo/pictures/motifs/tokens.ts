import type { Brush } from '../brush.ts';
import { at, circle, ellipse, faded, rect, repeat, shape, stroke, within } from '../svg.ts';
import type { Motif } from './motif.ts';

const canvasOutline = 'M150 130h500v500H150Z';

/** A square canvas on a dark mat with a seal in its corner. */
const framed =
  (art: (b: Brush) => string) =>
  (b: Brush): string =>
    rect(110, 90, 580, 620, '#1c1b24', 26) +
    within('canvas', canvasOutline, rect(150, 130, 500, 500, b.paper) + art(b)) +
    rect(150, 656, 170, 13, '#ffffff', 6) +
    rect(150, 680, 100, 9, '#8c8a98', 4) +
    at(
      620,
      670,
      shape('M0-26L23-13V13L0 26L-23 13V-13Z', b.accent.base) + shape('M0-13L11-6V6L0 13L-11 6V-6Z', '#ffffff'),
    );

const horizon = (b: Brush): string =>
  rect(150, 130, 500, 500, b.main.light) +
  circle(480, 290, 70, b.accent.base) +
  repeat(44, (i) =>
    stroke(
      `M150 ${350 + i * 7}q${80 + 40 * Math.sin(i * 0.5)} ${-26 * Math.cos(i * 0.3)} 170 0t170 0t170 0`,
      i % 7 === 3 ? b.accent.base : i % 2 ? b.main.dark : b.main.deep,
      2.4,
    ),
  ) +
  shape('M250 452h90l-14 22h-62Z', b.ink) +
  stroke('M296 452v-70', b.ink, 3);

const umbrellas = (b: Brush): string =>
  rect(150, 130, 500, 500, b.main.light) +
  repeat(64, (i) => {
    const radius = b.random.between(22, 44);
    const [x, y] = [
      170 + (i % 8) * 66 + b.random.between(-12, 12),
      150 + Math.floor(i / 8) * 66 + b.random.between(-12, 12),
    ];
    const color = b.random.pick([b.main.base, b.accent.base, b.main.deep, b.paper, '#d0a02f', '#2f7b79']);
    return (
      circle(x + 5, y + 7, radius, '#1d1b3333') +
      circle(x, y, radius, color) +
      repeat(8, (rib) =>
        stroke(`M${x} ${y}l${radius * Math.cos(rib * 0.785)} ${radius * Math.sin(rib * 0.785)}`, '#00000022', 1.4),
      ) +
      circle(x, y, 3, b.ink)
    );
  });

const cloth = (b: Brush): string =>
  rect(150, 130, 500, 500, b.main.deep) +
  repeat(25, (row) =>
    repeat(25, (i) =>
      rect(
        150 + i * 20,
        130 + row * 20,
        18,
        18,
        (i * row + row * 3 + i) % 7 < 2
          ? b.accent.base
          : (i ^ row) % 5 === 0
            ? b.paper
            : (i + row) % 2
              ? b.main.base
              : b.main.dark,
      ),
    ),
  );

const moons = (b: Brush): string =>
  rect(150, 130, 500, 500, b.main.deep) +
  repeat(60, () => circle(b.random.between(150, 650), b.random.between(130, 480), 1.6, '#ffffff')) +
  repeat(9, (i) => {
    const [x, y] = [236 + (i % 3) * 164, 206 + Math.floor(i / 3) * 112];
    return (
      circle(
        x,
        y,
        42,
        ['#f6e7b4', b.accent.light, b.main.light, '#ea9db0', '#8cbbdc', '#f0c25a', '#a5d1ba', '#ffffff', '#e2873a'][i]!,
      ) + circle(x + (i - 4) * 8, y - 6, 38, i === 4 ? 'none' : b.main.deep)
    );
  }) +
  shape('M150 560l120-80l90 60l130-100l160 110v80H150Z', b.ink);

const flowers = (b: Brush): string =>
  rect(150, 130, 500, 500, '#f7f0dd') +
  repeat(14, (i) => {
    const [x, y] = [
      190 + (i % 7) * 70 + b.random.between(-16, 16),
      220 + Math.floor(i / 7) * 150 + b.random.between(-40, 40),
    ];
    const petals = b.random.between(6, 13);
    const color = b.random.pick([b.main.base, b.accent.base, '#ea7d64', '#d0a02f']);
    return (
      stroke(
        `M${x} ${y}Q${x + b.random.between(-40, 40)} ${y + 140} ${x + b.random.between(-10, 10)} 630`,
        b.main.deep,
        3,
      ) +
      repeat(petals, (petal) => at(x, y, ellipse(0, -30, 9, 26, color), (petal * 360) / petals)) +
      circle(x, y, 12, b.ink)
    );
  });

const faces = (b: Brush): string =>
  rect(150, 130, 500, 500, b.main.dark) +
  repeat(400, (i) => {
    const [column, row] = [i % 20, Math.floor(i / 20)];
    const [dx, dy] = [(column - 9.5) / 8, (row - 9.5) / 9.5];
    const isFace = dx * dx + dy * dy < 0.9;
    const isEye = (Math.abs(column - 6) < 2 || Math.abs(column - 13) < 2) && Math.abs(row - 8) < 1.2;
    const isMouth = row === 14 && Math.abs(column - 9.5) < 3;
    const fill =
      isEye || isMouth
        ? b.ink
        : isFace
          ? b.random.pick([b.accent.light, b.accent.base, b.paper])
          : b.random.pick([b.main.base, b.main.dark, b.main.deep]);
    return rect(152 + column * 25, 132 + row * 25, 22, 22, fill, 3);
  });

export const tokenArt: Motif = {
  stance: 'lie',
  forms: {
    lines: framed(horizon),
    circles: framed(umbrellas),
    weave: framed(cloth),
    moons: framed(moons),
    flowers: framed(flowers),
    grid: framed(faces),
  },
};

const qr = (b: Brush, x: number, y: number): string =>
  rect(x, y, 132, 132, b.paper, 8) +
  repeat(81, (i) =>
    b.random.chance(0.5) ? rect(x + 12 + (i % 9) * 12, y + 12 + Math.floor(i / 9) * 12, 11, 11, b.ink) : '',
  ) +
  [
    [12, 12],
    [84, 12],
    [12, 84],
  ]
    .map(
      ([dx = 0, dy = 0]) =>
        rect(x + dx, y + dy, 36, 36, b.ink, 4) +
        rect(x + dx + 7, y + dy + 7, 22, 22, b.paper, 3) +
        rect(x + dx + 12, y + dy + 12, 12, 12, b.ink, 2),
    )
    .join('');

const ticket = (b: Brush): string =>
  at(
    400,
    400,
    [
      shape(
        'M-310-176h620q14 0 14 14v110a52 52 0 0 0 0 104v110q0 14-14 14H-310q-14 0-14-14V52a52 52 0 0 0 0-104v-110q0-14 14-14Z',
        'url(#main)',
      ),
      `<path d="M130-176V176" stroke="${b.paper}" stroke-width="5" stroke-dasharray="3 13" stroke-linecap="round"/>`,
      rect(-256, -116, 250, 30, b.paper, 6),
      rect(-256, -66, 170, 15, b.main.light, 5),
      repeat(5, (i) =>
        at(
          -226 + i * 62,
          60,
          repeat(8, (ray) => at(0, 0, ellipse(0, -20, 6, 13, i % 2 ? b.accent.light : b.paper), ray * 45)),
        ),
      ),
      rect(-256, 120, 110, 15, b.main.light, 5),
      qr(b, 160, -66),
    ].join(''),
    -9,
  );

const medal = (b: Brush): string =>
  shape('M300 90h80l40 240h-70ZM500 90h-80l-40 240h70Z', b.accent.base) +
  shape('M340 90h30l30 220h-24ZM460 90h-30l-30 220h24Z', b.accent.light) +
  repeat(24, (i) => at(400, 470, circle(0, -182, 27, b.main.dark), i * 15)) +
  circle(400, 470, 184, 'url(#main)') +
  circle(400, 470, 142, b.main.dark) +
  circle(400, 470, 134, b.main.base) +
  at(400, 470, shape('M0-96L26-30L96-28L40 14L60 84L0 44L-60 84L-40 14L-96-28L-26-30Z', b.paper)) +
  faded(0.4, stroke('M286 420a124 124 0 0 1 70-62', '#ffffff', 9));

export const pass: Motif = { stance: 'lie', forms: { ticket, medal } };

/** Coordinates with one digit are exact enough for a picture of 800 by 800 and keep files small. */
const n = (value: number): string => String(Math.round(value * 10) / 10);

export const rect = (x: number, y: number, width: number, height: number, fill: string, radius = 0): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${radius ? ` rx="${n(radius)}"` : ''} fill="${fill}"/>`;

export const circle = (x: number, y: number, radius: number, fill: string): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}"/>`;

export const ellipse = (x: number, y: number, radiusX: number, radiusY: number, fill: string): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(radiusX)}" ry="${n(radiusY)}" fill="${fill}"/>`;

/** A filled outline. */
export const shape = (d: string, fill: string): string => `<path d="${d}" fill="${fill}"/>`;

/** A line along a path, with round ends. */
export const stroke = (d: string, color: string, width: number, fill = 'none'): string =>
  `<path d="${d}" fill="${fill}" stroke="${color}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round"/>`;

/** A circle's or ellipse's line. */
export const ring = (x: number, y: number, radiusX: number, radiusY: number, color: string, width: number): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(radiusX)}" ry="${n(radiusY)}" fill="none" stroke="${color}" stroke-width="${n(width)}"/>`;

export const at = (x: number, y: number, content: string, turn = 0, scale = 1): string =>
  `<g transform="translate(${n(x)} ${n(y)})${turn ? ` rotate(${n(turn)})` : ''}${scale === 1 ? '' : ` scale(${scale})`}">${content}</g>`;

/** The same thing on the other side of the middle (x = 400). */
export const mirror = (content: string): string => `<g transform="matrix(-1 0 0 1 800 0)">${content}</g>`;

/** A thing and its mirror image. */
export const both = (content: string): string => content + mirror(content);

export const faded = (opacity: number, content: string): string => `<g opacity="${opacity}">${content}</g>`;

/** Content seen only inside an outline; `id` must be the only one in its picture. */
export const within = (id: string, outline: string, content: string): string =>
  `<clipPath id="${id}"><path d="${outline}"/></clipPath><g clip-path="url(#${id})">${content}</g>`;

export const text = (
  x: number,
  y: number,
  content: string,
  size: number,
  fill: string,
  font: string,
  extra = '',
): string =>
  `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" font-family="${font}" fill="${fill}" text-anchor="middle"${extra}>${content}</text>`;

/** As many as `count`, one per index. */
export const repeat = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

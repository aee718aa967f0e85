import { describe, expect, it } from '@jest/globals';
import { shelves } from '../goods/index.ts';
import { drawProduct } from './draw-product.ts';
import { motifs } from './motifs/index.ts';
import type { Motif } from './motifs/motif.ts';
import { pictureFiles } from './write-pictures.ts';

/** The open elements, in order, while a document is read; an answer other than [] means that it is not well-formed. */
function leftOpen(document: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, , selfClosing] of document.matchAll(
    /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closing) {
      if (open.pop() !== name) return [`</${name}> closes something else`];
    } else if (!selfClosing) open.push(name!);
  }
  return open;
}

const textOf = (document: string): string => document.replaceAll(/<\/?[a-zA-Z]+(?:\s+[\w:-]+="[^"<]*")*\s*\/?>/g, '');

const pictures = pictureFiles().map(({ file, draw }) => [file, draw()] as const);

const isWellFormed = (svg: string): boolean =>
  svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" width="800" height="800">') &&
  leftOpen(svg).length === 0 &&
  !/[<>]|&(?!amp;)/.test(textOf(svg)) &&
  !/NaN|undefined|Infinity/.test(svg);

function missingReferences(svg: string): string[] {
  const there = new Set([...svg.matchAll(/id="([^"]+)"/g)].map(([, id]) => id));
  return [...svg.matchAll(/url\(#([^)]+)\)/g)].flatMap(([, id]) =>
    id !== undefined && there.has(id) ? [] : [id ?? ''],
  );
}

describe('a picture', () => {
  it('is one well-formed SVG document', () => {
    expect(pictures.filter(([, svg]) => !isWellFormed(svg)).map(([file]) => file)).toEqual([]);
  });

  it('brings everything it refers to', () => {
    const missing = pictures.flatMap(([file, svg]) => missingReferences(svg).map((id) => `${file} misses ${id}`));
    expect(missing).toEqual([]);
  });

  it('does nothing but show itself', () => {
    const active = pictures.filter(([, svg]) => /<script|<foreignObject|href=|\son\w+=/i.test(svg));
    expect(active.map(([file]) => file)).toEqual([]);
  });

  it('is drawn the same every time', () => {
    for (const { draw } of pictureFiles().slice(0, 60)) expect(draw()).toBe(draw());
  });

  it('of another form, colour or view is another picture', () => {
    const picture = { key: 'lamp', motif: 'table-lamp', shape: 'dome', tint: 'rust', view: 'front' } as const;
    const others = [
      { ...picture, shape: 'cone' },
      { ...picture, tint: 'navy' } as const,
      { ...picture, view: 'close' } as const,
    ];
    for (const other of others) expect(drawProduct(other)).not.toBe(drawProduct(picture));
  });

  it('of a form that its motif does not have cannot be drawn', () => {
    const picture = { key: 'lamp', motif: 'table-lamp', shape: 'sofa', tint: 'rust', view: 'front' } as const;
    expect(() => drawProduct(picture)).toThrow('no form "sofa"');
  });
});

describe('the pictures', () => {
  it('are few enough to be shared by a catalogue of any size', () => {
    expect(pictures.length).toBeLessThanOrEqual(1_000);
    expect(new Set(pictures.map(([file]) => file)).size).toBe(pictures.length);
  });

  it('show every form that can be drawn', () => {
    const shown = new Set(shelves.flatMap(({ motif, goods }) => goods.map(({ shape }) => `${motif} ${shape}`)));
    const drawable = Object.entries<Motif>(motifs).flatMap(([name, { forms }]) =>
      Object.keys(forms).map((form) => `${name} ${form}`),
    );
    expect(drawable.filter((form) => !shown.has(form))).toEqual([]);
  });
});
